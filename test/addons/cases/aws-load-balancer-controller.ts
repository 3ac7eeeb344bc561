import type { Stack } from 'aws-cdk-lib';
import { CfnCertificateAuthority } from 'aws-cdk-lib/aws-acmpca';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { AwsLoadBalancerController } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const zone = (scope: Stack) => HostedZone.fromHostedZoneId(scope, 'Zone', 'Z0123456789ABC');

const vpc = (scope: Stack) =>
  Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['a'] });

const targetGroup = (scope: Stack) =>
  ApplicationTargetGroup.fromTargetGroupAttributes(scope, 'Group', {
    targetGroupArn: scope.formatArn({
      service: 'elasticloadbalancing',
      resource: 'targetgroup',
      resourceName: 'web/0123456789abcdef',
    }),
  });

const authority = (scope: Stack) =>
  new CfnCertificateAuthority(scope, 'Authority', {
    keyAlgorithm: 'RSA_2048',
    signingAlgorithm: 'SHA256WITHRSA',
    subject: {},
    type: 'ROOT',
  });

/** What every VPC has in common with named ones. */
const NARROWS = [
  {
    actions: [
      'elasticloadbalancing:AddTags',
      'elasticloadbalancing:CreateLoadBalancer',
      'elasticloadbalancing:CreateTargetGroup',
      'elasticloadbalancing:DeleteLoadBalancer',
      'elasticloadbalancing:DeleteTargetGroup',
      'elasticloadbalancing:ModifyCapacityReservation',
      'elasticloadbalancing:ModifyIpPools',
      'elasticloadbalancing:ModifyListenerAttributes',
      'elasticloadbalancing:ModifyLoadBalancerAttributes',
      'elasticloadbalancing:ModifyTargetGroup',
      'elasticloadbalancing:ModifyTargetGroupAttributes',
      'elasticloadbalancing:RemoveTags',
      'elasticloadbalancing:SetIpAddressType',
      'elasticloadbalancing:SetSecurityGroups',
      'elasticloadbalancing:SetSubnets',
      'ec2:CreateTags',
      'ec2:DeleteSecurityGroup',
      'ec2:DeleteTags',
    ],
    why: 'The tag elbv2.k8s.aws/cluster must have the name of the cluster; upstream asks only that it is there.',
  },
  {
    actions: [
      'elasticloadbalancing:AddListenerCertificates',
      'elasticloadbalancing:CreateListener',
      'elasticloadbalancing:CreateRule',
      'elasticloadbalancing:DeleteListener',
      'elasticloadbalancing:DeleteRule',
      'elasticloadbalancing:DeregisterTargets',
      'elasticloadbalancing:ModifyListener',
      'elasticloadbalancing:ModifyRule',
      'elasticloadbalancing:RegisterTargets',
      'elasticloadbalancing:RemoveListenerCertificates',
      'elasticloadbalancing:SetRulePriorities',
      'acm:DescribeCertificate',
      'cognito-idp:DescribeUserPoolClient',
      'ec2:GetCoipPoolUsage',
      'iam:GetServerCertificate',
      'shield:DeleteProtection',
      'shield:DescribeProtection',
      'waf-regional:AssociateWebACL',
      'waf-regional:DisassociateWebACL',
      'waf-regional:GetWebACL',
      'waf-regional:GetWebACLForResource',
      'wafv2:AssociateWebACL',
      'wafv2:DisassociateWebACL',
      'wafv2:GetWebACL',
      'wafv2:GetWebACLForResource',
    ],
    why: 'On what the action is for, in the region and account of the cluster.',
  },
  { actions: ['iam:CreateServiceLinkedRole'], why: 'The role is named.' },
];
const IN_VPCS = [
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:CreateSecurityGroup',
  'ec2:GetSecurityGroupsForVpc',
  'ec2:RevokeSecurityGroupIngress',
];

