import { type CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import {
  IrsaPatternRole,
  ServiceAccountDelivery,
  SubjectPattern,
  TargetRole,
  TargetRoleSource,
  WorkloadCluster,
  WorkloadIdentity,
  WorkloadTrust,
} from '../../src';
import { testStack } from '../fixtures';
import { type PolicyView, trustOf } from '../template-views';
import { admitsByIrsa, admitsByPodIdentity, admitsRole, type Pod } from './pod';

/** What a migration passes through, and which mechanisms each phase admits. */
const PHASES = {
  irsa: { trust: () => WorkloadTrust.irsa(), admits: [true, false] },
  prepare: { trust: () => WorkloadTrust.dual({ association: false }), admits: [true, true] },
  'cut over': { trust: () => WorkloadTrust.dual(), admits: [true, true] },
  finish: { trust: () => WorkloadTrust.podIdentity(), admits: [false, true] },
};

const CLUSTERS = ['a', 'b', 'ab'];

/** Short names over few letters, so that one is often the beginning of another. */
const label = fc.stringMatching(/^[ab]([-ab]{0,2}[ab])?$/);
const dotted = fc.tuple(label, label).map((parts) => parts.join('.'));
const subject = fc.record({ namespace: label, name: fc.oneof(label, dotted) });

const declarations = fc.uniqueArray(
  fc.record({
    subject,
    clusters: fc.uniqueArray(fc.constantFrom(...CLUSTERS), { minLength: 1 }),
    phase: fc.constantFrom(...(Object.keys(PHASES) as (keyof typeof PHASES)[])),
  }),
  { minLength: 1, maxLength: 4, selector: (one) => JSON.stringify(one.subject) },
);
const strangers = fc.array(fc.tuple(fc.constantFrom(...CLUSTERS), subject), { maxLength: 20 });

type Subject = { readonly namespace: string; readonly name: string };

function issuerOf(cluster: string): string {
  return `oidc.eks.eu-west-1.amazonaws.com/id/${cluster.toUpperCase().padEnd(32, '0')}`;
}

function podOf(cluster: string, { namespace, name }: Subject): Pod {
  return {
    issuer: issuerOf(cluster),
    clusterArn: `arn:aws:eks:eu-west-1:111122223333:cluster/${cluster}`,
    namespace,
    serviceAccount: name,
  };
}

function clusterIn(stack: Stack, clusterName: string): WorkloadCluster {
  const known = stack.node.tryFindChild(clusterName);
  return WorkloadCluster.isWorkloadCluster(known)
    ? (known as WorkloadCluster)
    : WorkloadCluster.fromAttributes(stack, clusterName, {
        clusterName,
        oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${issuerOf(clusterName)}`,
      });
}

function trustOfRole(role: iam.IRole): PolicyView {
  const stack = Stack.of(role);
  const { logicalId } = role.node.defaultChild as CfnResource;
  return trustOf(Template.fromStack(stack), stack.resolve(logicalId));
}

test('a role admits exactly the pods it is declared for, by the mechanisms of its phase', () => {
  fc.assert(
    fc.property(declarations, strangers, (declared, others) => {
      const stack = testStack();
      const roles = declared.map(({ subject: { namespace, name }, clusters, phase }) => {
        const [cluster, ...additionalClusters] = clusters.map((one) => clusterIn(stack, one));
        return new WorkloadIdentity(stack, `${namespace} ${name}`, {
          cluster,
          additionalClusters,
          namespace,
          serviceAccountName: name,
          trust: PHASES[phase].trust(),
          delivery: ServiceAccountDelivery.external(),
        }).role;
      });
      const asking = [
        ...declared.flatMap((one) => CLUSTERS.map((cluster) => [cluster, one.subject] as const)),
        ...others,
      ];

      for (const [index, { subject: own, clusters, phase }] of declared.entries()) {
        const trust = trustOfRole(roles[index]);
        for (const [cluster, other] of asking) {
          const isDeclared =
            clusters.includes(cluster) &&
            own.namespace === other.namespace &&
            own.name === other.name;
          const pod = podOf(cluster, other);
          expect([admitsByIrsa(trust, pod), admitsByPodIdentity(trust, pod)]).toEqual(
            isDeclared ? PHASES[phase].admits : [false, false],
          );
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a role for a pattern admits exactly the names that begin with the prefix', () => {
  const prefix = fc.stringMatching(/^[ab][-ab]{0,2}$/);
  const pattern = fc.oneof(
    fc.tuple(label, prefix).map(([namespace, begin]) => ({
      made: SubjectPattern.serviceAccountPrefix(namespace, begin),
      meant: (one: Subject) => one.namespace === namespace && one.name.startsWith(begin),
    })),
    label.map((namespace) => ({
      made: SubjectPattern.namespace(namespace),
      meant: (one: Subject) => one.namespace === namespace,
    })),
    fc.tuple(prefix, label).map(([begin, name]) => ({
      made: SubjectPattern.namespacePrefix(begin, name),
      meant: (one: Subject) => one.namespace.startsWith(begin) && one.name === name,
    })),
  );

  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 3 }),
      fc.array(subject, { minLength: 1, maxLength: 30 }),
      (patterns, subjects) => {
        const stack = testStack();
        const { role } = new IrsaPatternRole(stack, 'Shared', {
          cluster: clusterIn(stack, 'a'),
          patterns: patterns.map(({ made }) => made),
        });
        const trust = trustOfRole(role);

        for (const one of subjects) {
          const isMeant = patterns.some(({ meant }) => meant(one));
          expect(admitsByIrsa(trust, podOf('a', one))).toBe(isMeant);
          expect(admitsByIrsa(trust, podOf('b', one))).toBe(false);
          expect(admitsByIrsa(trust, podOf('a', one), { audience: 'other' })).toBe(false);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a target role admits exactly one role, for exactly one pod', () => {
  const path = fc.constantFrom('', 'a/', 'a/b/');
  const call = fc.record({ cluster: fc.constantFrom(...CLUSTERS), subject, path, role: label });

  fc.assert(
    fc.property(
      call,
      fc.array(call, { maxLength: 20 }),
      fc.boolean(),
      (own, others, sessionTags) => {
        const arnOf = (one: typeof own) => `arn:aws:iam::111122223333:role/${one.path}${one.role}`;
        const stack = testStack();
        const { role } = new TargetRole(stack, 'Target', {
          source: TargetRoleSource.podIdentity({
            sourceRoleArn: arnOf(own),
            clusterArn: podOf(own.cluster, own.subject).clusterArn,
            namespace: own.subject.namespace,
            serviceAccountName: own.subject.name,
            sessionTags,
          }),
        });
        const trust = trustOfRole(role);

        for (const one of [own, ...others]) {
          const pod = podOf(one.cluster, one.subject);
          const [, , , region, account] = pod.clusterArn.split(':');
          const names = [region, account, one.cluster, pod.namespace, pod.serviceAccount];
          const isOwn = JSON.stringify(one) === JSON.stringify(own);
          expect(
            admitsRole(trust, {
              sourceRoleArn: arnOf(one),
              ...(sessionTags ? { sessionTagsOf: pod } : { externalId: names.join('/') }),
            }),
          ).toBe(isOwn);
        }
      },
    ),
    { numRuns: 60 },
  );
});
