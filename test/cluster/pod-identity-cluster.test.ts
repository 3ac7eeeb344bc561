import { KubectlV33Layer } from '@aws-cdk/lambda-layer-kubectl-v33';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eksV1 from 'aws-cdk-lib/aws-eks';
import * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadCluster,
} from '../../src';
import { attributesCluster, ENV, ISSUER, testApp, testStack } from '../fixtures';
import { refusalOf } from '../refusal';

const reader = (cluster: aws_eks.IClusterRef) => ({
  cluster,
  namespace: 'logging',
  serviceAccountName: 'reader',
  delivery: ServiceAccountDelivery.external(),
});

const FARGATE: [string, (stack: Stack) => aws_eks.IClusterRef][] = [
  [
    'aws-eks',
    (stack) =>
      new eksV1.FargateCluster(stack, 'Cluster', {
        version: eksV1.KubernetesVersion.V1_33,
        kubectlLayer: new KubectlV33Layer(stack, 'Kubectl'),
      }),
  ],
  [
    'aws-eks-v2',
    (stack) =>
      new eksV2.FargateCluster(stack, 'Cluster', {
        version: eksV2.KubernetesVersion.V1_33,
        kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(stack, 'Kubectl') },
      }),
  ],
];

test.each(FARGATE)(
  'a Fargate cluster of %s is refused for Pod Identity, and takes IRSA',
  (_, make) => {
    const stack = testStack();
    const cluster = make(stack);

    const message = refusalOf(() => new PodIdentityAssociation(stack, 'Pods', reader(cluster)));
    expect(message).toMatch(/^\[Stack\/Pods\] cluster 'Stack\/Cluster' runs its pods on Fargate/);
    expect(message).toContain('use IrsaServiceAccount');

    new IrsaServiceAccount(stack, 'Irsa', reader(cluster));
    expect(() => Template.fromStack(stack)).not.toThrow();
  },
);

test('a self-managed Kubernetes is refused for Pod Identity, and takes IRSA', () => {
  const stack = testStack();
  const cluster = WorkloadCluster.fromAttributes(stack, 'Cluster', {
    clusterName: 'on-premises',
    oidcIssuerUrl: 'https://issuer.example.com',
    eks: false,
  });

  expect(refusalOf(() => new PodIdentityAssociation(stack, 'Pods', reader(cluster)))).toMatch(
    /^\[Stack\/Pods\] cluster 'Stack\/Cluster' is not a cluster of Amazon EKS.* use IrsaServiceAccount/,
  );
  new IrsaServiceAccount(stack, 'Irsa', reader(cluster));
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test.each([
  ['account', { ...ENV, account: '444455556666' }],
  ['region', { ...ENV, region: 'us-east-1' }],
])('an association in another %s than the cluster is refused', (part, env) => {
  const app = testApp();
  const cluster = attributesCluster(testStack(app, 'Platform'));
  const elsewhere = new Stack(app, 'Workloads', { env });

  const message = refusalOf(() => new PodIdentityAssociation(elsewhere, 'Pods', reader(cluster)));
  expect(message).toContain(`[Workloads/Pods] cluster 'Platform/Cluster' is in ${part} `);
  expect(message).toContain(ENV[part as keyof typeof ENV]);
  expect(message).toContain(env[part as keyof typeof env]);

  const unknown = new Stack(app, 'Anywhere');
  new PodIdentityAssociation(unknown, 'Pods', reader(cluster));
  expect(() => Template.fromStack(unknown)).not.toThrow();
});

test('IRSA of a cluster in another account makes the provider in the account of the role', () => {
  const app = testApp();
  const cluster = attributesCluster(testStack(app, 'Platform'));
  const elsewhere = testStack(app, 'Workloads', { account: '444455556666', region: 'us-east-1' });
  new IrsaServiceAccount(elsewhere, 'Irsa', { ...reader(cluster), roleName: 'reader' });

  Template.fromStack(elsewhere).hasResourceProperties('AWS::IAM::OIDCProvider', {
    Url: `https://${ISSUER}`,
  });
});

test('IRSA in another account needs an issuer that is known at synthesis', () => {
  const app = testApp();
  const owned = new eksV2.Cluster(testStack(app, 'Platform'), 'Cluster', {
    version: eksV2.KubernetesVersion.V1_33,
  });
  const elsewhere = testStack(app, 'Workloads', { account: '444455556666', region: 'us-east-1' });

  const message = refusalOf(
    () => new IrsaServiceAccount(elsewhere, 'Irsa', { ...reader(owned), roleName: 'reader' }),
  );
  expect(message).toMatch(/^\[Workloads\/Irsa\] the role is in account 444455556666/);
  expect(message).toContain("'WorkloadCluster.fromAttributes' and oidcIssuerUrl");
});

test('IRSA of a cluster that says no issuer is refused, with the ways out; Pod Identity needs none', () => {
  const stack = testStack();
  const makers = [
    () => eksV1.Cluster.fromClusterAttributes(stack, 'V1', { clusterName: 'one' }),
    () => eksV2.Cluster.fromClusterAttributes(stack, 'V2', { clusterName: 'two' }),
    () => WorkloadCluster.fromAttributes(stack, 'Attributes', { clusterName: 'three' }),
  ];

  for (const [index, make] of makers.entries()) {
    const cluster = make();
    const message = refusalOf(() => new IrsaServiceAccount(stack, `Irsa${index}`, reader(cluster)));
    expect(message).toContain(`[Stack/Irsa${index}] cluster '${cluster.node.path}'`);
    for (const way of ['oidcProviderArn', 'oidcIssuerUrl', 'PodIdentityAssociation']) {
      expect(message).toContain(way);
    }
    new PodIdentityAssociation(stack, `Pods${index}`, {
      ...reader(cluster),
      serviceAccountName: 'writer',
    });
  }
  expect(() => Template.fromStack(stack)).not.toThrow();
});
