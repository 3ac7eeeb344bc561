import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

/**
 * Refuses statements that IAM would reject at deployment, and the one that allows everything. The form of an
 * action is checked by `iam.PolicyStatement` itself.
 */
export function checkStatements(scope: IConstruct, statements: iam.PolicyStatement[]): void {
  for (const statement of statements) {
    const said = () => JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()));
    if (statement.effect === iam.Effect.ALLOW && statement.actions.includes('*')) {
      throw new WorkloadIdentityError(
        scope,
        `action '*' in ${said()} allows everything: name the actions that the workload calls, such as ` +
          "'s3:GetObject'",
      );
    }
    if (statement.actions.length === 0 && statement.notActions.length === 0) {
      throw new WorkloadIdentityError(
        scope,
        `statement ${said()} has no actions: expected at least one, such as 's3:GetObject'`,
      );
    }
    if (statement.resources.length === 0 && statement.notResources.length === 0) {
      throw new WorkloadIdentityError(
        scope,
        `statement ${said()} has no resources: expected at least one ARN, such as ` +
          "'arn:aws:s3:::my-bucket/*', or '*' where the action knows no resources",
      );
    }
    if (statement.hasPrincipal) {
      throw new WorkloadIdentityError(
        scope,
        `statement ${said()} names a principal: permissions of a role have none. Leave it out; statements ` +
          'about who may assume the role belong to its trust policy',
      );
    }
  }
}
