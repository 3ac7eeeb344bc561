import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { PodIdentityAssociation, PodIdentitySessionTag } from '../src';

const { EKS_CLUSTER_ARN, KUBERNETES_NAMESPACE } = PodIdentitySessionTag;

export interface AbacStackProps extends StackProps {
  /** The cluster of the tenants. */
  readonly cluster: aws_eks.IClusterRef;
}

/** One policy for all tenants: each reaches the folder and the parameters of its own namespace. */
export class AbacStack extends Stack {
  constructor(scope: Construct, id: string, props: AbacStackProps) {
    super(scope, id, props);

    const bucket = new s3.Bucket(this, 'Tenants', { enforceSSL: true });
    // Namespaces are unique in a cluster only, so the cluster is always part of the comparison.
    const onlyThisCluster = {
      [EKS_CLUSTER_ARN.principalTag]: props.cluster.clusterRef.clusterArn,
    };
    const policy = new iam.ManagedPolicy(this, 'OwnFolder', {
      statements: [
        new iam.PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [bucket.arnForObjects(`${KUBERNETES_NAMESPACE.policyVariable}/*`)],
          conditions: { StringEquals: onlyThisCluster },
        }),
        new iam.PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [bucket.bucketArn],
          conditions: {
            StringEquals: onlyThisCluster,
            StringLike: { 's3:prefix': `${KUBERNETES_NAMESPACE.policyVariable}/*` },
          },
        }),
        new iam.PolicyStatement({
          actions: ['ssm:GetParametersByPath'],
          resources: [
            Fn.sub(
              `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/tenants/${KUBERNETES_NAMESPACE.policyVariableInSub}/*`,
            ),
          ],
          conditions: { StringEquals: onlyThisCluster },
        }),
      ],
    });

    for (const namespace of ['tenant-a', 'tenant-b']) {
      new PodIdentityAssociation(this, namespace, {
        cluster: props.cluster,
        namespace,
        serviceAccountName: 'app',
        managedPolicies: [policy],
      });
    }
  }
}
