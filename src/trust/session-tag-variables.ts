import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { sessionTagComplaint } from './session-tag-complaint';

/**
 * Permissions that compare the session tags of EKS Pod Identity allow nothing where nobody sets these tags.
 * Declared statements are refused at once; what else a role gets is judged at the end of the app.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function refuseSessionTagVariables(
  scope: IConstruct,
  statements: iam.PolicyStatement[],
  whyNoTags: string,
): void {
  const declared = new iam.PolicyDocument({ statements });
  const [complaint] = sessionTagComplaints(scope, declared, whyNoTags);
  if (complaint) {
    throw new WorkloadIdentityError(scope, complaint);
  }
}

/** The same for what a role that no identity declares is granted later, and for its managed policies. */
export function refuseGrantedSessionTags(
  scope: IConstruct,
  managedPolicies: iam.IManagedPolicy[],
  whyNoTags: string,
): void {
  scope.node.addValidation({
    validate: () => {
      const policies = new Set([...scope.node.findAll(), ...managedPolicies].filter(isPolicy));
      return [...policies].flatMap(({ document }) =>
        sessionTagComplaints(scope, document, whyNoTags),
      );
    },
  });
}

/** One for each statement of the document that compares a session tag. */
export function sessionTagComplaints(
  scope: IConstruct,
  document: iam.PolicyDocument,
  whyNoTags: string,
): string[] {
  const statements: unknown[] = Stack.of(scope).resolve(document.toJSON())?.Statement ?? [];
  return statements.flatMap((statement) => sessionTagComplaint(statement, whyNoTags) ?? []);
}

/** Those of this app: what an imported policy says is not known. */
function isPolicy(construct: IConstruct): construct is iam.Policy | iam.ManagedPolicy {
  return construct instanceof iam.Policy || construct instanceof iam.ManagedPolicy;
}
