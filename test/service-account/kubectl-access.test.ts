import { Template } from 'aws-cdk-lib/assertions';
import * as eksV1 from 'aws-cdk-lib/aws-eks';
import * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { ServiceAccountDelivery, WorkloadCluster } from '../../src';
import { CLUSTER_KINDS, cfnCluster, PROVIDER_ARN, testStack } from '../fixtures';
import { manifestsOf } from '../template-views';
import { declarePodIdentity } from './declare';

const CLUSTERS_WITHOUT: [string, (scope: Construct) => aws_eks.IClusterRef][] = [
  ['a CfnCluster', cfnCluster],
  [
    'an imported cluster of aws-eks',
    (scope) => eksV1.Cluster.fromClusterAttributes(scope, 'Cluster', { clusterName: 'prod' }),
  ],
  [
    'an imported cluster of aws-eks-v2',
    (scope) => eksV2.Cluster.fromClusterAttributes(scope, 'Cluster', { clusterName: 'prod' }),
  ],
  [
    'an owned cluster of aws-eks-v2 without options for it',
    (scope) =>
      new eksV2.Cluster(scope, 'Cluster', {
        version: eksV2.KubernetesVersion.V1_33,
        defaultCapacityType: eksV2.DefaultCapacityType.NODEGROUP,
        defaultCapacity: 0,
      }),
  ],
  [
    'attributes',
    (scope) =>
      WorkloadCluster.fromAttributes(scope, 'Cluster', {
        clusterName: 'prod',
        oidcProviderArn: PROVIDER_ARN,
      }),
  ],
];

describe.each(CLUSTERS_WITHOUT)('%s has no kubectl', (_, make) => {
  test('so the default delivery is refused with the ways out', () => {
    const stack = testStack();
    const cluster = make(stack);
    expect(() => declarePodIdentity(stack, { cluster }, 'Reader')).toThrow(
      "[Stack/Reader] cluster 'Stack/Cluster' has no kubectl access, which kubectl() delivery " +
        'needs. Create or import the cluster with a kubectl provider (kubectlProviderOptions, or ' +
        'kubectlProvider in fromClusterAttributes or WorkloadCluster.fromAttributes), or let ' +
        'somebody else write the ServiceAccount: ServiceAccountDelivery.gitOps({ directory }) or ' +
        '.external()',
    );
  });

  test('and everything else works with external delivery', () => {
    const stack = testStack();
    declarePodIdentity(stack, {
      cluster: make(stack),
      delivery: ServiceAccountDelivery.external(),
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 1);
    expect(manifestsOf(template)).toEqual([]);
  });
});

test.each(CLUSTER_KINDS.filter(({ delivery }) => delivery()._config.kind === 'kubectl'))(
  '$kind with kubectl takes the default delivery',
  ({ make }) => {
    const stack = testStack();
    declarePodIdentity(stack, { cluster: make(stack) });
    expect(manifestsOf(Template.fromStack(stack))).toHaveLength(1);
  },
);

test('an imported cluster of aws-eks with the kubectl provider of another stack takes it too', () => {
  const stack = testStack();
  const kubectlProvider = eksV1.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl',
    kubectlRoleArn: 'arn:aws:iam::111122223333:role/kubectl',
    handlerRole: iam.Role.fromRoleName(stack, 'Handler', 'handler'),
  });
  const attributes = { clusterName: 'prod', kubectlProvider };
  declarePodIdentity(stack, {
    cluster: eksV1.Cluster.fromClusterAttributes(stack, 'Cluster', attributes),
  });

  expect(manifestsOf(Template.fromStack(stack))).toHaveLength(1);
});
