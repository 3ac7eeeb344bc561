import { CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Karpenter } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

export const cases: AddonCase[] = [
  {
    addon: 'Karpenter',
    factory: 'Karpenter.controller',
    title: 'a node role and a queue',
    declare: (scope) =>
      Karpenter.controller({
        nodeRoles: [Role.fromRoleName(scope, 'Nodes', 'nodes')],
        interruptionQueue: Queue.fromQueueArn(
          scope,
          'Queue',
          scope.formatArn({ service: 'sqs', resource: 'prod' }),
        ),
      }),
    refuses: [
      {
        why: 'no node role',
        declare: () => Karpenter.controller({ nodeRoles: [] }),
        message: /'nodeRoles' is empty/,
      },
    ],
    upstream: {
      document: 'karpenter',
      placeholders: {
        'AWS::Partition': 'aws',
        'AWS::Region': 'eu-west-1',
        'AWS::AccountId': '111122223333',
        ClusterName: 'prod',
        'KarpenterNodeRole.Arn': 'arn:aws:iam::111122223333:role/nodes',
        'KarpenterInterruptionQueue.Arn': 'arn:aws:sqs:eu-west-1:111122223333:prod',
      },
      narrows: [
        {
          actions: [
            'ec2:CreateFleet',
            'ec2:CreateLaunchTemplate',
            'ec2:CreateTags',
            'ec2:DeleteLaunchTemplate',
            'ec2:RunInstances',
            'ec2:TerminateInstances',
          ],
          why: 'What Karpenter makes is in its own account; upstream leaves the account open.',
        },
      ],
    },
  },
  {
    addon: 'Karpenter',
    factory: 'Karpenter.controller',
    title: 'an L1 role, no queue',
    declare: (scope) =>
      Karpenter.controller({
        nodeRoles: [new CfnRole(scope, 'Nodes', { assumeRolePolicyDocument: {} })],
      }),
    refuses: [],
  },
];
