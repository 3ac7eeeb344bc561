import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import { adviceTable } from '../../scripts/advice-table';
import { tableInReadme } from '../../scripts/readme-table';
import { WorkloadIdentity, WorkloadTrust } from '../../src';
import { IdentityMechanism, MechanismAdvice } from '../../src/advice/mechanism-advice';
import { MECHANISM_TABLE, NEED_CONFLICTS, type Need } from '../../src/advice/mechanism-table';
import { recommend } from '../../src/advice/recommend';
import type { WorkloadNeeds } from '../../src/advice/workload-needs';
import { attributesCluster, testStack } from '../fixtures';
import { refusalOf } from '../refusal';
import { associationsOf, trustOf } from '../template-views';

const { IRSA, POD_IDENTITY } = IdentityMechanism;
const NEEDS = Object.keys(MECHANISM_TABLE) as Need[];
const SOURCES = join(__dirname, '..', '..', 'src', 'advice');

function mechanismFor(needs: WorkloadNeeds): IdentityMechanism {
  return MechanismAdvice.of(needs).mechanism;
}

/** Where a need leaves both mechanisms open, the general recommendation is a reason too. */
function decides(need: Need): boolean {
  const { irsa, podIdentity } = MECHANISM_TABLE[need];
  return irsa === 'no' || podIdentity !== 'yes';
}

function identityWith(trust: WorkloadTrust): Template {
  const stack = testStack();
  new WorkloadIdentity(stack, 'App', {
    cluster: attributesCluster(stack),
    namespace: 'shop',
    serviceAccountName: 'app',
    trust,
  });
  return Template.fromStack(stack);
}

describe('the advice', () => {
  test('is EKS Pod Identity where nothing speaks against it', () => {
    expect(mechanismFor({})).toBe(POD_IDENTITY);
    expect(mechanismFor({ fargate: false, windows: undefined })).toBe(POD_IDENTITY);
    expect(MechanismAdvice.of({}).reasons).toEqual([
      expect.stringContaining('AWS recommends EKS Pod Identity'),
    ]);
  });

  test.each<[IdentityMechanism, Need[]]>([
    [
      IRSA,
      [
        'fargate',
        'windows',
        'outposts',
        'selfManagedKubernetes',
        'longCrossAccountSessions',
        'subjectPatterns',
        'oldSdk',
        'mskIam',
        'noAgent',
        'noPassRole',
        'over5000Associations',
      ],
    ],
    [
      POD_IDENTITY,
      ['hybridNodes', 'crossAccount', 'manyClusters', 'sessionTags', 'sessionPolicy', 'eksAddon'],
    ],
  ])('is %s for each need that asks for it, with its reason', (mechanism, needs) => {
    for (const need of needs) {
      const advice = MechanismAdvice.of({ [need]: true });

      expect([need, advice.mechanism]).toEqual([need, mechanism]);
      expect(advice.reasons[0]).toContain(MECHANISM_TABLE[need].why);
      expect([need, advice.reasons.length]).toEqual([need, decides(need) ? 1 : 2]);
    }
    expect(NEEDS).toEqual(expect.arrayContaining(needs));
  });

  test('is IRSA where one need rules Pod Identity out and others would like it', () => {
    const advice = MechanismAdvice.of({ fargate: true, manyClusters: true, crossAccount: true });

    expect(advice.mechanism).toBe(IRSA);
    expect(advice.reasons).toHaveLength(3);
  });

  test('meets every need, or names two that nothing meets together', () => {
    const needs = fc.record(
      Object.fromEntries(NEEDS.map((need) => [need, fc.boolean()])) as Record<
        Need,
        fc.Arbitrary<boolean>
      >,
    );
    fc.assert(
      fc.property(needs, (given) => {
        const wanted = NEEDS.filter((need) => given[need]);
        const possible = (column: 'irsa' | 'podIdentity') =>
          wanted.every((need) => MECHANISM_TABLE[need][column] !== 'no');
        const conflict = NEED_CONFLICTS.some(({ needs: both }) =>
          both.every((need) => wanted.includes(need)),
        );
        const { mechanism } = recommend(given);

        expect(mechanism === undefined).toBe(
          conflict || !(possible('irsa') || possible('podIdentity')),
        );
        expect(mechanism !== 'irsa' || possible('irsa')).toBe(true);
        expect(mechanism !== 'pod-identity' || possible('podIdentity')).toBe(true);
      }),
    );
  });
});

