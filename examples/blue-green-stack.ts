import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ServiceAccountDelivery, WorkloadCluster, WorkloadIdentity, WorkloadTrust } from '../src';

/** The steps of a replacement, each a deployment. */
export type BlueGreenStep = 'blue' | 'both' | 'green first' | 'green';

const CLUSTERS: { readonly [step in BlueGreenStep]: string[] } = {
  blue: ['blue'],
  both: ['blue', 'green'],
  'green first': ['green', 'blue'],
  green: ['green'],
};

export interface BlueGreenStackProps extends StackProps {
  readonly step: BlueGreenStep;
}

/** A cluster is replaced by another one; the pods of both have the same role meanwhile. */
export class BlueGreenStack extends Stack {
  constructor(scope: Construct, id: string, { step, ...props }: BlueGreenStackProps) {
    super(scope, id, props);
    const [cluster, ...additionalClusters] = CLUSTERS[step].map((name) => this.cluster(name));
    new WorkloadIdentity(this, 'Checkout', {
      cluster,
      additionalClusters,
      namespace: 'shop',
      serviceAccountName: 'checkout',
      trust: WorkloadTrust.dual(),
      delivery: ServiceAccountDelivery.external(),
      // The id would follow the first cluster: this one is that of the step 'blue'.
      roleLogicalId: 'RoleShopCheckout72DE88F69A',
    });
  }

  private cluster(clusterName: string): WorkloadCluster {
    const id = Buffer.from(clusterName).toString('hex').toUpperCase().padEnd(32, '0');
    return WorkloadCluster.fromAttributes(this, clusterName, {
      clusterName,
      oidcProviderArn: `arn:aws:iam::${this.account}:oidc-provider/oidc.eks.${this.region}.amazonaws.com/id/${id}`,
    });
  }
}
