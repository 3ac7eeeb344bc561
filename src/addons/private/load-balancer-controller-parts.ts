import { Stack } from 'aws-cdk-lib';
import type { PermissionContext } from '../../permissions/permission-set';
import { awsArn, localArn } from './aws-arn';
import { clusterNames } from './cluster-tag';
import { type Grant, withoutResource } from './grant';
import { CLUSTER_TAG, TAGGED } from './load-balancer-controller-grants';
import { serviceLinkedRoleGrant } from './service-linked-role-grant';

/**
 * The Global Accelerator controller of the AWS Load Balancer Controller.
 *
 * From https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/install/aga_controller_iam_policy.json
 */
export function globalAcceleratorGrants(context: PermissionContext): Grant[] {
  const names = clusterNames(context);
  const { account } = Stack.of(context.scope);
  const accelerators = [awsArn(`globalaccelerator::${account}:accelerator/*`)];
  const kind = (key: string) => ({ [`${key}/aga.k8s.aws/resource`]: 'GlobalAccelerator' });
  const own = {
    StringEquals: {
      [`aws:ResourceTag/${CLUSTER_TAG}`]: names,
      ...kind('aws:ResourceTag'),
    },
  };
  const request = {
    StringEquals: {
      [`aws:RequestTag/${CLUSTER_TAG}`]: names,
      ...kind('aws:RequestTag'),
    },
  };
  return [
    serviceLinkedRoleGrant(
      context,
      'globalaccelerator.amazonaws.com',
      'AWSServiceRoleForGlobalAccelerator',
    ),
    withoutResource([
      'ec2:DescribeRegions',
      'globalaccelerator:ListAccelerators',
      'tag:GetResources',
    ]),
    {
      actions: [
        'globalaccelerator:ListEndpointGroups',
        'globalaccelerator:ListListeners',
        'globalaccelerator:ListTagsForResource',
      ],
      resources: accelerators,
      reason: 'The controller looks through the accelerators of the account for its own.',
    },
    {
      actions: [
        'globalaccelerator:AddEndpoints',
        'globalaccelerator:CreateEndpointGroup',
        'globalaccelerator:CreateListener',
        'globalaccelerator:DeleteAccelerator',
        'globalaccelerator:DeleteEndpointGroup',
        'globalaccelerator:DeleteListener',
        'globalaccelerator:DescribeAccelerator',
        'globalaccelerator:DescribeEndpointGroup',
        'globalaccelerator:DescribeListener',
        'globalaccelerator:RemoveEndpoints',
        'globalaccelerator:UpdateAccelerator',
        'globalaccelerator:UpdateEndpointGroup',
        'globalaccelerator:UpdateListener',
      ],
      resources: accelerators,
      conditions: own,
      reason: TAGGED,
    },
    withoutResource(['globalaccelerator:CreateAccelerator'], request),
    {
      actions: ['globalaccelerator:TagResource', 'globalaccelerator:UntagResource'],
      resources: accelerators,
      conditions: { ...own, Null: { [`aws:RequestTag/${CLUSTER_TAG}`]: 'true' } },
      reason: TAGGED,
    },
    {
      actions: ['globalaccelerator:TagResource'],
      resources: accelerators,
      conditions: request,
      reason: TAGGED,
    },
  ];
}

/**
 * The certificates that the AWS Load Balancer Controller requests for Ingresses.
 *
 * From https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/install/iam_policy_acm_certs.json
 */
export function certificateGrants(
  context: PermissionContext,
  hostedZoneArns: string[],
  certificateAuthorityArns: string[],
): Grant[] {
  const names = clusterNames(context);
  const certificates = [localArn(context, 'acm', 'certificate/*')];
  return [
    {
      actions: ['acm:AddTagsToCertificate', 'acm:ListTagsForCertificate'],
      resources: certificates,
      reason: 'ACM makes up the id of a certificate when it is requested.',
    },
    withoutResource(['acm:RequestCertificate'], {
      StringEquals: { [`aws:RequestTag/${CLUSTER_TAG}`]: names },
    }),
    {
      actions: ['acm:DeleteCertificate'],
      resources: certificates,
      conditions: { StringEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: names } },
      reason: TAGGED,
    },
    withoutResource(['route53:ListHostedZones', 'route53:ListHostedZonesByName']),
    {
      actions: ['route53:ChangeResourceRecordSets'],
      resources: hostedZoneArns,
      conditions: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
        },
      },
    },
    ...(certificateAuthorityArns.length > 0
      ? [
          {
            actions: [
              'acm-pca:GetCertificate',
              'acm-pca:IssueCertificate',
              'acm-pca:ListPermissions',
            ],
            resources: certificateAuthorityArns,
          },
        ]
      : []),
  ];
}
