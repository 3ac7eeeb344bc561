import type { Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AdotCollector, PrometheusWorkspace } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const workspace = (scope: Stack) =>
  PrometheusWorkspace.fromWorkspaceArn(
    scope,
    'Metrics',
    `arn:${scope.partition}:aps:${scope.region}:${scope.account}:workspace/ws-1`,
  );

export const cases: AddonCase[] = [
  {
    addon: 'ADOT',
    factory: 'AdotCollector.prometheusMetrics',
    title: 'one workspace',
    declare: (scope) => AdotCollector.prometheusMetrics({ workspaces: [workspace(scope)] }),
    refuses: [
      {
        why: 'no workspace',
        declare: () => AdotCollector.prometheusMetrics({ workspaces: [] }),
        message: /'workspaces' is empty/,
      },
    ],
    upstream: {
      document: 'amazon-managed-prometheus-remote-write',
      narrows: [{ actions: ['aps:RemoteWrite'], why: 'The workspaces are named.' }],
    },
  },
  {
    addon: 'ADOT',
    factory: 'AdotCollector.otlpIngest',
    title: 'traces',
    declare: () => AdotCollector.otlpIngest(),
    refuses: [],
    upstream: { document: 'x-ray-daemon-write' },
  },
  {
    addon: 'ADOT',
    factory: 'AdotCollector.containerLogs',
    title: 'one log group',
    declare: (scope) =>
      AdotCollector.containerLogs({
        logGroups: [LogGroup.fromLogGroupName(scope, 'Logs', '/apps/prod')],
      }),
    refuses: [
      {
        why: 'no log group',
        declare: () => AdotCollector.containerLogs({ logGroups: [] }),
        message: /'logGroups' is empty/,
      },
    ],
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
          why: 'This collector sends logs only.',
        },
        {
          actions: ['logs:DescribeLogGroups', 'logs:PutRetentionPolicy'],
          why: 'The log groups are named, and keep the retention that they have.',
        },
      ],
      narrows: [
        {
          actions: [
            'logs:CreateLogGroup',
            'logs:CreateLogStream',
            'logs:DescribeLogStreams',
            'logs:PutLogEvents',
          ],
          why: 'The log groups are named.',
        },
      ],
    },
  },
];
