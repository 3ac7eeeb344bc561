import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AddonOwnedStack } from '../../examples/addon-owned-stack';
import { AdoptionStack, type AdoptionStep } from '../../examples/adoption-stack';
import { BlueGreenStack, type BlueGreenStep } from '../../examples/blue-green-stack';
import { FinanceClusterStack, FinanceDataStack } from '../../examples/cross-account-irsa';
import { ReportsDataStack, ReportsStack } from '../../examples/cross-account-pod-identity';
import { type MigrationPhase, MigrationStack } from '../../examples/migration-stack';
import { PatternsStack } from '../../examples/patterns-stack';
import { SessionPolicyStack } from '../../examples/session-policy-stack';
import { logicalIdOf } from '../../src/private/logical-id';
import { attributesCluster, CLUSTER_ARN, ENV, ISSUER, testApp, testStack } from '../fixtures';
import {
  associationsOf,
  identityRolesOf,
  providersOf,
  resourcesOf,
  rolesOf,
  trustOf,
} from '../template-views';
import { warningIdsOf } from '../warnings-of';
import { changesBetween, conflictsBetween } from './deployment-step';
import { admitsByIrsa, admitsByPodIdentity, admitsRole, type Pod } from './pod';

process.env.JSII_DEPRECATED = 'quiet';

const DATA = { account: '444455556666', region: 'eu-west-1' };

/** Of an app of its own, with a cluster that exists. */
function synthesized(make: (stack: Stack, cluster: ReturnType<typeof attributesCluster>) => Stack) {
  const platform = testStack(testApp(), 'Platform');
  const stack = make(platform, attributesCluster(platform));
  return { stack, template: Template.fromStack(stack) };
}

test('the session policies narrow one role to the folder of each team', () => {
  const { template } = synthesized(
    ({ node }, cluster) => new SessionPolicyStack(node.root, 'Example', { env: ENV, cluster }),
  );
  const associations = associationsOf(template).map(({ properties }) => properties);

  expect(new Set(associations.map(({ RoleArn }) => RoleArn)).size).toBe(1);
  for (const { Namespace, Policy } of associations) {
    expect(JSON.parse(Policy).Statement).toEqual([
      expect.objectContaining({
        Resource: expect.stringMatching(new RegExp(`/${Namespace}/\\*$`)),
      }),
    ]);
  }
  const pod = { issuer: ISSUER, clusterArn: CLUSTER_ARN, serviceAccount: 'reports' };
  const trust = trustOf(template);
  expect(admitsByPodIdentity(trust, { ...pod, namespace: 'billing' }, false)).toBe(true);
});

test('the two sides of the chained example agree', () => {
  const app = testApp();
  const source = new ReportsStack(app, 'Source', { env: ENV, dataAccount: DATA.account });
  const target = new ReportsDataStack(app, 'Target', {
    env: DATA,
    clusterAccount: ENV.account as string,
  });
  const template = Template.fromStack(target);
  const [{ properties }] = identityRolesOf(Template.fromStack(source));
  const pod: Pod = {
    issuer: ISSUER,
    clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/analytics',
    namespace: 'analytics',
    serviceAccount: 'reports',
  };

  expect(
    admitsRole(trustOf(template, rolesOf(template)[0].id), {
      sourceRoleArn: `arn:aws:iam::111122223333:role/${properties.RoleName}`,
      sessionTagsOf: pod,
    }),
  ).toBe(true);
});

test('the direct and the chained example by IRSA are two roles of the account of the data', () => {
  const app = testApp();
  const dataAccount = DATA.account;
  const { cluster } = new FinanceClusterStack(app, 'Cluster', { env: ENV, dataAccount });
  const data = new FinanceDataStack(app, 'Data', {
    env: DATA,
    cluster,
    clusterAccount: ENV.account as string,
  });
  const template = Template.fromStack(data);

  expect(providersOf(template)).toHaveLength(1);
  expect(rolesOf(template).map(({ properties }) => properties.RoleName)).toEqual([
    'finance-ledger',
    'finance-archive',
  ]);
});

test('the replacement of a cluster keeps the role in every step', () => {
  const steps: BlueGreenStep[] = ['blue', 'both', 'green first', 'green'];
  const templates = steps.map(
    (step) =>
      synthesized(({ node }) => new BlueGreenStack(node.root, 'Example', { env: ENV, step }))
        .template,
  );

  // What the id would be in the step 'blue' without the pin.
  const unpinned = logicalIdOf('Role', ['shop', 'checkout'], ['blue', 'shop', 'checkout']);
  expect(templates.map((one) => identityRolesOf(one).map(({ id }) => id))).toEqual(
    steps.map(() => [unpinned]),
  );
  for (const [index, template] of templates.slice(1).entries()) {
    expect(conflictsBetween(templates[index], template)).toEqual([]);
  }
});

test('the migration keeps the role in every phase', () => {
  const phases: MigrationPhase[] = ['irsa', 'prepare', 'cut over', 'finish'];
  const templates = phases.map(
    (phase) =>
      synthesized(
        ({ node }, cluster) =>
          new MigrationStack(node.root, 'Example', { env: ENV, cluster, phase }),
      ).template,
  );

  expect(templates.map((one) => identityRolesOf(one)[0].id)).toEqual(
    phases.map(() => identityRolesOf(templates[0])[0].id),
  );
  const pod = {
    issuer: ISSUER,
    clusterArn: CLUSTER_ARN,
    namespace: 'invoices',
    serviceAccount: 'invoices',
  };
  expect(templates.map((one) => admitsByIrsa(trustOf(one), pod))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('the adoption keeps role, provider and ServiceAccount', () => {
  const steps: AdoptionStep[] = ['native', 'retain', 'adopt'];
  const [native, retained, adopted] = steps.map(
    (step) =>
      synthesized(({ node }) => new AdoptionStack(node.root, 'Example', { env: ENV, step }))
        .template,
  );

  expect(changesBetween(native, retained)).toEqual([
    '~ Custom::AWSCDK-EKS-KubernetesResource DeletionPolicy',
  ]);
  expect(conflictsBetween(retained, adopted)).toEqual([]);
  expect(identityRolesOf(adopted).map(({ id }) => id)).toEqual(
    identityRolesOf(native).map(({ id }) => id),
  );
});

test('the EBS CSI driver is given role and association, and owns them', () => {
  const { stack, template } = synthesized(
    ({ node }, cluster) => new AddonOwnedStack(node.root, 'Example', { env: ENV, cluster }),
  );
  const [{ properties }] = resourcesOf(template, 'AWS::EKS::Addon');

  expect(properties.PodIdentityAssociations).toEqual([
    {
      ServiceAccount: 'ebs-csi-controller-sa',
      RoleArn: `<${identityRolesOf(template)[0].id}.Arn>`,
    },
  ]);
  expect(associationsOf(template)).toEqual([]);
  expect(warningIdsOf(stack)).toEqual([]);
});

test('the patterns are acknowledged', () => {
  const { stack, template } = synthesized(
    ({ node }, cluster) => new PatternsStack(node.root, 'Example', { env: ENV, cluster }),
  );

  expect(identityRolesOf(template)).toHaveLength(2);
  expect(warningIdsOf(stack)).toEqual([]);
});
