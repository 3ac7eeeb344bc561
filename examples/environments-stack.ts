import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import {
  ServiceAccountDelivery,
  WorkloadCluster,
  WorkloadEnvironments,
  WorkloadTrust,
} from '../src';

export interface EnvironmentsStackProps extends StackProps {
  /** The cluster of staging and production. */
  readonly cluster: aws_eks.IClusterRef;
}

/** One workload in several environments: one ServiceAccount name, and a role for each of them. */
export class EnvironmentsStack extends Stack {
  constructor(scope: Construct, id: string, props: EnvironmentsStackProps) {
    super(scope, id, props);

    const shop = new WorkloadEnvironments(this, 'Shop', {
      cluster: props.cluster,
      serviceAccountName: 'shop',
      trust: WorkloadTrust.irsa(),
      policyStatements: [this.mayRead('shop-catalogue')],
      environments: [
        {
          name: 'production',
          namespace: 'shop-production',
          policyStatements: [this.mayRead('shop-production')],
        },
        { name: 'staging', namespace: 'shop-staging' },
        {
          name: 'load-test',
          namespace: 'shop',
          cluster: this.otherCluster(),
          // The other cluster has no kubectl here: its chart makes the ServiceAccount.
          delivery: ServiceAccountDelivery.external(),
        },
      ],
    });

    const orders = new sqs.Queue(this, 'Orders', { enforceSSL: true });
    orders.grantSendMessages(shop.identity('production'));
  }

  private mayRead(bucketName: string): iam.PolicyStatement {
    return new iam.PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [`arn:${this.partition}:s3:::${bucketName}/*`],
    });
  }

  private otherCluster(): WorkloadCluster {
    return WorkloadCluster.fromAttributes(this, 'LoadTestCluster', {
      clusterName: 'load-test',
      oidcProviderArn: `arn:aws:iam::${this.account}:oidc-provider/oidc.eks.${this.region}.amazonaws.com/id/3D7F2A9C5B8E4160A1C2D3E4F5061728`,
    });
  }
}
