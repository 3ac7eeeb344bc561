import { Stack } from 'aws-cdk-lib';
import type { PermissionContext } from '../../permissions/permission-set';
import { awsArn } from './aws-arn';
import type { Grant } from './grant';

/** Leave to make the role that an AWS service owns, the first time it is used in the account. */
export function serviceLinkedRoleGrant(
  { scope }: PermissionContext,
  service: string,
  roleName: string,
): Grant {
  return {
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [
      awsArn(`iam::${Stack.of(scope).account}:role/aws-service-role/${service}/${roleName}`),
    ],
    conditions: { StringEquals: { 'iam:AWSServiceName': service } },
    reason: 'The service chooses the end of the role’s name.',
  };
}
