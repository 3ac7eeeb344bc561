import { Stack } from 'aws-cdk-lib';
import type { PermissionContext } from '../../permissions/permission-set';
import { awsArn, localArn, regionOf } from './aws-arn';
import { canBeKey } from './cluster-tag';
import { type Conditions, type Grant, withoutResource } from './grant';

interface KarpenterScope {
  readonly nodeRoleArns: string[];
  readonly queueArn?: string;
}

const CREATED = 'Karpenter makes these at run time; only those with the tags of its cluster match.';
const NODE_POOL = { 'karpenter.sh/nodepool': '*' };
const NODE_CLASS = { 'karpenter.k8s.aws/ec2nodeclass': '*' };

/** The six policies of Karpenter's own CloudFormation template, for each cluster. */
export function karpenterGrants(context: PermissionContext, scope: KarpenterScope): Grant[] {
  return [
    ...launchInputs(context),
    ...context.clusters.flatMap(({ clusterName }) => nodeLifecycle(context, clusterName)),
    {
      actions: ['iam:PassRole'],
      resources: scope.nodeRoleArns,
      conditions: {
        StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] },
      },
    },
    ...context.clusters.flatMap(({ clusterName }) => instanceProfiles(context, clusterName)),
    {
      actions: ['eks:DescribeCluster'],
      resources: context.clusters.map(({ clusterArn }) => clusterArn),
    },
    ...(scope.queueArn
      ? [
          {
            actions: ['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
            resources: [scope.queueArn],
          },
        ]
      : []),
    {
      actions: ['arc-zonal-shift:GetManagedResource'],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'arc-zonal-shift:ResourceIdentifier': context.clusters.map((c) => c.clusterArn),
        },
      },
      reason: 'IAM knows no cluster as a resource of this action; the condition names it.',
    },
    ...discovery(context),
  ];
}

function launchInputs(context: PermissionContext): Grant[] {
  const region = regionOf(context);
  const own = ['security-group', 'subnet', 'capacity-reservation', 'placement-group'];
  return [
    {
      actions: ['ec2:CreateFleet', 'ec2:RunInstances'],
      resources: [
        awsArn(`ec2:${region}::image/*`),
        awsArn(`ec2:${region}::snapshot/*`),
        // Subnets and reservations may be shared by another account.
        ...own.map((type) => awsArn(`ec2:${region}:*:${type}/*`)),
      ],
      reason: 'EC2NodeClasses choose these in the cluster, by selectors.',
    },
  ];
}

function nodeLifecycle(context: PermissionContext, cluster: string): Grant[] {
  const ec2 = (types: string[]) => types.map((type) => localArn(context, 'ec2', `${type}/*`));
  const created = ec2([
    'fleet',
    'instance',
    'volume',
    'network-interface',
    'launch-template',
    'spot-instances-request',
  ]);
  const own = tagged('aws:ResourceTag', ownTags(cluster), NODE_POOL);
  const request = tagged('aws:RequestTag', requestTags(cluster), NODE_POOL);
  return [
    {
      actions: ['ec2:CreateFleet', 'ec2:RunInstances'],
      resources: ec2(['launch-template']),
      conditions: own,
      reason: CREATED,
    },
    {
      actions: ['ec2:CreateFleet', 'ec2:CreateLaunchTemplate', 'ec2:RunInstances'],
      resources: created,
      conditions: request,
      reason: CREATED,
    },
    {
      actions: ['ec2:CreateTags'],
      resources: created,
      conditions: {
        ...request,
        StringEquals: {
          ...request.StringEquals,
          'ec2:CreateAction': ['RunInstances', 'CreateFleet', 'CreateLaunchTemplate'],
        },
      },
      reason: CREATED,
    },
    {
      actions: ['ec2:CreateTags'],
      resources: ec2(['instance']),
      conditions: {
        ...own,
        StringEqualsIfExists: { 'aws:RequestTag/eks:eks-cluster-name': cluster },
        'ForAllValues:StringEquals': {
          'aws:TagKeys': ['eks:eks-cluster-name', 'karpenter.sh/nodeclaim', 'Name'],
        },
      },
      reason: CREATED,
    },
    {
      actions: ['ec2:DeleteLaunchTemplate', 'ec2:TerminateInstances'],
      resources: ec2(['instance', 'launch-template']),
      conditions: own,
      reason: CREATED,
    },
  ];
}

function instanceProfiles(context: PermissionContext, cluster: string): Grant[] {
  const region = regionOf(context);
  const place = { 'topology.kubernetes.io/region': region };
  const own = tagged('aws:ResourceTag', { ...ownTags(cluster), ...place }, NODE_CLASS);
  const request = tagged('aws:RequestTag', { ...requestTags(cluster), ...place }, NODE_CLASS);
  const resources = [instanceProfileArn(context)];
  return [
    {
      actions: ['iam:CreateInstanceProfile'],
      resources,
      conditions: request,
      reason: CREATED,
    },
    {
      actions: ['iam:TagInstanceProfile'],
      resources,
      conditions: {
        StringEquals: { ...own.StringEquals, ...request.StringEquals },
        StringLike: { ...own.StringLike, ...request.StringLike },
      },
      reason: CREATED,
    },
    {
      actions: [
        'iam:AddRoleToInstanceProfile',
        'iam:DeleteInstanceProfile',
        'iam:RemoveRoleFromInstanceProfile',
      ],
      resources,
      conditions: own,
      reason: CREATED,
    },
  ];
}

function discovery(context: PermissionContext): Grant[] {
  const region = regionOf(context);
  return [
    withoutResource(
      [
        'ec2:DescribeCapacityReservations',
        'ec2:DescribeImages',
        'ec2:DescribeInstanceStatus',
        'ec2:DescribeInstanceTypeOfferings',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeInstances',
        'ec2:DescribeLaunchTemplates',
        'ec2:DescribePlacementGroups',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSpotPriceHistory',
        'ec2:DescribeSubnets',
      ],
      { StringEquals: { 'aws:RequestedRegion': region } },
    ),
    {
      actions: ['ssm:GetParameter'],
      resources: [awsArn(`ssm:${region}::parameter/aws/service/*`)],
      reason: 'Public parameters of AWS: the newest image ids of each image family.',
    },
    withoutResource(['pricing:GetProducts']),
    {
      actions: ['iam:ListInstanceProfiles'],
      resources: ['*'],
      reason: 'A list of the account, needed to find profiles that are no longer used.',
    },
    {
      actions: ['iam:GetInstanceProfile'],
      resources: [instanceProfileArn(context)],
      reason: 'Karpenter derives the names from the EC2NodeClasses at run time.',
    },
  ];
}

function instanceProfileArn({ scope }: PermissionContext): string {
  return awsArn(`iam::${Stack.of(scope).account}:instance-profile/*`);
}

type Tags = Record<string, string>;

function ownTags(cluster: string): Tags {
  return canBeKey(cluster)
    ? { [`kubernetes.io/cluster/${cluster}`]: 'owned' }
    : { 'eks:eks-cluster-name': cluster };
}

function requestTags(cluster: string): Tags {
  return { ...ownTags(cluster), 'eks:eks-cluster-name': cluster };
}

function tagged(key: string, equal: Tags, like: Tags): Conditions {
  const under = (tags: Tags) =>
    Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value]));
  return { StringEquals: under(equal), StringLike: under(like) };
}
