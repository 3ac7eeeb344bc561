import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { IrsaServiceAccount, ServiceAccountDelivery, WorkloadCluster } from '../../src';
import { ISSUER, issuerOf, providerArn, shopCluster, tokensOf } from './shop-cluster';

const STAGING = issuerOf('2C4E6A8B0D1F3A5C7E9B1D3F5A7C9E0B');

/** Clusters, their issuers and their providers, confused with each other. */
export class ClustersStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const shop = shopCluster(this);
    this.identity('Cart', shop);
    this.identity(
      'Staging',
      WorkloadCluster.fromAttributes(this, 'StagingCluster', {
        clusterName: 'staging',
        oidcProviderArn: providerArn(STAGING),
      }),
    );

    // One role for production and staging.
    new iam.Role(this, 'SharedRole', {
      assumedBy: new iam.CompositePrincipal(tokensOf('payments'), tokensOf('payments', STAGING)),
    });

    // The issuer of the same cluster in another Region, copied from there.
    this.identity(
      'Reports',
      WorkloadCluster.fromAttributes(this, 'CopiedCluster', {
        clusterName: 'reports',
        oidcProviderArn: providerArn(issuerOf('6F8A0C2E4B6D8F0A1C3E5A7B9D0F2B4D', 'us-east-1')),
      }),
    );

    // One character of the issuer is wrong.
    new iam.CfnOIDCProvider(this, 'MistypedIssuer', {
      url: `https://${ISSUER.replace(/A$/, 'B')}`,
      clientIdList: ['sts.amazonaws.com'],
    });

    // A second role for a ServiceAccount that has one.
    new iam.Role(this, 'SecondRole', { assumedBy: tokensOf('cart') });
  }

  private identity(id: string, cluster: WorkloadCluster): void {
    new IrsaServiceAccount(this, id, {
      cluster,
      namespace: 'shop',
      serviceAccountName: id.toLowerCase(),
      delivery: ServiceAccountDelivery.external(),
    });
  }
}
