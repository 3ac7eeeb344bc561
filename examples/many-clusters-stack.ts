import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadCluster,
} from '../src';

/**
 * One role for the pods of several clusters, as far as its trust policy has room: four clusters by IRSA in the
 * default quota of 2,048 characters, more than twenty by EKS Pod Identity.
 */
export class ManyClustersStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const fleet = Array.from({ length: 12 }, (_, at) =>
      this.cluster(String(at + 1).padStart(2, '0')),
    );
    const [first, ...others] = fleet;
    const common = {
      cluster: first,
      namespace: 'fleet',
      delivery: ServiceAccountDelivery.external(),
    };
    new IrsaServiceAccount(this, 'Metrics', {
      ...common,
      serviceAccountName: 'metrics',
      additionalClusters: others.slice(0, 3),
    });
    new PodIdentityAssociation(this, 'Logs', {
      ...common,
      serviceAccountName: 'logs',
      additionalClusters: others,
    });
  }

  private cluster(number: string): WorkloadCluster {
    const issuer = `oidc.eks.${this.region}.amazonaws.com/id/${number.padStart(32, '0')}`;
    return WorkloadCluster.fromAttributes(this, `Cluster${number}`, {
      clusterName: `fleet-${number}`,
      oidcProviderArn: `arn:aws:iam::${this.account}:oidc-provider/${issuer}`,
    });
  }
}
