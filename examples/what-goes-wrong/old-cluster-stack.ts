import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnCluster } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { IrsaServiceAccount, ServiceAccountDelivery } from '../../src';
import { deployment, kubectlCluster } from './kubernetes-objects';

/** A template from years ago, in which the version was never changed. */
export class OldClusterStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const cluster = new CfnCluster(this, 'Old', {
      name: 'old',
      version: '1.18',
      roleArn: `arn:aws:iam::${this.account}:role/cluster`,
      resourcesVpcConfig: { subnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718'] },
    });
    new IrsaServiceAccount(this, 'Stock', {
      cluster,
      namespace: 'shop',
      serviceAccountName: 'stock',
      delivery: ServiceAccountDelivery.external(),
    });
    new eks.KubernetesManifest(this, 'NonRoot', {
      cluster: kubectlCluster(this, 'old'),
      manifest: [
        deployment('stock', 'shop', { container: { securityContext: { runAsUser: 1000 } } }),
      ],
    });
  }
}
