import type { Stack } from 'aws-cdk-lib';
import { CfnVPC, Vpc } from 'aws-cdk-lib/aws-ec2';
import { VpcCni } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const vpc = (scope: Stack) =>
  Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['a'] });

export const cases: AddonCase[] = [
  {
    addon: 'Amazon VPC CNI',
    factory: 'VpcCni.ipv4',
    title: 'one VPC',
    declare: (scope) => VpcCni.ipv4({ vpcs: [vpc(scope)] }),
    refuses: [
      {
        why: 'no VPC',
        declare: () => VpcCni.ipv4({ vpcs: [] }),
        message: /'vpcs' is empty; .* VpcCni.ipv4AnyCluster/,
      },
    ],
    upstream: {
      document: 'vpc-cni-ipv4-scoped',
      placeholders: { CLUSTER_NAME: 'prod', VPC_ID: 'vpc-0123456789abcdef0' },
      adds: [
        {
          actions: ['ec2:DescribeSecurityGroups'],
          why: 'Upstream added it to its generic policies only; newer versions call it.',
        },
      ],
      narrows: [
        {
          actions: [
            'ec2:AssignPrivateIpAddresses',
            'ec2:AttachNetworkInterface',
            'ec2:CreateNetworkInterface',
            'ec2:CreateTags',
            'ec2:DeleteNetworkInterface',
            'ec2:DetachNetworkInterface',
            'ec2:ModifyNetworkInterfaceAttribute',
            'ec2:UnassignPrivateIpAddresses',
          ],
          why: 'In the region and account of the cluster.',
        },
      ],
    },
  },
  {
    addon: 'Amazon VPC CNI',
    factory: 'VpcCni.ipv4',
    title: 'an L1 VPC, with the logs of the network policy agent',
    declare: (scope) =>
      VpcCni.ipv4({
        vpcs: [new CfnVPC(scope, 'Vpc', { cidrBlock: '10.0.0.0/16' })],
        networkPolicyLogs: true,
      }),
    refuses: [],
  },
  {
    addon: 'Amazon VPC CNI',
    factory: 'VpcCni.ipv4AnyCluster',
    title: 'without the name of the cluster',
    declare: () => VpcCni.ipv4AnyCluster(),
    refuses: [],
    upstream: {
      document: 'vpc-cni-ipv4',
      narrows: [
        {
          actions: [
            'ec2:AssignPrivateIpAddresses',
            'ec2:AttachNetworkInterface',
            'ec2:CreateNetworkInterface',
            'ec2:CreateTags',
            'ec2:DeleteNetworkInterface',
            'ec2:DetachNetworkInterface',
            'ec2:ModifyNetworkInterfaceAttribute',
            'ec2:UnassignPrivateIpAddresses',
          ],
          why: 'On what the action is for, in the region and account of the cluster.',
        },
      ],
    },
  },
  {
    addon: 'Amazon VPC CNI',
    factory: 'VpcCni.ipv6',
    title: 'prefixes',
    declare: () => VpcCni.ipv6(),
    refuses: [],
    upstream: {
      document: 'vpc-cni-ipv6',
      adds: [
        {
          actions: ['ec2:ModifyNetworkInterfaceAttribute'],
          why: 'Another revision of the page has it; there upstream allows it on *.',
        },
      ],
      narrows: [
        {
          actions: ['ec2:AssignIpv6Addresses', 'ec2:CreateTags'],
          why: 'On network interfaces, in the region and account of the cluster.',
        },
      ],
    },
  },
];
