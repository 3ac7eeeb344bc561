import type { aws_ec2 } from 'aws-cdk-lib/interfaces';
import type {
  PermissionContext,
  PermissionSet,
  PermissionWarning,
} from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn, localArn, regionOf } from './private/aws-arn';
import { canBeKey, clusterNames } from './private/cluster-tag';
import { type Grant, withoutResource } from './private/grant';
import { requireScope } from './private/required-scope';
import { vpcArns } from './private/vpc-arn';

/** What the VPC CNI may do besides addresses. */
export interface VpcCniOptions {
  /**
   * Whether the network policy agent sends its flow logs to CloudWatch
   * (`enable-cloudwatch-logs`).
   *
   * @default false
   */
  readonly networkPolicyLogs?: boolean;
}

/** Where the VPC CNI manages network interfaces. */
export interface VpcCniIpv4Props extends VpcCniOptions {
  /** The VPCs of the cluster's nodes. At least one. */
  readonly vpcs: aws_ec2.IVPCRef[];
}

const READS = [
  'ec2:DescribeInstances',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
];
const CLUSTER_TAG = 'cluster.k8s.amazonaws.com/name';
const INTERFACES = 'The plugin makes network interfaces at run time.';

/**
 * Amazon VPC CNI: addresses of the VPC for pods. Version 1.8.0 or later.
 *
 * @see https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/iam-policy.md
 */
export class VpcCni {
  /**
   * IPv4, for the network interfaces of the cluster alone. The DaemonSet must know its cluster
   * (`CLUSTER_NAME`, which the EKS add-on sets). Throws where no VPC is given.
   */
  public static ipv4(props: VpcCniIpv4Props): PermissionSet {
    requireScope('VpcCni.ipv4', 'vpcs', props.vpcs, 'VpcCni.ipv4AnyCluster()');
    return new AddonPermissionSet(facts('vpc-cni-ipv4'), (context) => [
      withoutResource(READS),
      ...ownInterfaces(context, props.vpcs),
      ...logs(context, props),
    ]);
  }

