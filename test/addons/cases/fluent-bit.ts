import type { Stack } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Domain } from 'aws-cdk-lib/aws-opensearchservice';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FluentBit } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const logGroup = (scope: Stack) => LogGroup.fromLogGroupName(scope, 'Logs', '/apps/prod');

export const cases: AddonCase[] = [
  {
    addon: 'Fluent Bit',
    factory: 'FluentBit.outputs',
    title: 'one log group',
    declare: (scope) => FluentBit.outputs({ logGroups: [logGroup(scope)] }),
    refuses: [
      {
        why: 'no destination',
        declare: (scope) => FluentBit.outputs({ encryptionKeys: [new Key(scope, 'Key')] }),
        message: /'logGroups', 'logGroupNamePrefixes', .*'domains' are all empty/,
      },
      {
        why: 'a prefix that matches every log group',
        declare: () => FluentBit.outputs({ logGroupNamePrefixes: ['*'] }),
        message: /'logGroupNamePrefixes' has '\*'/,
      },
    ],
    upstream: {
      document: 'fluent-bit-cloudwatch-logs',
      adds: [
        {
          actions: ['logs:DescribeLogStreams'],
          why: 'The older plugin, cloudwatch, looks for its stream.',
        },
      ],
      omits: [
        {
          actions: ['logs:PutRetentionPolicy'],
          why: 'Log groups that exist keep their retention; those with a prefix get one.',
        },
      ],
      narrows: [
        {
          actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
          why: 'The log groups are named.',
        },
      ],
    },
  },
  {
    addon: 'Fluent Bit',
    factory: 'FluentBit.outputs',
    title: 'every kind of destination, and a key',
    declare: (scope) =>
      FluentBit.outputs({
        logGroups: [logGroup(scope)],
        logGroupNamePrefixes: ['/aws/eks/prod/'],
        deliveryStreams: [new CfnDeliveryStream(scope, 'Delivery')],
        streams: [new Stream(scope, 'Stream')],
        buckets: [Bucket.fromBucketName(scope, 'Bucket', 'logs')],
        domains: [
          Domain.fromDomainAttributes(scope, 'Domain', {
            domainArn: `arn:${scope.partition}:es:${scope.region}:${scope.account}:domain/logs`,
            domainEndpoint: 'https://logs.example.com',
          }),
        ],
        encryptionKeys: [new Key(scope, 'Key')],
      }),
    refuses: [],
  },
  {
    addon: 'Fluent Bit',
    factory: 'FluentBit.containerInsights',
    title: 'the clusters of the identity',
    declare: () => FluentBit.containerInsights(),
    refuses: [],
    upstream: {
      document: 'cloudwatch-agent-server',
      omits: [
        {
          actions: [
            'cloudwatch:PutMetricData',
            'ec2:DescribeTags',
            'ec2:DescribeVolumes',
            'ssm:GetParameter',
            'xray:GetSamplingRules',
            'xray:GetSamplingStatisticSummaries',
            'xray:GetSamplingTargets',
            'xray:PutTelemetryRecords',
            'xray:PutTraceSegments',
          ],
          why: 'Fluent Bit sends logs only.',
        },
      ],
      narrows: [
        {
          actions: [
            'logs:CreateLogGroup',
            'logs:CreateLogStream',
            'logs:DescribeLogStreams',
            'logs:PutLogEvents',
            'logs:PutRetentionPolicy',
          ],
          why: 'In the log groups of the cluster.',
        },
      ],
    },
  },
];
