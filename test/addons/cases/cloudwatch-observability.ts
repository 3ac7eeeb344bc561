import { CloudWatchObservability } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

export const cases: AddonCase[] = [
  {
    addon: 'CloudWatch Observability',
    factory: 'CloudWatchObservability.agent',
    title: 'the namespaces of the add-on',
    declare: () => CloudWatchObservability.agent(),
    refuses: [
      {
        why: 'no namespace',
        declare: () => CloudWatchObservability.agent({ metricNamespaces: [] }),
        message: /'metricNamespaces' is empty; name at least one/,
      },
    ],
    upstream: {
      document: 'cloudwatch-agent-server',
      omits: [
        {
          actions: ['ssm:GetParameter'],
          why: 'The add-on keeps the configuration of the agent in the cluster.',
        },
      ],
      narrows: [
        { actions: ['cloudwatch:PutMetricData'], why: 'In the namespaces of the agent.' },
        {
          actions: [
            'logs:CreateLogGroup',
            'logs:CreateLogStream',
            'logs:DescribeLogStreams',
            'logs:PutLogEvents',
            'logs:PutRetentionPolicy',
          ],
          why: 'In the log groups of the cluster and of Application Signals.',
        },
      ],
    },
  },
  {
    addon: 'CloudWatch Observability',
    factory: 'CloudWatchObservability.agent',
    title: 'a namespace of its own',
    declare: () => CloudWatchObservability.agent({ metricNamespaces: ['Shop'] }),
    refuses: [],
  },
];
