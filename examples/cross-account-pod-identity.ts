import { Stack, type StackProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  PodIdentityAssociation,
  ServiceAccountDelivery,
  TargetRole,
  TargetRoleSource,
  WorkloadCluster,
} from '../src';

/** What the two sides agree on; neither stack waits for the other. */
const SUBJECT = { namespace: 'analytics', serviceAccountName: 'reports' };
const SOURCE_ROLE = 'analytics-reports';
const TARGET_ROLE = 'analytics-reports-data';

export interface ReportsStackProps extends StackProps {
  readonly dataAccount: string;
}

/** The account of the cluster: its role may assume the target and nothing else. */
export class ReportsStack extends Stack {
  constructor(scope: Construct, id: string, { dataAccount, ...props }: ReportsStackProps) {
    super(scope, id, props);
    new PodIdentityAssociation(this, 'Reports', {
      cluster: WorkloadCluster.fromAttributes(this, 'Cluster', { clusterName: 'analytics' }),
      ...SUBJECT,
      delivery: ServiceAccountDelivery.external(),
      roleName: SOURCE_ROLE,
      targetRoleArn: `arn:aws:iam::${dataAccount}:role/${TARGET_ROLE}`,
    });
  }
}

export interface ReportsDataStackProps extends StackProps {
  readonly clusterAccount: string;
}

/** The account of the data: its role trusts the source role, for the pods of one ServiceAccount. */
export class ReportsDataStack extends Stack {
  constructor(scope: Construct, id: string, { clusterAccount, ...props }: ReportsDataStackProps) {
    super(scope, id, props);
    const target = new TargetRole(this, 'Reports', {
      source: TargetRoleSource.podIdentity({
        sourceRoleArn: `arn:aws:iam::${clusterAccount}:role/${SOURCE_ROLE}`,
        clusterArn: `arn:aws:eks:${this.region}:${clusterAccount}:cluster/analytics`,
        ...SUBJECT,
      }),
      roleName: TARGET_ROLE,
    });
    new s3.Bucket(this, 'Data', { enforceSSL: true }).grantRead(target);
  }
}
