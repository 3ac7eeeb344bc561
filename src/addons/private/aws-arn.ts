import { Aws, Stack } from 'aws-cdk-lib';
import type { PermissionContext } from '../../permissions/permission-set';

/** An ARN in the partition of the deployment: `awsArn('route53:::change/*')`. */
export function awsArn(rest: string): string {
  return `arn:${Aws.PARTITION}:${rest}`;
}

/** An ARN in the identity's own region and account: `localArn(context, 'ec2', 'volume/*')`. */
export function localArn({ scope }: PermissionContext, service: string, resource: string): string {
  const { region, account } = Stack.of(scope);
  return awsArn(`${service}:${region}:${account}:${resource}`);
}
