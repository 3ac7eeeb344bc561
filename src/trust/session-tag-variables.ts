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
 * Declared statements are refused at once, managed policies of the app and grants at its end.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function refuseSessionTagVariables(
  scope: IConstruct,
  statements: iam.PolicyStatement[],
  managedPolicies: iam.IManagedPolicy[],
  whyNoTags: string,
): void {
  const declared = new iam.PolicyDocument({ statements });
  refuseSessionTagsIn(scope, declared, whyNoTags);
  scope.node.addValidation({
    validate: () => {
      const policies = new Set([...scope.node.findAll(), ...managedPolicies].filter(isPolicy));
      return [...policies].flatMap(({ document }) => complaints(scope, document, whyNoTags));
    },
  });
}

/** The same for one document that is complete. */
export function refuseSessionTagsIn(
  scope: IConstruct,
  document: iam.PolicyDocument,
  whyNoTags: string,
): void {
  const [complaint] = complaints(scope, document, whyNoTags);
  if (complaint) {
    throw new WorkloadIdentityError(scope, complaint);
  }
}

function complaints(scope: IConstruct, document: iam.PolicyDocument, whyNoTags: string): string[] {
  const statements: unknown[] = Stack.of(scope).resolve(document.toJSON())?.Statement ?? [];
  return statements.flatMap((statement) => {
    const json = JSON.stringify(statement);
    const tag = SESSION_TAG.exec(json);
    return tag
      ? [
          `statement ${json} compares the session tag '${tag[1]}', which is never there: ${whyNoTags}. Name ` +
            'the resources literally, or use PodIdentityAssociation with session tags on',
        ]
      : [];
  });
}

/** Those of this app: what an imported policy says is not known. */
function isPolicy(construct: IConstruct): construct is iam.Policy | iam.ManagedPolicy {
  return construct instanceof iam.Policy || construct instanceof iam.ManagedPolicy;
}
