import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { PodIdentitySessionTag } from './session-tag';

/** IAM does not tell upper from lower case in condition keys. */
const SESSION_TAG = new RegExp(
  `aws:PrincipalTag/(${PodIdentitySessionTag._ALL.map(({ key }) => key).join('|')})(?![\\w+=.@/:-])`,
  'i',
);

/**
 * Permissions that compare the session tags of EKS Pod Identity allow nothing where nobody sets these tags.
 * What is declared is refused at once, what is granted later at the end of the app.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function refuseSessionTagVariables(
  scope: IConstruct,
  statements: iam.PolicyStatement[],
  whyNoTags: string,
): void {
  const message = refusal(scope, statements.map(jsonOf), whyNoTags);
  if (message) {
    throw new WorkloadIdentityError(scope, message);
  }
  scope.node.addValidation({
    validate: () => {
      const granted = scope.node.findAll().filter(isPolicy).flatMap(statementsOf);
      return [refusal(scope, granted, whyNoTags) ?? []].flat();
    },
  });
}

function refusal(
  scope: IConstruct,
  statements: unknown[],
  whyNoTags: string,
): string | undefined {
  for (const statement of statements) {
    const json = JSON.stringify(Stack.of(scope).resolve(statement));
    const tag = SESSION_TAG.exec(json);
    if (tag) {
      return (
        `statement ${json} compares the session tag '${tag[1]}', which is never there: ${whyNoTags}. Name ` +
        'the resources literally, or use PodIdentityAssociation with session tags on'
      );
    }
  }
  return undefined;
}

function jsonOf(statement: iam.PolicyStatement): unknown {
  return statement.toStatementJson();
}

/** The policies that grants write, below the identity's own role. */
function isPolicy(construct: IConstruct): construct is iam.Policy | iam.ManagedPolicy {
  return construct instanceof iam.Policy || construct instanceof iam.ManagedPolicy;
}

function statementsOf({ document }: iam.Policy | iam.ManagedPolicy): unknown[] {
  return document.toJSON()?.Statement ?? [];
}
