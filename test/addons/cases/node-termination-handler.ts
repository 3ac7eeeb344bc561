import type { Stack } from 'aws-cdk-lib';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { NodeTerminationHandler } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const group = (scope: Stack) =>
  AutoScalingGroup.fromAutoScalingGroupName(scope, 'Nodes', 'prod-nodes');

export const cases: AddonCase[] = [
  {
    addon: 'AWS Node Termination Handler',
    factory: 'NodeTerminationHandler.queueProcessor',
    title: 'one group',
    declare: (scope) =>
      NodeTerminationHandler.queueProcessor({
        queue: new Queue(scope, 'Events'),
        autoScalingGroups: [group(scope)],
      }),
    refuses: [
      {
        why: 'no group',
        declare: (scope) =>
          NodeTerminationHandler.queueProcessor({
            queue: new Queue(scope, 'Events'),
            autoScalingGroups: [],
          }),
        message: /'autoScalingGroups' is empty; .*NodeTerminationHandler.queueProcessorAllGroups/,
      },
    ],
    upstream: {
      document: 'node-termination-handler',
      narrows: [
        {
          actions: [
            'autoscaling:CompleteLifecycleAction',
            'sqs:DeleteMessage',
            'sqs:ReceiveMessage',
          ],
          why: 'The groups and the queue are named.',
        },
      ],
    },
  },
  {
    addon: 'AWS Node Termination Handler',
    factory: 'NodeTerminationHandler.queueProcessorAllGroups',
    title: 'every tagged group, heartbeats, and a queue with a key',
    declare: (scope) =>
      NodeTerminationHandler.queueProcessorAllGroups({
        queue: new Queue(scope, 'Events'),
        encryptionKeys: [new Key(scope, 'Key')],
        heartbeats: true,
      }),
    refuses: [],
    upstream: {
      document: 'node-termination-handler',
      adds: [
        {
          actions: ['autoscaling:RecordLifecycleActionHeartbeat'],
          why: 'Upstream leaves heartbeats out, which are an option.',
        },
        { actions: ['kms:Decrypt'], why: 'Upstream leaves customer managed keys out.' },
      ],
      narrows: [
        {
          actions: ['autoscaling:CompleteLifecycleAction'],
          why: 'Only the groups with the tag of the handler.',
        },
        { actions: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'], why: 'The queue is named.' },
      ],
    },
  },
];
