import * as path from 'node:path';
import { KubectlV33Layer } from '@aws-cdk/lambda-layer-kubectl-v33';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { IrsaServiceAccount, PodIdentityAssociation, ServiceAccountDelivery } from '../src';

export interface WorkloadsStackProps extends StackProps {
  /** Where the manifests for the GitOps controller go. */
  readonly gitOpsDirectory: string;
}

/** One cluster, and workloads that get their AWS identity in every everyday way. */
export class WorkloadsStack extends Stack {
  public readonly cluster: eks.Cluster;

  constructor(scope: Construct, id: string, props: WorkloadsStackProps) {
    super(scope, id, props);
    this.cluster = new eks.Cluster(this, 'Cluster', {
      clusterName: 'workloads',
      version: eks.KubernetesVersion.V1_33,
      defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
      kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(this, 'Kubectl') },
    });

    const logReader = this.readOneFolder();
    this.readOneBucket();
    this.useGrants();
    this.useAManagedPolicy();
    this.oneRolePerEnvironment();
    this.usePodIdentity();
    this.deliverThroughGit(props.gitOpsDirectory);
    this.letTheChartOwnTheServiceAccount();
    this.deployAfter(logReader);
  }

  private readOneFolder(): IrsaServiceAccount {
    return new IrsaServiceAccount(this, 'LogReader', {
      cluster: this.cluster,
      namespace: 'logging',
      serviceAccountName: 's3-reader-sa',
      policyStatements: [
        new iam.PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [this.arnOfObjects('my-log-bucket/logs/*')],
        }),
      ],
    });
  }

  private readOneBucket(): void {
    new IrsaServiceAccount(this, 'DataProcessing', {
      cluster: this.cluster,
      namespace: 'data-processing',
      serviceAccountName: 's3-read-only-sa',
      policyStatements: [
        new iam.PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [this.arnOfObjects('my-super-important-bucket/*')],
        }),
        new iam.PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [this.arnOfObjects('my-super-important-bucket')],
        }),
      ],
    });
  }

  private useGrants(): void {
    const identity = new IrsaServiceAccount(this, 'CanDoStuff', {
      cluster: this.cluster,
      namespace: 'testing',
      serviceAccountName: 'can-do-stuff-on-aws',
      tokenExpiration: Duration.hours(1),
    });
    const queue = new sqs.Queue(this, 'Jobs', { enforceSSL: true });
    queue.grantConsumeMessages(identity);
    const bucket = new s3.Bucket(this, 'Results', { enforceSSL: true });
    bucket.grantPut(identity, 'done/*');
  }

  private useAManagedPolicy(): void {
    new IrsaServiceAccount(this, 'ProofOfConcept', {
      cluster: this.cluster,
      namespace: 'poc',
      serviceAccountName: 'poc-sa',
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSQSReadOnlyAccess')],
    });
  }

  /** The same name in two namespaces: two subjects, two roles, and neither can use the other's. */
  private oneRolePerEnvironment(): void {
    for (const namespace of ['production', 'staging']) {
      new IrsaServiceAccount(this, `App-${namespace}`, {
        cluster: this.cluster,
        namespace,
        serviceAccountName: 'app-sa',
        policyStatements: [
          new iam.PolicyStatement({
            actions: ['dynamodb:GetItem'],
            resources: [
              this.formatArn({
                service: 'dynamodb',
                resource: 'table',
                resourceName: `app-${namespace}`,
              }),
            ],
          }),
        ],
      });
    }
  }

  private usePodIdentity(): void {
    const orders = new PodIdentityAssociation(this, 'Orders', {
      cluster: this.cluster,
      namespace: 'shop',
      serviceAccountName: 'orders',
      delivery: ServiceAccountDelivery.kubectl({ createNamespace: true }),
    });
    new sqs.Queue(this, 'OrderQueue', { enforceSSL: true }).grantSendMessages(orders);
  }

  private deliverThroughGit(directory: string): void {
    new IrsaServiceAccount(this, 'Billing', {
      cluster: this.cluster,
      namespace: 'billing',
      serviceAccountName: 'billing',
      // The file needs the role's ARN, so the role needs a name.
      roleName: 'workloads-billing',
      delivery: ServiceAccountDelivery.gitOps({ directory: path.relative('.', directory) }),
    });
  }

  private letTheChartOwnTheServiceAccount(): void {
    const identity = new PodIdentityAssociation(this, 'Search', {
      cluster: this.cluster,
      namespace: 'search',
      serviceAccountName: 'search',
      delivery: ServiceAccountDelivery.external(),
    });
    const chart = this.cluster.addHelmChart('SearchChart', {
      chart: 'search',
      repository: 'https://charts.example.com',
      release: 'search',
      namespace: 'search',
      values: identity.helmValues(),
    });
    chart.node.addDependency(identity);
  }

  private deployAfter(identity: IrsaServiceAccount): void {
    const labels = { app: 'log-reader' };
    const deployment = this.cluster.addManifest('LogReaderDeployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'log-reader', namespace: identity.namespace, labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: identity.serviceAccountName,
            containers: [{ name: 'reader', image: 'public.ecr.aws/aws-cli/aws-cli:2.31.0' }],
          },
        },
      },
    });
    deployment.node.addDependency(identity);
  }

  private arnOfObjects(resource: string): string {
    return this.formatArn({ service: 's3', region: '', account: '', resource });
  }
}
