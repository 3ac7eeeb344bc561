import type {
  aws_kinesis,
  aws_kinesisfirehose,
  aws_kms,
  aws_logs,
  aws_opensearchservice,
  aws_s3,
} from 'aws-cdk-lib/interfaces';
import type { PermissionContext, PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn, localArn } from './private/aws-arn';
import { containerInsightsLogsGrant } from './private/container-insights-grants';
import { type Grant, withoutResource } from './private/grant';
import { kmsGrants } from './private/kms-grant';
import { logGroupGrants, logGroupPatternGrant } from './private/log-group-arn';
import { PREFIX_REASON, prefixPatterns } from './private/name-prefix';
import { requireAnyScope } from './private/required-any-scope';

/** Where Fluent Bit sends logs. At least one destination. */
export interface FluentBitOutputsProps {
  /**
   * Log groups that exist. Fluent Bit does not change their retention.
   *
   * @default - none
   */
  readonly logGroups?: aws_logs.ILogGroupRef[];

  /**
   * How the names of log groups begin that Fluent Bit makes itself (`log_group_template`), for
   * example `/aws/eks/prod/`, in the account of the identity and the region of its cluster.
   *
   * @default - none
   */
  readonly logGroupNamePrefixes?: string[];

  /**
   * Amazon Data Firehose streams.
   *
   * @default - none
   */
  readonly deliveryStreams?: aws_kinesisfirehose.IDeliveryStreamRef[];

  /**
   * Kinesis data streams.
   *
   * @default - none
   */
  readonly streams?: aws_kinesis.IStreamRef[];

  /**
   * Buckets, to which logs are only added.
   *
   * @default - none
   */
  readonly buckets?: aws_s3.IBucketRef[];

  /**
   * OpenSearch Service domains, to which logs are posted in bulk.
   *
   * @default - none
   */
  readonly domains?: aws_opensearchservice.IDomainRef[];

  /**
   * The customer managed keys that encrypt the buckets and the Kinesis data streams.
   *
   * @default - the keys that AWS manages
   */
  readonly encryptionKeys?: aws_kms.IKeyRef[];
}

/**
 * AWS for Fluent Bit: container logs to AWS services.
 *
 * @see https://github.com/aws/eks-charts/tree/master/stable/aws-for-fluent-bit
 */
export class FluentBit {
  /** The chart `aws-for-fluent-bit`. Throws where no destination is given. */
  public static outputs(props: FluentBitOutputsProps): PermissionSet {
    const patterns = prefixPatterns(
      'FluentBit.outputs',
      'logGroupNamePrefixes',
      props.logGroupNamePrefixes,
    );
    const {
      logGroups = [],
      deliveryStreams = [],
      streams = [],
      buckets = [],
      domains = [],
    } = props;
    requireAnyScope('FluentBit.outputs', {
      logGroups,
      logGroupNamePrefixes: patterns,
      deliveryStreams,
      streams,
      buckets,
      domains,
    });
    const facts = {
      name: 'fluent-bit',
      namespace: 'kube-system',
      serviceAccountName: 'aws-for-fluent-bit',
      source: 'https://docs.fluentbit.io/manual/data-pipeline/outputs/cloudwatch',
      reviewed: '2026-11-22',
    };
    return new AddonPermissionSet(facts, (context) => [
      ...logGroupGrants(logGroups),
      ...patternGrants(context, patterns),
      ...streamGrants(props),
      ...bucketGrants(props),
      ...domainGrants(domains),
    ]);
  }

  /**
   * Fluent Bit of the Container Insights quick start, which writes to the log groups of the
   * identity's own clusters.
   */
  public static containerInsights(): PermissionSet {
    const facts = {
      name: 'fluent-bit-container-insights',
      namespace: 'amazon-cloudwatch',
      serviceAccountName: 'fluent-bit',
      source:
        'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-setup-logs-FluentBit.html',
      reviewed: '2026-11-22',
    };
    return new AddonPermissionSet(facts, (context) => [
      containerInsightsLogsGrant(context),
      withoutResource(['logs:DescribeLogGroups']),
    ]);
  }
}

function patternGrants(context: PermissionContext, patterns: string[]): Grant[] {
  const arns = patterns.map((pattern) => localArn(context, 'logs', `log-group:${pattern}`));
  return arns.length > 0 ? [logGroupPatternGrant(arns, PREFIX_REASON)] : [];
}

function streamGrants({
  deliveryStreams = [],
  streams = [],
  encryptionKeys,
}: FluentBitOutputsProps): Grant[] {
  return [
    ...(deliveryStreams.length > 0
      ? [
          {
            actions: ['firehose:PutRecordBatch'],
            resources: deliveryStreams.map((s) => s.deliveryStreamRef.deliveryStreamArn),
          },
        ]
      : []),
    ...(streams.length > 0
      ? [
          {
            actions: ['kinesis:PutRecords'],
            resources: streams.map((s) => s.streamRef.streamArn),
          },
          ...kmsGrants({
            keys: encryptionKeys,
            service: 'kinesis',
            actions: ['kms:GenerateDataKey'],
          }),
        ]
      : []),
  ];
}

function bucketGrants({ buckets = [], encryptionKeys }: FluentBitOutputsProps): Grant[] {
  if (buckets.length === 0) {
    return [];
  }
  const arns = buckets.map((b) => awsArn(`s3:::${b.bucketRef.bucketName}`));
  const objects = arns.map((arn) => `${arn}/*`);
  return [
    {
      actions: ['s3:PutObject'],
      resources: objects,
      reason: 'Fluent Bit makes up the names of objects.',
    },
    // Parts of a multipart upload are read back, so the key has to decrypt as well.
    ...kmsGrants({
      keys: encryptionKeys,
      service: 's3',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      // A bucket with a bucket key uses its own ARN, one without uses the object's.
      encryptionContext: { 'aws:s3:arn': [...arns, ...objects] },
    }),
  ];
}

function domainGrants(domains: aws_opensearchservice.IDomainRef[]): Grant[] {
  if (domains.length === 0) {
    return [];
  }
  return [
    {
      actions: ['es:ESHttpPost'],
      // With a pipeline, Fluent Bit posts to /_bulk/?pipeline=NAME.
      resources: domains
        .map((d) => `${d.domainRef.domainArn}/_bulk`)
        .flatMap((bulk) => [bulk, `${bulk}/`]),
    },
  ];
}
