import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

/** Refuses what is not the whole ARN of one role; tokens are let through. */
export function checkRoleArn(scope: IConstruct, what: string, arn: string): void {
  const role = /^arn:[a-z0-9-]+:iam::\d{12}:role\/(?:[^*?\s]+\/)?[\w+=,.@-]+$/;
  if (!Token.isUnresolved(arn) && !role.test(arn)) {
    throw new WorkloadIdentityError(
      scope,
      `${what} '${arn}' is not the ARN of a role: expected 'arn:PARTITION:iam::ACCOUNT:role/PATH/NAME', with the ` +
        "path where the role has one; 'aws iam get-role --role-name NAME --query Role.Arn' prints it",
    );
  }
}
