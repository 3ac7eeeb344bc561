import { Aws, Stack, Token } from 'aws-cdk-lib';
import type { PermissionContext } from '../../permissions/permission-set';
import { WorkloadIdentityError } from '../../private/errors';

/** An ARN in the partition of the deployment: `awsArn('route53:::change/*')`. */
export function awsArn(rest: string): string {
  return `arn:${Aws.PARTITION}:${rest}`;
}

/** An ARN in the region of the clusters and the account of the role: `localArn(context, 'ec2', 'volume/*')`. */
export function localArn(context: PermissionContext, service: string, resource: string): string {
  const { account } = Stack.of(context.scope);
  return awsArn(`${service}:${regionOf(context)}:${account}:${resource}`);
}

/** The region in which the workload runs; that of the stack where it is not known of its clusters. */
export function regionOf({ scope, clusters }: PermissionContext): string {
  const ofStack = Stack.of(scope).region;
  const regions = new Set(
    clusters.map(({ region }) => (Token.isUnresolved(region) ? ofStack : region)),
  );
  const [region = ofStack, ...others] = regions;
  if (others.length > 0) {
    throw new WorkloadIdentityError(
      scope,
      `the clusters are in ${[...regions].join(' and ')}, and the permissions of this add-on name ` +
        'what is in one region: declare an identity for each region',
    );
  }
  return region;
}
