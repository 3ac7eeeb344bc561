import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { ClusterAutoscaler } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

export const cases: AddonCase[] = [
  {
    addon: 'Cluster Autoscaler',
    factory: 'ClusterAutoscaler.ownGroups',
    title: 'the groups of the cluster',
    declare: () => ClusterAutoscaler.ownGroups(),
    refuses: [],
    upstream: {
      document: 'cluster-autoscaler',
      narrows: [
        {
          actions: [
            'autoscaling:SetDesiredCapacity',
            'autoscaling:TerminateInstanceInAutoScalingGroup',
          ],
          why: 'Only the groups with the tag of the cluster, in its region and account.',
        },
        {
          actions: ['eks:DescribeNodegroup'],
          why: 'Only the node groups of the cluster.',
        },
      ],
    },
  },
  {
    addon: 'Cluster Autoscaler',
    factory: 'ClusterAutoscaler.groups',
    title: 'two groups',
    declare: (scope) =>
      ClusterAutoscaler.groups({
        autoScalingGroups: ['one', 'two'].map(
          (autoScalingGroupName) =>
            new CfnAutoScalingGroup(scope, autoScalingGroupName, {
              autoScalingGroupName,
              minSize: '0',
              maxSize: '1',
            }),
        ),
      }),
    refuses: [
      {
        why: 'no group',
        declare: () => ClusterAutoscaler.groups({ autoScalingGroups: [] }),
        message: /'autoScalingGroups' is empty/,
      },
    ],
    upstream: {
      document: 'cluster-autoscaler',
      narrows: [
        {
          actions: [
            'autoscaling:SetDesiredCapacity',
            'autoscaling:TerminateInstanceInAutoScalingGroup',
          ],
          why: 'The groups are named.',
        },
        { actions: ['eks:DescribeNodegroup'], why: 'Only the node groups of the cluster.' },
      ],
    },
  },
];