export const cases: AddonCase[] = [
  {
    addon: 'AWS Load Balancer Controller',
    factory: 'AwsLoadBalancerController.inVpcs',
    title: 'one VPC',
    declare: (scope) => AwsLoadBalancerController.inVpcs({ vpcs: [vpc(scope)] }),
    refuses: [
      {
        why: 'no VPC',
        declare: () => AwsLoadBalancerController.inVpcs({ vpcs: [] }),
        message: /'vpcs' is empty; .* AwsLoadBalancerController.inAnyVpc/,
      },
      {
        why: 'a version that has no policy',
        declare: (scope) =>
          AwsLoadBalancerController.inVpcs({ vpcs: [vpc(scope)], controllerVersion: 'v9.9.9' }),
        message:
          /no policy for 'controllerVersion' v9\.9\.9; it has v2\.0\.0, .*v2\.9\.2, v2\.10\.0/,
      },
      {
        why: 'certificates without a zone',
        declare: (scope) =>
          AwsLoadBalancerController.inVpcs({
            vpcs: [vpc(scope)],
            certificates: { hostedZones: [] },
          }),
        message: /'hostedZones' is empty/,
      },
    ],
    upstream: {
      document: 'load-balancer-controller',
      narrows: [
        ...NARROWS,
        {
          actions: IN_VPCS,
          why: 'The VPCs are named, which the installation page of upstream recommends.',
        },
      ],
    },
  },
  {
    addon: 'AWS Load Balancer Controller',
    factory: 'AwsLoadBalancerController.inVpcs',
    title: 'v2.9.2, without WAF, Shield, Cognito and certificate discovery',
    declare: (scope) =>
      AwsLoadBalancerController.inVpcs({
        vpcs: [vpc(scope)],
        controllerVersion: 'v2.9.2',
        waf: false,
        shield: false,
        cognito: false,
        certificateDiscovery: false,
      }),
    refuses: [],
  },
  {
    addon: 'AWS Load Balancer Controller',
    factory: 'AwsLoadBalancerController.inVpcs',
    title: 'with Global Accelerator and certificates',
    declare: (scope) =>
      AwsLoadBalancerController.inVpcs({
        vpcs: [vpc(scope)],
        globalAccelerator: true,
        certificates: { hostedZones: [zone(scope)] },
      }),
    refuses: [],
  },
  {
    addon: 'AWS Load Balancer Controller',
    factory: 'AwsLoadBalancerController.inAnyVpc',
    title: 'any VPC',
    declare: () => AwsLoadBalancerController.inAnyVpc(),
    refuses: [],
    upstream: {
      document: 'load-balancer-controller',
      narrows: [
        ...NARROWS,
        { actions: IN_VPCS, why: 'On what the action is for, in the region of the cluster.' },
      ],
    },
  },
  {
    addon: 'AWS Load Balancer Controller (TargetGroupBinding only)',
    factory: 'AwsLoadBalancerController.targetGroupBindings',
    title: 'one target group',
    declare: (scope) =>
      AwsLoadBalancerController.targetGroupBindings({ targetGroups: [targetGroup(scope)] }),
    refuses: [
      {
        why: 'no target group',
        declare: () => AwsLoadBalancerController.targetGroupBindings({ targetGroups: [] }),
        message: /'targetGroups' is empty/,
      },
    ],
    upstream: {
      document: 'load-balancer-controller-target-groups',
      narrows: [
        {
          actions: [
            'elasticloadbalancing:DeregisterTargets',
            'elasticloadbalancing:ModifyTargetGroup',
            'elasticloadbalancing:ModifyTargetGroupAttributes',
            'elasticloadbalancing:RegisterTargets',
          ],
          why: 'The target groups are named.',
        },
      ],
    },
  },
  {
    addon: 'AWS Load Balancer Controller (Global Accelerator)',
    factory: 'AwsLoadBalancerController.globalAccelerator',
    title: 'alone',
    declare: () => AwsLoadBalancerController.globalAccelerator(),
    refuses: [],
    upstream: {
      document: 'load-balancer-controller-global-accelerator',
      narrows: [
        {
          actions: [
            'globalaccelerator:AddEndpoints',
            'globalaccelerator:CreateAccelerator',
            'globalaccelerator:CreateEndpointGroup',
            'globalaccelerator:CreateListener',
            'globalaccelerator:DeleteAccelerator',
            'globalaccelerator:DeleteEndpointGroup',
            'globalaccelerator:DeleteListener',
            'globalaccelerator:DescribeAccelerator',
            'globalaccelerator:DescribeEndpointGroup',
            'globalaccelerator:DescribeListener',
            'globalaccelerator:RemoveEndpoints',
            'globalaccelerator:TagResource',
            'globalaccelerator:UntagResource',
            'globalaccelerator:UpdateAccelerator',
            'globalaccelerator:UpdateEndpointGroup',
            'globalaccelerator:UpdateListener',
          ],
          why: 'The tag of the cluster must have its name, and the account is the cluster’s.',
        },
        {
          actions: [
            'globalaccelerator:ListEndpointGroups',
            'globalaccelerator:ListListeners',
            'globalaccelerator:ListTagsForResource',
          ],
          why: 'On accelerators of the account; upstream has *.',
        },
        { actions: ['iam:CreateServiceLinkedRole'], why: 'The role is named.' },
      ],
    },
  },
  {
    addon: 'AWS Load Balancer Controller (ACM)',
    factory: 'AwsLoadBalancerController.certificates',
    title: 'one zone and a private certificate authority',
    declare: (scope) =>
      AwsLoadBalancerController.certificates({
        hostedZones: [zone(scope)],
        certificateAuthorities: [authority(scope)],
      }),
    refuses: [
      {
        why: 'no zone',
        declare: () => AwsLoadBalancerController.certificates({ hostedZones: [] }),
        message: /'hostedZones' is empty/,
      },
    ],
    upstream: {
      document: 'load-balancer-controller-acm',
      narrows: [
        {
          actions: [
            'acm-pca:GetCertificate',
            'acm-pca:IssueCertificate',
            'acm-pca:ListPermissions',
          ],
          why: 'The certificate authorities are named; without one the actions are left out.',
        },
        {
          actions: [
            'acm:AddTagsToCertificate',
            'acm:DeleteCertificate',
            'acm:ListTagsForCertificate',
            'acm:RequestCertificate',
          ],
          why: 'The tag of the cluster must have its name, in its region and account.',
        },
        {
          actions: ['route53:ChangeResourceRecordSets'],
          why: 'The zones are named, and ACM is satisfied by CNAME records.',
        },
      ],
    },
  },
];
