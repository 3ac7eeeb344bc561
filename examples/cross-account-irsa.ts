import { Stack, type StackProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import {
  IrsaServiceAccount,
  ServiceAccountDelivery,
  TargetRole,
  TargetRoleSource,
  WorkloadCluster,
} from '../src';

const LEDGER_ROLE = 'finance-ledger';
const ARCHIVE_ROLE = 'finance-archive';

/** The account of the cluster. */
export class FinanceClusterStack extends Stack {
  /** The cluster by its attributes: another account needs to know its issuer. */
  public readonly cluster: WorkloadCluster;

  constructor(scope: Construct, id: string, props: StackProps & { readonly dataAccount: string }) {
    super(scope, id, props);
    this.cluster = WorkloadCluster.fromAttributes(this, 'Cluster', {
      clusterName: 'finance',
      oidcProviderArn:
        `arn:aws:iam::${this.account}:oidc-provider/` +
        `oidc.eks.${this.region}.amazonaws.com/id/F1A9CE0123456789ABCDEF0123456789`,
    });

    // Chained: the application assumes the role of the data's account with the credentials of this one.
    new IrsaServiceAccount(this, 'Archive', {
      cluster: this.cluster,
      namespace: 'finance',
      serviceAccountName: 'archive',
      delivery: ServiceAccountDelivery.external(),
      roleName: ARCHIVE_ROLE,
      assumableRoleArns: [`arn:aws:iam::${props.dataAccount}:role/${ARCHIVE_ROLE}`],
    });
  }
}

export interface FinanceDataStackProps extends StackProps {
  readonly cluster: aws_eks.IClusterRef;
  readonly clusterAccount: string;
}

/** The account of the data. */
export class FinanceDataStack extends Stack {
  constructor(scope: Construct, id: string, props: FinanceDataStackProps) {
    super(scope, id, props);
    const bucket = new s3.Bucket(this, 'Data', { enforceSSL: true });

    // Direct: this account gets a provider for the cluster's issuer, and pods take the role without a detour.
    const ledger = new IrsaServiceAccount(this, 'Ledger', {
      cluster: props.cluster,
      namespace: 'finance',
      serviceAccountName: 'ledger',
      delivery: ServiceAccountDelivery.external(),
      roleName: LEDGER_ROLE,
    });
    bucket.grantReadWrite(ledger, 'ledger/*');

    const archive = new TargetRole(this, 'Archive', {
      source: TargetRoleSource.irsa(`arn:aws:iam::${props.clusterAccount}:role/${ARCHIVE_ROLE}`),
      roleName: ARCHIVE_ROLE,
    });
    bucket.grantRead(archive, 'archive/*');
  }
}
