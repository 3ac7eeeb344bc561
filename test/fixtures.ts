import { KubectlV33Layer } from '@aws-cdk/lambda-layer-kubectl-v33';
import { App, type Environment, Stack } from 'aws-cdk-lib';
import * as eksV1 from 'aws-cdk-lib/aws-eks';
import * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { ServiceAccountDelivery, WorkloadCluster } from '../src';

export const ENV: Environment = { account: '111122223333', region: 'eu-west-1' };
export const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
export const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';
export const PROVIDER_ARN = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;

/** Assets stay where they are: a copy of the kubectl layer for each test would fill the disk. */
export function testApp(context: Record<string, unknown> = {}): App {
  return new App({
    context: {
      'aws:cdk:version-reporting': false,
      'aws:cdk:disable-asset-staging': true,
      ...context,
    },
    analyticsReporting: false,
  });
}

export function testStack(app = testApp(), id = 'Stack', env: Environment = ENV): Stack {
  return new Stack(app, id, { env });
}

/** A cluster of each kind, and what a test needs to know of it. */
export interface ClusterKind {
  readonly kind: string;
  readonly make: (scope: Construct) => aws_eks.IClusterRef;
  /** Made by the app itself. */
  readonly owned: boolean;
  /** The issuer is only known at deployment. */
  readonly issuerIsToken: boolean;
  /** kubectl() where the cluster can, external() where it cannot. */
  readonly delivery: () => ServiceAccountDelivery;
}

const kubectl = () => ServiceAccountDelivery.kubectl();
const external = () => ServiceAccountDelivery.external();

export const CLUSTER_KINDS: ClusterKind[] = [
  { kind: 'aws-eks', make: v1Cluster, owned: true, issuerIsToken: true, delivery: kubectl },
  { kind: 'aws-eks-v2', make: v2Cluster, owned: true, issuerIsToken: true, delivery: kubectl },
  {
    kind: 'CfnCluster',
    make: cfnCluster,
    owned: true,
    issuerIsToken: true,
    delivery: external,
  },
  {
    kind: 'aws-eks imported',
    make: (scope) =>
      eksV1.Cluster.fromClusterAttributes(scope, 'Cluster', {
        clusterName: 'prod',
        kubectlRoleArn: 'arn:aws:iam::111122223333:role/kubectl',
        kubectlLayer: new KubectlV33Layer(scope, 'Kubectl'),
        openIdConnectProvider: importedProvider(scope),
      }),
    owned: false,
    issuerIsToken: false,
    delivery: kubectl,
  },
  {
    kind: 'aws-eks-v2 imported',
    make: (scope) =>
      eksV2.Cluster.fromClusterAttributes(scope, 'Cluster', {
        clusterName: 'prod',
        kubectlProvider: importedKubectl(scope),
        openIdConnectProvider: importedProvider(scope),
      }),
    owned: false,
    issuerIsToken: false,
    delivery: kubectl,
  },
  {
    kind: 'attributes with a provider',
    make: (scope) => attributesCluster(scope),
    owned: false,
    issuerIsToken: false,
    delivery: kubectl,
  },
  {
    kind: 'attributes with an issuer',
    make: (scope) =>
      WorkloadCluster.fromAttributes(scope, 'Cluster', {
        clusterName: 'prod',
        oidcIssuerUrl: `https://${ISSUER}`,
      }),
    owned: false,
    issuerIsToken: false,
    delivery: external,
  },
];

export function v1Cluster(
  scope: Construct,
  id = 'Cluster',
  props: Partial<eksV1.ClusterProps> = {},
): eksV1.Cluster {
  return new eksV1.Cluster(scope, id, {
    version: eksV1.KubernetesVersion.V1_33,
    kubectlLayer: new KubectlV33Layer(scope, `${id}Kubectl`),
    defaultCapacity: 0,
    ...props,
  });
}

export function v2Cluster(
  scope: Construct,
  id = 'Cluster',
  props: Partial<eksV2.ClusterProps> = {},
): eksV2.Cluster {
  return new eksV2.Cluster(scope, id, {
    version: eksV2.KubernetesVersion.V1_33,
    kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(scope, `${id}Kubectl`) },
    defaultCapacityType: eksV2.DefaultCapacityType.NODEGROUP,
    defaultCapacity: 0,
    ...props,
  });
}

export function cfnCluster(scope: Construct, id = 'Cluster'): eksV1.CfnCluster {
  return new eksV1.CfnCluster(scope, id, {
    roleArn: 'arn:aws:iam::111122223333:role/cluster',
    resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
  });
}

export function attributesCluster(
  scope: Construct,
  id = 'Cluster',
  clusterName = 'prod',
): WorkloadCluster {
  return WorkloadCluster.fromAttributes(scope, id, {
    clusterName,
    oidcProviderArn: PROVIDER_ARN,
    kubectlProvider: importedKubectl(scope, `${id}KubectlProvider`),
  });
}

export function importedKubectl(scope: Construct, id = 'KubectlProvider'): eksV2.IKubectlProvider {
  return eksV2.KubectlProvider.fromKubectlProviderAttributes(scope, id, {
    serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl',
  });
}

function importedProvider(scope: Construct) {
  return eksV2.OidcProviderNative.fromOidcProviderArn(scope, 'Provider', PROVIDER_ARN);
}
