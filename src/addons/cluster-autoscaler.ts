import type { aws_autoscaling } from 'aws-cdk-lib/interfaces';
import type { PermissionContext, PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { localArn } from './private/aws-arn';
import { canBeKey, clusterNames } from './private/cluster-tag';
import { type Grant, withoutResource } from './private/grant';
import { requireScope } from './private/required-scope';

/** The Auto Scaling groups that the Cluster Autoscaler may scale. */
export interface ClusterAutoscalerGroupsProps {
  /** The Auto Scaling groups. At least one. */
  readonly autoScalingGroups: aws_autoscaling.IAutoScalingGroupRef[];
}

const WRITES = [
  'autoscaling:SetDesiredCapacity',
  'autoscaling:TerminateInstanceInAutoScalingGroup',
];

/**
 * Cluster Autoscaler: as many nodes as pods need. The Helm chart names the ServiceAccount after the
 * release; set its `rbac.serviceAccount.name` to `cluster-autoscaler`, or say another name.
 *
 * @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
 */
export class ClusterAutoscaler {
  /**
   * Scales the groups that are tagged as the cluster's own: `kubernetes.io/cluster/<name>: owned`.
   * Where the cluster's name is not known before deployment, IAM can only match
   * `eks:cluster-name`, which EKS sets on the groups of managed node groups; that warns.
   */
  public static ownGroups(): PermissionSet {
    return new AddonPermissionSet(
      facts(),
      (context) => [...reads(context), ...ownGroups(context)],
      warnings,
    );
  }

  /** Scales the given groups, whatever their tags. Throws where none is given. */
  public static groups(props: ClusterAutoscalerGroupsProps): PermissionSet {
    requireScope(
      'ClusterAutoscaler.groups',
      'autoScalingGroups',
      props.autoScalingGroups,
      'ClusterAutoscaler.ownGroups()',
    );
    return new AddonPermissionSet(facts(), (context) => [
      ...reads(context),
      {
        actions: WRITES,
        resources: props.autoScalingGroups.map(({ autoScalingGroupRef }) =>
          groupArn(context, autoScalingGroupRef.autoScalingGroupName),
        ),
        reason: 'The ARN holds an id that only Auto Scaling knows; the group is named.',
      },
    ]);
  }
}

function facts() {
  return {
    name: 'cluster-autoscaler',
    namespace: 'kube-system',
    serviceAccountName: 'cluster-autoscaler',
    source:
      'https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md',
    reviewed: '2026-11-22',
  };
}

function reads(context: PermissionContext): Grant[] {
  return [
    withoutResource([
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeAutoScalingInstances',
      'autoscaling:DescribeLaunchConfigurations',
      'autoscaling:DescribeScalingActivities',
      'ec2:DescribeImages',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeLaunchTemplateVersions',
      'ec2:GetInstanceTypesFromInstanceRequirements',
    ]),
    {
      actions: ['eks:DescribeNodegroup'],
      resources: clusterNames(context).map((name) =>
        localArn(context, 'eks', `nodegroup/${name}/*`),
      ),
      reason: 'Every node group of the cluster, also those that are made later.',
    },
  ];
}

function ownGroups(context: PermissionContext): Grant[] {
  const reason = 'Every group of the cluster, also those that are made later; the tag must match.';
  const resources = [groupArn(context, '*')];
  return clusterNames(context).map((name) => ({
    actions: WRITES,
    resources,
    conditions: {
      StringEquals: canBeKey(name)
        ? { [`aws:ResourceTag/kubernetes.io/cluster/${name}`]: 'owned' }
        : { 'aws:ResourceTag/eks:cluster-name': name },
    },
    reason,
  }));
}

function warnings(context: PermissionContext) {
  return clusterNames(context).every(canBeKey)
    ? []
    : [
        {
          id: 'clusterAutoscalerManagedGroupsOnly',
          message:
            'The name of the cluster is not known before deployment, so the Cluster Autoscaler may ' +
            'only scale managed node groups (tag eks:cluster-name). For self-managed groups give ' +
            'the cluster a literal name, or use ClusterAutoscaler.groups().',
        },
      ];
}

function groupArn(context: PermissionContext, name: string): string {
  return localArn(context, 'autoscaling', `autoScalingGroup:*:autoScalingGroupName/${name}`);
}
