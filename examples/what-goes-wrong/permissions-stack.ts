import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  IrsaServiceAccount,
  type IrsaServiceAccountProps,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadCluster,
  type WorkloadIdentity,
} from '../../src';
import { issuerOf, providerArn, shopCluster, tokensOf } from './shop-cluster';

const allow = (actions: string[], ...resources: string[]): iam.PolicyStatement =>
  new iam.PolicyStatement({ actions, resources });

/** Workloads that may do more than they need, or have more policies than IAM takes. */
export class PermissionsStack extends Stack {
  private readonly cluster: WorkloadCluster;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.cluster = shopCluster(this);

    this.identity('ServiceWideActions', {
      policyStatements: [allow(['s3:*'], this.bucket('media'))],
    });
    this.identity('AllResources', { policyStatements: [allow(['sqs:SendMessage'], '*')] });
    this.identity('PassRole', {
      policyStatements: [allow(['iam:PassRole'], `arn:aws:iam::${this.account}:role/task`)],
    });
    this.identity('FullAccess', { managedPolicies: [managed('AmazonS3FullAccess')] });
    this.consumer();

    this.role('AllActions').addToPolicy(allow(['*'], this.bucket('media')));
    this.tooManyPolicies();
    this.tooLongPolicy();
    this.tooManyClusters();
  }

  /** Pod Identity renews credentials under another session name, and Kafka ends the connection. */
  private consumer(): void {
    new PodIdentityAssociation(this, 'KafkaConsumer', {
      cluster: this.cluster,
      namespace: 'shop',
      serviceAccountName: 'kafka-consumer',
      delivery: ServiceAccountDelivery.external(),
      policyStatements: [
        allow(
          ['kafka-cluster:Connect', 'kafka-cluster:ReadData'],
          `arn:aws:kafka:${this.region}:${this.account}:*/events/*`,
        ),
      ],
    });
  }

  private tooManyPolicies(): void {
    const role = this.role('TooManyPolicies');
    const services = ['SQS', 'SNS', 'S3', 'DynamoDB', 'Kinesis', 'EC2', 'ElastiCache', 'RDS'];
    for (const service of [...services, 'Route53', 'VPC', 'Athena']) {
      role.addManagedPolicy(managed(`Amazon${service}ReadOnlyAccess`));
    }
  }

  /** By this library's constructs such a policy is split. */
  private tooLongPolicy(): void {
    const folders = Array.from({ length: 300 }, (_, at) =>
      this.bucket(`customer-${at + 1000}/inbox`),
    );
    new iam.Role(this, 'TooLongPolicy', {
      assumedBy: tokensOf('inbox'),
      inlinePolicies: {
        Inboxes: new iam.PolicyDocument({ statements: [allow(['s3:GetObject'], ...folders)] }),
      },
    });
  }

  /** One statement for each cluster: by IRSA the quota of 2,048 characters has room for four. */
  private tooManyClusters(): void {
    this.identity('TooManyClusters', {
      additionalClusters: Array.from({ length: 6 }, (_, at) =>
        WorkloadCluster.fromAttributes(this, `Cluster${at}`, {
          clusterName: `shop-${at}`,
          oidcProviderArn: providerArn(issuerOf(`${at}`.padStart(32, '0'))),
        }),
      ),
    });
  }

  private identity(id: string, props: Partial<IrsaServiceAccountProps>): WorkloadIdentity {
    return new IrsaServiceAccount(this, id, {
      cluster: this.cluster,
      namespace: 'shop',
      serviceAccountName: id.toLowerCase(),
      delivery: ServiceAccountDelivery.external(),
      ...props,
    });
  }

  private role(id: string): iam.Role {
    return new iam.Role(this, id, { assumedBy: tokensOf(id.toLowerCase()) });
  }

  private bucket(name: string): string {
    return `arn:aws:s3:::shop-${name}/*`;
  }
}

const managed = (name: string) => iam.ManagedPolicy.fromAwsManagedPolicyName(name);
