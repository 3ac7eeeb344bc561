import type { Stack } from 'aws-cdk-lib';
import { AmazonManagedPrometheus, PrometheusWorkspace } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const workspace = (scope: Stack) =>
  PrometheusWorkspace.fromWorkspaceArn(
    scope,
    'Metrics',
    `arn:${scope.partition}:aps:${scope.region}:${scope.account}:workspace/ws-1`,
  );

const NAMED = 'The workspaces are named.';

export const cases: AddonCase[] = [
  {
    addon: 'Amazon Managed Service for Prometheus',
    factory: 'AmazonManagedPrometheus.remoteWrite',
    title: 'one workspace',
    declare: (scope) => AmazonManagedPrometheus.remoteWrite({ workspaces: [workspace(scope)] }),
    refuses: [
      {
        why: 'no workspace',
        declare: () => AmazonManagedPrometheus.remoteWrite({ workspaces: [] }),
        message: /remoteWrite: 'workspaces' is empty; name at least one$/,
      },
      {
        why: 'the ARN of something else',
        declare: (scope) =>
          PrometheusWorkspace.fromWorkspaceArn(scope, 'Metrics', 'arn:aws:s3:::metrics'),
        message: /'arn:aws:s3:::metrics' is not the ARN of a workspace/,
      },
    ],
    upstream: {
      document: 'amazon-managed-prometheus-remote-write',
      narrows: [{ actions: ['aps:RemoteWrite'], why: NAMED }],
    },
  },
  {
    addon: 'Amazon Managed Service for Prometheus',
    factory: 'AmazonManagedPrometheus.query',
    title: 'one workspace',
    declare: (scope) => AmazonManagedPrometheus.query({ workspaces: [workspace(scope)] }),
    refuses: [
      {
        why: 'no workspace',
        declare: () => AmazonManagedPrometheus.query({ workspaces: [] }),
        message: /query: 'workspaces' is empty/,
      },
    ],
    upstream: {
      document: 'amazon-managed-prometheus-query',
      narrows: [
        {
          actions: ['aps:GetLabels', 'aps:GetMetricMetadata', 'aps:GetSeries', 'aps:QueryMetrics'],
          why: NAMED,
        },
      ],
    },
  },
];
