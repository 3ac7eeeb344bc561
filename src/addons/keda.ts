import type { aws_aps, aws_dynamodb, aws_iam, aws_kinesis, aws_sqs } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import type { Grant } from './private/grant';
import { requireAnyScope } from './private/required-any-scope';

/** What the operator's scalers look at. At least one. */
export interface KedaOperatorProps {
  /**
   * The queues of `aws-sqs-queue` triggers: their length, not their messages.
   *
   * @default - none
   */
  readonly queues?: aws_sqs.IQueueRef[];

  /**
   * The Kinesis data streams of `aws-kinesis-stream` triggers: their shards, not their records.
   *
   * @default - none
   */
  readonly streams?: aws_kinesis.IStreamRef[];

  /**
   * The tables of `aws-dynamodb` triggers, which are queried.
   *
   * @default - none
   */
  readonly tables?: aws_dynamodb.ITableRef[];

  /**
   * The tables of `aws-dynamodb-streams` triggers: the shards of their stream, not its records.
   *
   * @default - none
   */
  readonly streamedTables?: aws_dynamodb.ITableRef[];

  /**
   * The workspaces of Amazon Managed Service for Prometheus that `prometheus` triggers query.
   *
   * @default - none
   */
  readonly workspaces?: aws_aps.IWorkspaceRef[];

  /**
   * Whether there are `aws-cloudwatch` triggers. They can read every metric of the account, because
   * CloudWatch metrics have no ARN.
   *
   * @default false
   */
  readonly cloudWatchMetrics?: boolean;

  /**
   * The roles that TriggerAuthentications name in `podIdentity.roleArn`. Each has to trust the
   * operator's role, for `sts:AssumeRole` and, with EKS Pod Identity, `sts:TagSession`.
   *
   * @default - none
   */
  readonly workloadRoles?: aws_iam.IRoleRef[];
}

/**
 * KEDA: scaling by events.
 *
 * `podIdentity.identityOwner: workload` reads the IRSA annotation of the workload's ServiceAccount,
 * so it does not work for a workload with EKS Pod Identity.
 *
 * @see https://keda.sh/docs/latest/authentication-providers/aws/
 */
export class Keda {
  /** The operator, which asks for every scaler of the cluster. Throws where nothing is given. */
  public static operator(props: KedaOperatorProps): PermissionSet {
    const facts = {
      name: 'keda',
      namespace: 'keda',
      serviceAccountName: 'keda-operator',
      source: 'https://keda.sh/docs/latest/authentication-providers/aws/',
      reviewed: '2026-11-22',
    };
    requireAnyScope('Keda.operator', {
      queues: props.queues ?? [],
      streams: props.streams ?? [],
      tables: props.tables ?? [],
      streamedTables: props.streamedTables ?? [],
      workspaces: props.workspaces ?? [],
      cloudWatchMetrics: props.cloudWatchMetrics ? [true] : [],
      workloadRoles: props.workloadRoles ?? [],
    });
    const grants = operatorGrants(props).filter((grant) => grant.resources.length > 0);
    return new AddonPermissionSet(facts, () => grants);
  }
}

function operatorGrants(props: KedaOperatorProps): Grant[] {
  const tables = (props.tables ?? []).map((t) => t.tableRef.tableArn);
  const streamed = (props.streamedTables ?? []).map((t) => t.tableRef.tableArn);
  return [
    {
      actions: ['sqs:GetQueueAttributes'],
      resources: (props.queues ?? []).map((q) => q.queueRef.queueArn),
    },
    {
      actions: ['kinesis:DescribeStreamSummary'],
      resources: (props.streams ?? []).map((s) => s.streamRef.streamArn),
    },
    {
      actions: ['dynamodb:Query'],
      resources: tables.flatMap((arn) => [arn, `${arn}/index/*`]),
      reason: 'A trigger may query any index of the table.',
    },
    { actions: ['dynamodb:DescribeTable'], resources: streamed },
    {
      actions: ['dynamodb:DescribeStream'],
      resources: streamed.map((arn) => `${arn}/stream/*`),
      reason: 'DynamoDB names a stream after the time at which it was switched on.',
    },
    {
      actions: ['aps:QueryMetrics'],
      resources: (props.workspaces ?? []).map((w) => w.workspaceRef.workspaceArn),
    },
    {
      actions: ['cloudwatch:GetMetricData'],
      resources: props.cloudWatchMetrics ? ['*'] : [],
      reason: 'CloudWatch metrics have no ARN, and no condition names their namespace on reading.',
    },
    {
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      resources: (props.workloadRoles ?? []).map((r) => r.roleRef.roleArn),
    },
  ];
}
