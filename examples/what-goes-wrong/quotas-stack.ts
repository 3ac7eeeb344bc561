import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadCluster,
} from '../../src';
import { issuerOf, shopCluster } from './shop-cluster';

/** So small that a handful of resources is too many; AWS has 100 and 5,000. */
export const SMALL_QUOTAS = { oidcProvidersPerAccount: 2, associationsPerCluster: 2 };

/** More than an account or a cluster takes. */
export class QuotasStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const delivery = ServiceAccountDelivery.external();

    // A cluster for each branch, and with it a provider.
    for (const branch of ['main', 'next', 'fix']) {
      new IrsaServiceAccount(this, `Preview-${branch}`, {
        cluster: WorkloadCluster.fromAttributes(this, `Cluster-${branch}`, {
          clusterName: branch,
          oidcIssuerUrl: `https://${issuerOf(Buffer.from(branch).toString('hex').toUpperCase().padEnd(32, '0'))}`,
          oidcProviderRemovalPolicy: RemovalPolicy.DESTROY,
        }),
        namespace: 'preview',
        serviceAccountName: 'web',
        delivery,
      });
    }

    // A ServiceAccount for each tenant.
    const cluster = shopCluster(this);
    for (const tenant of ['north', 'south', 'west']) {
      new PodIdentityAssociation(this, `Tenant-${tenant}`, {
        cluster,
        namespace: tenant,
        serviceAccountName: 'web',
        delivery,
      });
    }
  }
}
