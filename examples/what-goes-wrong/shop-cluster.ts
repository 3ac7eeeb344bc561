import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkloadCluster } from '../../src';

/** One cluster that all of this is about. */
export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const CLUSTER_NAME = 'shop';
export const CLUSTER_ARN = `arn:aws:eks:${ENV.region}:${ENV.account}:cluster/${CLUSTER_NAME}`;
export const ISSUER = issuerOf('5E0B9D1C7A3F4E2B8D6A0C9F1B2E3D4A');

export function issuerOf(id: string, region = ENV.region): string {
  return `oidc.eks.${region}.amazonaws.com/id/${id}`;
}

export function providerArn(issuer = ISSUER, account = ENV.account): string {
  return `arn:aws:iam::${account}:oidc-provider/${issuer}`;
}

export function shopCluster(scope: Construct): WorkloadCluster {
  return WorkloadCluster.fromAttributes(scope, 'Shop', {
    clusterName: CLUSTER_NAME,
    oidcProviderArn: providerArn(),
  });
}

/** Trust in the tokens of one ServiceAccount of the namespace `shop`, as it should be. */
export function tokensOf(serviceAccountName: string, issuer = ISSUER): iam.FederatedPrincipal {
  return new iam.FederatedPrincipal(
    providerArn(issuer),
    {
      StringEquals: {
        [`${issuer}:aud`]: 'sts.amazonaws.com',
        [`${issuer}:sub`]: `system:serviceaccount:shop:${serviceAccountName}`,
      },
    },
    'sts:AssumeRoleWithWebIdentity',
  );
}
