import type { Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Keda, PrometheusWorkspace } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const workspace = (scope: Stack) =>
  PrometheusWorkspace.fromWorkspaceArn(
    scope,
    'Metrics',
    `arn:${scope.partition}:aps:${scope.region}:${scope.account}:workspace/ws-1`,
  );

export const cases: AddonCase[] = [
  {
    addon: 'KEDA',
    factory: 'Keda.operator',
    title: 'a queue, and the role of a workload',
    declare: (scope) =>
      Keda.operator({
        queues: [
          Queue.fromQueueArn(scope, 'Queue', scope.formatArn({ service: 'sqs', resource: 'jobs' })),
        ],
        workloadRoles: [Role.fromRoleName(scope, 'Worker', 'worker')],
      }),
    refuses: [
      {
        why: 'nothing to look at',
        declare: () => Keda.operator({ queues: [], cloudWatchMetrics: false }),
        message: /'queues', .*'workloadRoles' are all empty; name at least one/,
      },
    ],
    upstream: {
      document: 'keda-sqs',
      placeholders: { ACCOUNT: '111122223333', QUEUE: 'jobs', ROLE: 'worker' },
      adds: [
        {
          actions: ['sts:TagSession'],
          why: 'The session tags of EKS Pod Identity are passed on to the role.',
        },
      ],
      narrows: [{ actions: ['sqs:GetQueueAttributes'], why: 'The region is named.' }],
    },
  },
  {
    addon: 'KEDA',
    factory: 'Keda.operator',
    title: 'every kind of trigger',
    declare: (scope) =>
      Keda.operator({
        queues: [new Queue(scope, 'Queue')],
        streams: [new Stream(scope, 'Stream')],
        tables: [Table.fromTableName(scope, 'Orders', 'orders')],
        streamedTables: [Table.fromTableName(scope, 'Changes', 'changes')],
        workspaces: [workspace(scope)],
        cloudWatchMetrics: true,
      }),
    refuses: [],
  },
];
