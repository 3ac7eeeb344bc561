import { type CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  PodIdentityAgent,
  ServiceAccountDelivery,
  WorkloadCluster,
  WorkloadIdentity,
  type WorkloadIdentityProps,
  WorkloadTrust,
} from '../src';
import { attributesCluster, CLUSTER_KINDS, ISSUER, PROVIDER_ARN, testStack } from './fixtures';
import { manifestsOf, resourceTypesOf } from './template-views';

/** The logical ids of what an identity consists of. */
interface LogicalIds {
  readonly role: string;
  readonly association?: string;
  readonly manifest?: string;
}

function declare(
  scope: Construct,
  id: string,
  subject: string,
  props: Partial<WorkloadIdentityProps> & { readonly cluster: aws_eks.IClusterRef },
): WorkloadIdentity {
  const [namespace, serviceAccountName] = subject.split('/');
  const trust = WorkloadTrust.dual();
  return new WorkloadIdentity(scope, id, { namespace, serviceAccountName, trust, ...props });
}

function roleIdOf({ role }: WorkloadIdentity): string {
  const resource = role.node.defaultChild as CfnResource;
  return resource.stack.resolve(resource.logicalId);
}

/** By `namespace/name`, as they stand in the template. */
function logicalIds(stack: Stack): Map<string, LogicalIds> {
  const identities = stack.node
    .findAll()
    .filter((node): node is WorkloadIdentity => WorkloadIdentity.isWorkloadIdentity(node));
  const template = Template.fromStack(stack);
  const present = Object.keys(template.toJSON().Resources);
  const manifests = manifestsOf(template);
  return new Map(
    identities.map((identity) => {
      const { namespace, serviceAccountName: name, association } = identity;
      const ids = {
        role: roleIdOf(identity),
        association: association && stack.resolve(association.logicalId),
        manifest: manifests.find(({ objects }) =>
          objects.some(({ metadata: m }) => m.namespace === namespace && m.name === name),
        )?.id,
      };
      expect(present).toEqual(expect.arrayContaining([ids.role, ids.association]));
      return [`${namespace}/${name}`, ids];
    }),
  );
}

const EXISTING = ['logging/reader', 'logging/writer', 'shop/orders'];

/** A change to code that declares the existing identities, and maybe others. */
const CHANGES: { readonly [change: string]: (scope: Construct, add: Add) => void } = {
  'another order': (scope, add) => {
    for (const subject of [...EXISTING].reverse()) {
      add(scope, subject, subject);
    }
  },
  'other construct ids': (scope, add) => {
    for (const subject of EXISTING) {
      add(scope, `Renamed-${subject}`, subject);
    }
  },
  'another place in the tree': (scope, add) => {
    const team = new Construct(new Construct(scope, 'Platform'), 'Team');
    for (const subject of EXISTING) {
      add(team, subject, subject);
    }
  },
  'a neighbour in the same namespace before all others': (scope, add) => {
    for (const subject of ['logging/aaa', ...EXISTING]) {
      add(scope, subject, subject);
    }
  },
  'sixty neighbours': (scope, add) => {
    for (let index = 0; index < 60; index++) {
      const subject = `${index % 2 ? 'logging' : `ns-${index}`}/neighbour-${index}`;
      add(scope, subject, subject);
    }
    for (const subject of EXISTING) {
      add(scope, subject, subject);
    }
  },
  'a neighbour that has gone': (scope, add) => {
    for (const subject of ['logging/reader', 'shop/orders']) {
      add(scope, subject, subject);
    }
  },
  'a neighbour that has another name': (scope, add) => {
    for (const subject of ['logging/reader', 'logging/other', 'shop/orders']) {
      add(scope, subject, subject);
    }
  },
};

type Add = (scope: Construct, id: string, subject: string) => void;

describe.each(CLUSTER_KINDS)('with $kind', ({ make, delivery }) => {
  function idsAfter(declareAll: (scope: Construct, add: Add) => void): Map<string, LogicalIds> {
    const stack = testStack();
    const cluster = make(stack);
    declareAll(stack, (scope, id, subject) => {
      declare(scope, id, subject, { cluster, delivery: delivery() });
    });
    return logicalIds(stack);
  }

  const original = idsAfter((scope, add) => {
    for (const subject of EXISTING) {
      add(scope, subject, subject);
    }
  });

  test('an identity has a role, an association and, with kubectl, a manifest', () => {
    const hasManifest = delivery()._config.kind === 'kubectl';
    expect(original.get('logging/reader')).toEqual({
      role: expect.stringMatching(/^RoleLoggingReader[0-9A-F]{10}$/),
      association: expect.stringMatching(/^AssociationLoggingReader[0-9A-F]{10}$/),
      manifest: hasManifest
        ? expect.stringMatching(/^ServiceAccountsLogging[0-9A-F]{10}$/)
        : undefined,
    });
  });

  test.each(Object.keys(CHANGES))('%s changes no logical id', (change) => {
    const after = idsAfter(CHANGES[change]);
    const kept = EXISTING.filter((subject) => after.has(subject));
    expect(kept.length).toBeGreaterThanOrEqual(2);
    for (const subject of kept) {
      expect(after.get(subject)).toEqual(original.get(subject));
    }
  });
});