  /** IPv4, for every network interface of the account, without `CLUSTER_NAME`; warns. */
  public static ipv4AnyCluster(options: VpcCniOptions = {}): PermissionSet {
    const warnings = [
      {
        id: 'vpcCniAnyCluster',
        message:
          'The VPC CNI may change the network interfaces of every cluster and instance of the ' +
          'account in its region. Use VpcCni.ipv4() and set CLUSTER_NAME.',
      },
    ];
    return new AddonPermissionSet(facts('vpc-cni-ipv4', warnings), (context) => [
      withoutResource(READS),
      {
        actions: ['ec2:CreateNetworkInterface'],
        resources: [
          awsArn(`ec2:${regionOf(context)}:*:subnet/*`),
          ...arns(context, ['network-interface', 'security-group']),
        ],
        reason: 'Every VPC of the account was chosen.',
      },
      {
        actions: [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateTags',
          'ec2:DeleteNetworkInterface',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: arns(context, ['network-interface']),
        reason: INTERFACES,
      },
      {
        actions: ['ec2:AttachNetworkInterface', 'ec2:DetachNetworkInterface'],
        resources: arns(context, ['network-interface', 'instance']),
        reason: INTERFACES,
      },
      {
        actions: ['ec2:ModifyNetworkInterfaceAttribute'],
        resources: arns(context, ['network-interface', 'instance', 'security-group']),
        reason: INTERFACES,
      },
      ...logs(context, options),
    ]);
  }

  /** IPv6: prefixes are assigned to the interface that the node has already. */
  public static ipv6(options: VpcCniOptions = {}): PermissionSet {
    return new AddonPermissionSet(facts('vpc-cni-ipv6'), (context) => [
      withoutResource(READS),
      {
        actions: ['ec2:AssignIpv6Addresses', 'ec2:CreateTags'],
        resources: arns(context, ['network-interface']),
        reason: 'EC2 makes the interface with the node, without a tag of the cluster.',
      },
      {
        actions: ['ec2:ModifyNetworkInterfaceAttribute'],
        resources: arns(context, ['network-interface', 'security-group']),
        reason: 'The plugin keeps the security groups of its interfaces the same as the node’s.',
      },
      ...logs(context, options),
    ]);
  }
}

function facts(name: string, warnings?: PermissionWarning[]) {
  return {
    name,
    namespace: 'kube-system',
    serviceAccountName: 'aws-node',
    source: 'https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/iam-policy.md',
    reviewed: '2026-11-22',
    warnings,
  };
}

function ownInterfaces(context: PermissionContext, vpcs: aws_ec2.IVPCRef[]): Grant[] {
  const names = clusterNames(context);
  const attach = ['ec2:AttachNetworkInterface', 'ec2:DetachNetworkInterface'];
  return [
    {
      actions: ['ec2:CreateTags'],
      resources: arns(context, ['network-interface']),
      reason: 'The plugin also tags interfaces that EC2 made with the node.',
    },
    {
      actions: ['ec2:CreateNetworkInterface'],
      resources: arns(context, ['network-interface']),
      conditions: { StringEquals: { [`aws:RequestTag/${CLUSTER_TAG}`]: names } },
      reason: INTERFACES,
    },
    {
      actions: ['ec2:CreateNetworkInterface'],
      // A subnet that is shared has the ARN of its owner.
      resources: [
        awsArn(`ec2:${regionOf(context)}:*:subnet/*`),
        ...arns(context, ['security-group']),
      ],
      conditions: { ArnEquals: { 'ec2:Vpc': vpcArns(context, vpcs) } },
      reason: 'The node’s own or those of an ENIConfig; the VPC must match.',
    },
    {
      actions: [
        ...attach,
        'ec2:AssignPrivateIpAddresses',
        'ec2:DeleteNetworkInterface',
        'ec2:ModifyNetworkInterfaceAttribute',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: arns(context, ['network-interface']),
      conditions: { StringEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: names } },
      reason: `${INTERFACES} The tag of the cluster must match.`,
    },
    ...ownInstances(context, [...attach, 'ec2:ModifyNetworkInterfaceAttribute']),
    {
      actions: ['ec2:ModifyNetworkInterfaceAttribute'],
      resources: arns(context, ['security-group']),
      reason: 'The groups that an interface gets; the interface itself must have the tag.',
    },
  ];
}

/** Attaching needs both ends: the interface has the cluster's tag, and the instance too if it can. */
function ownInstances(context: PermissionContext, actions: string[]): Grant[] {
  const resources = arns(context, ['instance']);
  if (!clusterNames(context).every(canBeKey)) {
    const reason =
      'The tag of the nodes has the cluster’s name in its key, which is not known before ' +
      'deployment; the interface must have the tag of the cluster.';
    return [{ actions, resources, reason }];
  }
  return clusterNames(context).map((name) => ({
    actions,
    resources,
    conditions: { StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${name}`]: 'owned' } },
    reason: 'Nodes come and go; the tag of the cluster must match.',
  }));
}

function logs(context: PermissionContext, { networkPolicyLogs }: VpcCniOptions): Grant[] {
  if (!networkPolicyLogs) {
    return [];
  }
  const groups = clusterNames(context).map((name) => `log-group:/aws/eks/${name}/cluster`);
  return [
    withoutResource(['logs:DescribeLogGroups']),
    {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream'],
      resources: groups.map((group) => localArn(context, 'logs', `${group}*`)),
      reason: 'The streams of the cluster’s own log group, one for each node.',
    },
    {
      actions: ['logs:PutLogEvents'],
      resources: groups.map((group) => localArn(context, 'logs', `${group}:log-stream:*`)),
      reason: 'The streams of the cluster’s own log group, one for each node.',
    },
  ];
}

function arns(context: PermissionContext, types: string[]): string[] {
  return types.map((type) => localArn(context, 'ec2', `${type}/*`));
}
