import type { aws_ec2 } from 'aws-cdk-lib/interfaces';
import type { PermissionContext } from '../../permissions/permission-set';
import { awsArn, regionOf } from './aws-arn';

/** The VPCs, in any account: a VPC that is shared has the ARN of its owner. */
export function vpcArns(context: PermissionContext, vpcs: readonly aws_ec2.IVPCRef[]): string[] {
  const region = regionOf(context);
  return vpcs.map((vpc) => awsArn(`ec2:${region}:*:vpc/${vpc.vpcRef.vpcId}`));
}