describe('needs that nothing meets together', () => {
  test('are refused with both reasons', () => {
    expect(refusalOf(() => MechanismAdvice.of({ fargate: true, sessionPolicy: true }))).toBe(
      'no mechanism meets all needs: fargate works with nothing but IRSA, sessionPolicy works with nothing but ' +
        'EKS Pod Identity. The EKS Pod Identity Agent is a DaemonSet, and Fargate runs none. An association ' +
        'carries a session policy of at most 2,048 characters, with session tags off. With IRSA only the ' +
        'application itself could pass one. Drop fargate or sessionPolicy, or divide the workload into two ' +
        'ServiceAccounts',
    );
    expect(mechanismFor({ fargate: true })).toBe(IRSA);
    expect(mechanismFor({ sessionPolicy: true })).toBe(POD_IDENTITY);
  });

  test('are refused where Pod Identity itself cannot have both', () => {
    expect(refusalOf(() => MechanismAdvice.of({ sessionTags: true, sessionPolicy: true }))).toMatch(
      /sessionPolicy and sessionTags exclude each other: EKS takes a session policy only with session tags off/,
    );
    expect(refusalOf(() => MechanismAdvice.of({ eksAddon: true, sessionPolicy: true }))).toMatch(
      /sessionPolicy and eksAddon exclude each other/,
    );
    expect(mechanismFor({ sessionTags: true, eksAddon: true })).toBe(POD_IDENTITY);
  });

  test.each<[Need, Need, string]>([
    ['crossAccount', 'eksAddon', 'takes a role of the account of the cluster'],
    ['longCrossAccountSessions', 'eksAddon', 'takes a role of the account of the cluster'],
    ['selfManagedKubernetes', 'fargate', 'for clusters of Amazon EKS only'],
    ['selfManagedKubernetes', 'hybridNodes', 'for clusters of Amazon EKS only'],
    ['selfManagedKubernetes', 'eksAddon', 'for clusters of Amazon EKS only'],
  ])('are refused where no cluster can have both: %s and %s', (one, other, why) => {
    const message = refusalOf(() => MechanismAdvice.of({ [one]: true, [other]: true }));

    expect(message).toContain(`${one} and ${other} exclude each other: `);
    expect(message).toContain(why);
    expect([one, other].map((need) => recommend({ [need]: true }).mechanism)).not.toContain(
      undefined,
    );
  });
});

describe('the trust of the advice', () => {
  test('makes an identity by that mechanism', () => {
    const irsa = identityWith(MechanismAdvice.of({ fargate: true }).trust);
    const podIdentity = identityWith(MechanismAdvice.of({ sessionTags: true }).trust);

    expect(trustOf(irsa).Statement.map(({ Action }) => Action)).toEqual([
      'sts:AssumeRoleWithWebIdentity',
    ]);
    expect(associationsOf(irsa)).toEqual([]);
    expect(trustOf(podIdentity).Statement[0].Principal.Service).toBe('pods.eks.amazonaws.com');
    expect(associationsOf(podIdentity)).toHaveLength(1);
  });

  test('is refused without the session policy that the workload needs', () => {
    const { trust } = MechanismAdvice.of({ sessionPolicy: true });
    const sessionPolicy = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::a/*'] }),
      ],
    });

    expect(refusalOf(() => identityWith(trust))).toMatch(
      /^\[Stack\/App\] trust is the advice for a workload with a session policy, and the policy is missing/,
    );
    expect(() => identityWith(WorkloadTrust.podIdentity({ sessionPolicy }))).not.toThrow();
  });
});

describe('the table', () => {
  test('has a source of its own in every row, and a mechanism that works', () => {
    for (const row of Object.values(MECHANISM_TABLE)) {
      expect(row.source).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|github\.com\/aws)\//);
      expect([row.irsa, row.podIdentity]).not.toEqual(['no', 'no']);
    }
  });

  test('needs no CDK, so that the command line starts fast', () => {
    const pure = readdirSync(SOURCES).filter((file) => file !== 'mechanism-advice.ts');

    expect(pure.sort()).toEqual(['mechanism-table.ts', 'recommend.ts', 'workload-needs.ts']);
    for (const file of pure) {
      const imports = [...readFileSync(join(SOURCES, file), 'utf8').matchAll(/from '(.*)'/g)];
      expect(imports.filter(([, from]) => !from.startsWith('./'))).toEqual([]);
    }
  });

  test('stands in README as the code has it', () => {
    // On failure: npx ts-node -T -P test/tsconfig.json scripts/advice-table.ts --write
    expect(tableInReadme('advice')).toBe(adviceTable());
  });
});
