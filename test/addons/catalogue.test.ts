import * as addons from '../../src/addons';
import { NO_RESOURCE_LEVEL } from '../../src/addons/private/grant';
import { ADDONS } from './addon-case';
import { allCases } from './all-cases';
import { policyDefects } from './iam-check';
import { policyLines } from './policy-lines';
import {
  bindRefused,
  type ClusterKind,
  PARTITIONS,
  type Partition,
  renderCase,
} from './rendered-policy';
import { computedDiff, recordedDiff, upstreamDocument } from './upstream-diff';

const cases = allCases().map((c) => ({ ...c, label: `${c.factory}, ${c.title}` }));
const clusterKinds: ClusterKind[] = ['named', 'token', 'several'];
const partitions = Object.keys(PARTITIONS) as Partition[];

describe.each(cases)('$label', (addonCase) => {
  test('says who uses it, where it comes from and when it was compared', () => {
    const { facts } = renderCase(addonCase);

    expect(facts.name).toMatch(/^[a-z0-9-]+$/);
    expect(facts.source).toMatch(/^https:\/\/\S+$/);
    expect(facts.reviewed).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(Boolean(facts.namespace)).toBe(Boolean(facts.serviceAccountName));
    for (const warning of facts.warnings ?? []) {
      expect(warning.id).toMatch(/^[a-z][A-Za-z0-9]+$/);
    }
  });

  test('allows the statements that were reviewed', () => {
    expect(policyLines(renderCase(addonCase))).toMatchSnapshot();
  });

  test.each(clusterKinds)('is good by IAM’s own data for a cluster that is %s', async (kind) => {
    const policy = renderCase(addonCase, 'aws', kind);

    expect(policy.statements.length + policy.managedPolicyArns.length).toBeGreaterThan(0);
    expect(await policyDefects(policy)).toEqual([]);
  });

  test('records no wildcard that it does not have', () => {
    const { wildcards, statements } = renderCase(addonCase);

    for (const { actions, resource, reason } of wildcards) {
      expect(reason).not.toBe('');
      for (const action of actions) {
        const used = statements.some(
          (s) => s.Action.includes(action) && s.Resource.includes(resource),
        );
        expect({ action, resource, used }).toEqual({ action, resource, used: true });
      }
    }
  });

  test('is the same each time', () => {
    expect(renderCase(addonCase).statements).toEqual(renderCase(addonCase).statements);
  });

  test.each(partitions)('differs in %s by nothing but the partition', (partition) => {
    const here = renderCase(addonCase, partition);

    const other = partition === 'aws' ? 'aws-cn' : 'aws';
    expect(JSON.stringify(here.statements)).not.toContain(`arn:${other}:`);
    expect(JSON.stringify(here.managedPolicyArns)).not.toContain(`arn:${other}:`);
    expect(withoutPartition(here, partition)).toEqual(
      withoutPartition(renderCase(addonCase), 'aws'),
    );
  });

  for (const { why, declare, message } of addonCase.refuses) {
    test(`is accepted, and refused with ${why}`, () => {
      expect(() => bindRefused(addonCase.declare)).not.toThrow();
      expect(() => bindRefused(declare)).toThrow(message);
    });
  }

  if (addonCase.upstream) {
    const { upstream } = addonCase;
    test('differs from upstream by what is recorded', () => {
      const document = upstreamDocument(upstream);

      expect(document.url).toMatch(/^https:/);
      expect(document.date).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(computedDiff(renderCase(addonCase).statements, document)).toEqual(
        recordedDiff(upstream),
      );
    });
  }
});

test('every promised add-on has a preset', () => {
  expect(ADDONS).toHaveLength(32);
  expect(ADDONS.filter((addon) => !cases.some((c) => c.addon === addon))).toEqual([]);
});

/** Factories that have no document of their own to be compared with. */
const NOT_COMPARED: Record<string, string> = {
  'AckController.recommended': 'It attaches the policy of the makers as it is.',
  'AckController.statements': 'The statements are the user’s own.',
  'EbsCsiDriver.clusterScopedManagedPolicy': 'It attaches the policy of AWS as it is.',
  'ExternalSecrets.secretsAndParameters': 'Each of its two parts is compared.',
  'ExternalSecrets.storeRoles': 'The page says in words what the roles are for.',
};

test('every factory is compared with the document of its makers', () => {
  const compared = new Set(cases.filter((c) => c.upstream).map((c) => c.factory));
  const others = new Set(cases.map((c) => c.factory).filter((factory) => !compared.has(factory)));

  expect([...others].sort()).toEqual(Object.keys(NOT_COMPARED));
});

test('every public factory of the catalogue is used by a case', () => {
  const factories = Object.entries(addons as Record<string, unknown>)
    .filter((entry): entry is [string, Record<string, () => unknown>] => {
      return typeof entry[1] === 'function';
    })
    .flatMap(([name, type]) =>
      Object.getOwnPropertyNames(type)
        .filter((member) => !['length', 'name', 'prototype'].includes(member))
        .filter((member) => typeof type[member] === 'function')
        .map((member) => ({ factory: `${name}.${member}`, spy: jest.spyOn(type, member) })),
    );
  for (const addonCase of cases) {
    renderCase(addonCase);
  }

  expect(factories.length).toBeGreaterThan(0);
  expect(factories.filter(({ spy }) => spy.mock.calls.length === 0)).toEqual([]);
  const named = factories.map(({ factory }) => factory);
  expect(cases.map((c) => c.factory).filter((factory) => !named.includes(factory))).toEqual([]);
  jest.restoreAllMocks();
});

test('prints the size of every preset', () => {
  const rows = cases.map((c) => {
    const { size, statements } = renderCase(c);
    return `${c.label.padEnd(70)} ${String(statements.length).padStart(3)} ${String(size).padStart(6)}`;
  });

  process.stdout.write(
    `${['preset, statements, characters without white space', ...rows].join('\n')}\n`,
  );
  expect(rows).toHaveLength(cases.length);
});

test('no reason is written in two ways where IAM leaves no choice', () => {
  const reasons = cases.flatMap((c) => renderCase(c).wildcards.map((w) => w.reason));

  expect(
    reasons.filter(
      (r) => r !== NO_RESOURCE_LEVEL && /no resource[- ]level|take no resource/i.test(r),
    ),
  ).toEqual([]);
});

function withoutPartition(policy: ReturnType<typeof renderCase>, partition: Partition): unknown {
  const { region } = PARTITIONS[partition];
  const text = JSON.stringify([policy.statements, policy.managedPolicyArns, policy.wildcards])
    .replaceAll(`arn:${partition}:`, 'arn:PARTITION:')
    .replaceAll(region, 'REGION')
    .replaceAll('amazonaws.com.cn', 'amazonaws.com');
  return JSON.parse(text);
}
