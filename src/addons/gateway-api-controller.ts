import type { aws_kinesisfirehose, aws_s3 } from 'aws-cdk-lib/interfaces';
import type { PermissionContext, PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn } from './private/aws-arn';
import { type Grant, withoutResource } from './private/grant';
import { latticeGrants } from './private/lattice-grants';
import { requireAnyScope } from './private/required-any-scope';
import { serviceLinkedRoleGrant } from './private/service-linked-role-grant';

/** Where AccessLogPolicies may send access logs. At least one. */
export interface GatewayApiControllerAccessLogs {
  /**
   * The buckets. The controller may replace their bucket policies, by which VPC Lattice gets to
   * write to them.
   *
   * @default - none
   */
  readonly buckets?: aws_s3.IBucketRef[];

  /**
   * The Amazon Data Firehose streams.
   *
   * @default - none
   */
  readonly deliveryStreams?: aws_kinesisfirehose.IDeliveryStreamRef[];

  /**
   * Whether access logs go to CloudWatch Logs. The controller may then write any resource policy
   * of CloudWatch Logs in the account and region, because AWS cannot narrow that.
   *
   * @default false
   */
  readonly cloudWatchLogs?: boolean;
}

/** Which features of the controller are used. */
export interface GatewayApiControllerVpcLatticeProps {
  /**
   * Where AccessLogPolicies may send access logs.
   *
   * @default - AccessLogPolicies are not used
   */
  readonly accessLogs?: GatewayApiControllerAccessLogs;

  /**
   * Whether IAMAuthPolicies are used. The controller may then decide who calls any service of VPC
   * Lattice in the account and region.
   *
   * @default false
   */
  readonly authPolicies?: boolean;
}

/**
 * AWS Gateway API Controller: Kubernetes Gateways and Routes as Amazon VPC Lattice services.
 *
 * @see https://www.gateway-api-controller.eks.aws.dev/latest/guides/deploy/
 */
export class GatewayApiController {
  /**
   * The controller. What it makes has to carry its tag with the name of the identity's own
   * cluster, and it changes or deletes nothing else, so the value `clusterName` of the chart has
   * to be the name of the EKS cluster. Throws where access logs are given with no destination.
   */
  public static vpcLattice(props: GatewayApiControllerVpcLatticeProps = {}): PermissionSet {
    const { accessLogs, authPolicies = false } = props;
    const deliveries = accessLogs ? accessLogGrants(accessLogs) : () => [];
    const facts = {
      name: 'aws-gateway-api-controller',
      namespace: 'aws-application-networking-system',
      serviceAccountName: 'gateway-api-controller',
      source:
        'https://github.com/aws/aws-application-networking-k8s/blob/main/files/controller-installation/recommended-inline-policy.json',
      reviewed: '2026-11-22',
    };
    return new AddonPermissionSet(facts, (context) => [
      ...latticeGrants(context, { accessLogs: accessLogs !== undefined, authPolicies }),
      withoutResource([
        'acm:ListCertificates',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeTags',
        'ec2:DescribeVpcs',
        'tag:GetResources',
        'tag:TagResources',
        'tag:UntagResources',
      ]),
      serviceLinkedRoleGrant(context, 'vpc-lattice.amazonaws.com', 'AWSServiceRoleForVpcLattice'),
      ...deliveries(context),
    ]);
  }
}

function accessLogGrants(
  destinations: GatewayApiControllerAccessLogs,
): (context: PermissionContext) => Grant[] {
  const { buckets = [], deliveryStreams = [], cloudWatchLogs = false } = destinations;
  requireAnyScope('GatewayApiController.vpcLattice accessLogs', {
    buckets,
    deliveryStreams,
    cloudWatchLogs: cloudWatchLogs ? [true] : [],
  });
  return (context) => [
    withoutResource([
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:UpdateLogDelivery',
    ]),
    serviceLinkedRoleGrant(context, 'delivery.logs.amazonaws.com', 'AWSServiceRoleForLogDelivery'),
    ...(buckets.length > 0
      ? [
          {
            actions: ['s3:GetBucketPolicy', 's3:PutBucketPolicy'],
            resources: buckets.map((b) => awsArn(`s3:::${b.bucketRef.bucketName}`)),
          },
        ]
      : []),
    ...(deliveryStreams.length > 0
      ? [
          {
            actions: ['firehose:TagDeliveryStream'],
            resources: deliveryStreams.map((s) => s.deliveryStreamRef.deliveryStreamArn),
          },
        ]
      : []),
    ...(cloudWatchLogs
      ? [
          withoutResource([
            'logs:DescribeLogGroups',
            'logs:DescribeResourcePolicies',
            'logs:PutResourcePolicy',
          ]),
        ]
      : []),
  ];
}