describe('the id of a role', () => {
  let stack: Stack;
  let cluster: WorkloadCluster;

  beforeEach(() => {
    stack = testStack();
    cluster = attributesCluster(stack);
  });

  const delivery = ServiceAccountDelivery.external();
  const roleId = (id: string, subject: string, props: Partial<WorkloadIdentityProps> = {}) =>
    roleIdOf(declare(stack, id, subject, { cluster, delivery, ...props }));

  test('follows path and name of the role where the name is literal', () => {
    const before = roleId('One', 'logging/reader', { roleName: 'pod.reader', rolePath: '/a/' });
    expect(before).toMatch(/^RolePodReader[0-9A-F]{10}$/);
    stack = testStack();
    cluster = attributesCluster(stack, 'Other', 'another');
    const same = { roleName: 'pod.reader', rolePath: '/a/' };
    expect(roleId('Two', 'shop/orders', same)).toBe(before);
    expect(roleId('Three', 'shop/b', { ...same, rolePath: '/b/' })).not.toBe(before);
    expect(roleId('Four', 'shop/c', { ...same, roleName: 'pod-reader' })).not.toBe(before);
  });

  test('follows the subject where the name is a token', () => {
    const usual = roleId('One', 'logging/reader');
    stack = testStack();
    cluster = attributesCluster(stack);
    expect(roleId('Two', 'logging/reader', { roleName: Fn.ref('RoleName') })).toBe(usual);
  });

  test('can be pinned, and then follows nothing', () => {
    const pin = { roleLogicalId: 'ReaderRole1234' };
    expect(roleId('One', 'logging/reader', pin)).toBe('ReaderRole1234');
    stack = testStack();
    cluster = attributesCluster(stack, 'Other', 'another');
    expect(roleId('Two', 'shop/orders', { ...pin, roleName: 'orders' })).toBe('ReaderRole1234');
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role'))).toEqual([
      'ReaderRole1234',
    ]);
  });

  test('is not that of another cluster', () => {
    const other = attributesCluster(stack, 'Other', 'test');
    expect(roleId('One', 'logging/reader')).not.toBe(
      roleId('Two', 'logging/reader', { cluster: other }),
    );
  });
});

describe('a namespace that is a token', () => {
  function idsOf(path: string[], tokensBefore = 0): LogicalIds {
    const stack = testStack();
    const cluster = attributesCluster(stack);
    for (let index = 0; index < tokensBefore; index++) {
      Fn.ref(`Parameter${index}`);
    }
    const scope = path
      .slice(0, -1)
      .reduce((parent, id) => new Construct(parent, id), stack as Construct);
    declare(scope, path.at(-1) as string, 'unused/reader', {
      cluster,
      namespace: Fn.ref('Namespace'),
    });
    const template = Template.fromStack(stack);
    const [role] = Object.keys(template.findResources('AWS::IAM::Role'));
    const [association] = Object.keys(template.findResources('AWS::EKS::PodIdentityAssociation'));
    return { role, association, manifest: manifestsOf(template)[0].id };
  }

  test('falls back to the path, whatever other tokens there are', () => {
    expect(idsOf(['Reader'], 5)).toEqual(idsOf(['Reader']));
    const [before, moved] = [idsOf(['Reader']), idsOf(['Team', 'Reader'])];
    expect(Object.values(before).filter((id) => Object.values(moved).includes(id))).toEqual([]);
  });
});

describe('any valid names', () => {
  const letters = [...'abz019'];
  const edge = fc.constantFrom(...letters);
  const label = fc
    .tuple(edge, fc.string({ unit: fc.constantFrom(...letters, '-'), maxLength: 61 }), edge)
    .map(([first, middle, last]) => `${first}${middle}${last}`);
  const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
  const place = fc.record({ cluster: fc.constantFrom('blue', 'green'), namespace: label, name });
  const places = fc.uniqueArray(place, {
    minLength: 2,
    maxLength: 8,
    selector: (one) => JSON.stringify([one.cluster, one.namespace, one.name]),
  });

  test('are accepted, and have logical ids of their own in any order', () => {
    fc.assert(
      fc.property(places, (declared) => {
        const [ids, again] = [declared, [...declared].reverse()].map((list) => {
          const stack = testStack();
          const clusters = new Map(['blue', 'green'].map((id) => [id, cluster(stack, id)]));
          const roles = list.map(({ cluster, namespace, name }, index) =>
            roleIdOf(
              declare(stack, `Identity${index}`, `${namespace}/${name}`, {
                cluster: clusters.get(cluster) as WorkloadCluster,
                delivery: ServiceAccountDelivery.external(),
              }),
            ),
          );
          const types = resourceTypesOf(Template.fromStack(stack));
          expect(types.filter((type) => type === 'AWS::IAM::Role')).toHaveLength(list.length);
          return roles;
        });
        expect(new Set(ids).size).toBe(declared.length);
        expect(again.reverse()).toEqual(ids);
      }),
      { numRuns: 30 },
    );
  });

  function cluster(stack: Stack, clusterName: string): WorkloadCluster {
    return WorkloadCluster.fromAttributes(stack, clusterName, {
      clusterName,
      oidcProviderArn: PROVIDER_ARN,
    });
  }
});

test('renaming the import of a cluster makes no second OIDC provider and no second agent', () => {
  const idsWith = (name: string) => {
    const stack = testStack();
    const cluster = WorkloadCluster.fromAttributes(stack, name, {
      clusterName: 'prod',
      oidcIssuerUrl: `https://${ISSUER}`,
    });
    const trust = WorkloadTrust.dual({ agent: PodIdentityAgent.addon() });
    const delivery = ServiceAccountDelivery.external();
    declare(stack, 'Orders', 'shop/orders', { cluster, trust, delivery });
    const template = Template.fromStack(stack);
    return ['AWS::IAM::OIDCProvider', 'AWS::EKS::Addon'].map((type) =>
      Object.keys(template.findResources(type)),
    );
  };

  expect(idsWith('Renamed')).toEqual(idsWith('Cluster'));
  expect(idsWith('Cluster')).toEqual([
    [expect.stringMatching(/^OidcProvider[0-9A-F]{10}$/)],
    [expect.stringMatching(/^PodIdentityAgent[0-9A-F]{10}$/)],
  ]);
});
