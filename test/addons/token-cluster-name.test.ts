import { Role } from 'aws-cdk-lib/aws-iam';
import { ClusterAutoscaler, EbsCsiDriver, Karpenter } from '../../src/addons';
import { type ClusterKind, type RenderedPolicy, renderCase } from './rendered-policy';

const conditionsOf = (policy: RenderedPolicy, action: string) =>
  policy.statements.filter((s) => s.Action.includes(action)).map((s) => s.Condition.StringEquals);

const autoscaler = (kind: ClusterKind) =>
  renderCase({ declare: () => ClusterAutoscaler.ownGroups() }, 'aws', kind);

test('the Cluster Autoscaler matches the tag of its cluster', () => {
  const policy = autoscaler('named');

  expect(conditionsOf(policy, 'autoscaling:SetDesiredCapacity')).toEqual([
    { 'aws:ResourceTag/kubernetes.io/cluster/prod': ['owned'] },
  ]);
  expect(policy.facts.warnings).toEqual([]);
});

test('the Cluster Autoscaler matches managed node groups and warns, where the name is a token', () => {
  const policy = autoscaler('token');

  expect(conditionsOf(policy, 'autoscaling:SetDesiredCapacity')).toEqual([
    { 'aws:ResourceTag/eks:cluster-name': ['Cluster'] },
  ]);
  expect(policy.facts.warnings).toEqual([
    expect.objectContaining({ id: 'clusterAutoscalerManagedGroupsOnly' }),
  ]);
});

test('the Cluster Autoscaler of several clusters matches each, in a statement of its own', () => {
  expect(conditionsOf(autoscaler('several'), 'autoscaling:SetDesiredCapacity')).toEqual([
    { 'aws:ResourceTag/kubernetes.io/cluster/prod': ['owned'] },
    { 'aws:ResourceTag/kubernetes.io/cluster/staging': ['owned'] },
  ]);
});

test('Karpenter ends only its own instances, also where the name is a token', () => {
  const declare = (scope: Parameters<typeof Role.fromRoleName>[0]) =>
    Karpenter.controller({ nodeRoles: [Role.fromRoleName(scope, 'Nodes', 'nodes')] });

  expect(conditionsOf(renderCase({ declare }, 'aws', 'named'), 'ec2:TerminateInstances')).toEqual([
    { 'aws:ResourceTag/kubernetes.io/cluster/prod': ['owned'] },
  ]);
  expect(conditionsOf(renderCase({ declare }, 'aws', 'token'), 'ec2:TerminateInstances')).toEqual([
    { 'aws:ResourceTag/eks:eks-cluster-name': ['Cluster'] },
  ]);
});

test('the EBS policy by session tags says so, and names the one that does without', () => {
  const managed = renderCase({ declare: () => EbsCsiDriver.clusterScopedManagedPolicy() });
  const literal = renderCase({ declare: () => EbsCsiDriver.clusterScoped() });

  expect(managed.facts.requiresSessionTags).toContain('EbsCsiDriver.clusterScoped()');
  expect(managed.managedPolicyArns).toEqual([
    'arn:aws:iam::aws:policy/AmazonEBSCSIDriverEKSClusterScopedPolicy',
  ]);
  expect(literal.facts.requiresSessionTags).toBeUndefined();
  expect(JSON.stringify(literal.statements)).not.toContain('PrincipalTag');
});
