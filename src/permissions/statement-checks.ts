import { Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

/** Refuses statements that IAM would reject at deployment, and the one that allows everything. */
export function checkStatements(scope: IConstruct, statements: iam.PolicyStatement[]): void {
  for (const statement of statements) {
    const said = () => JSON.stringify(statement.toStatementJson());
    const actions = [...statement.actions, ...statement.notActions];
    for (const action of actions.filter((value) => !Token.isUnresolved(value))) {
      if (action === '*') {
        throw new WorkloadIdentityError(
          scope,
          `action '*' in ${said()} allows everything: name the actions that the workload calls, such as ` +
            "'s3:GetObject'",
        );
      }
      if (!/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) {
        throw new WorkloadIdentityError(
          scope,
          `action '${action}' in ${said()} is not an IAM action: expected 'service:Action', such as ` +
            "'s3:GetObject'",
        );
      }
    }
    if (actions.length === 0) {
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
        `statement ${said()} names a principal: permissions of a role have none. Statements about who may ` +
          'assume the role belong to its trust policy',
      );
    }
  }
}
