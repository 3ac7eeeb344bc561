import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { policyLength } from '../private/policy-length';
import { sessionTagComplaints } from './session-tag-variables';

const LONGEST_SESSION_POLICY = 2_048;

/**
 * Refuses a session policy that EKS would not take.
 *
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
export function checkSessionPolicy(
  scope: IConstruct,
  policy: iam.PolicyDocument,
  sessionTags: boolean,
): void {
  if (sessionTags) {
    throw new WorkloadIdentityError(
      scope,
      'sessionPolicy is given and sessionTags is true: EKS takes a session policy only with session tags ' +
        'off. Leave sessionTags out (a session policy turns them off), or drop the session policy',
    );
  }
  const complaints = () => complaintsAbout(scope, policy);
  const [complaint] = policy.isEmpty ? [] : complaints();
  if (complaint) {
    throw new WorkloadIdentityError(scope, complaint);
  }
  // Statements can be added until the app ends.
  scope.node.addValidation({ validate: () => (policy.isEmpty ? [EMPTY] : complaints()) });
}

const EMPTY =
  'sessionPolicy has no statements, and EKS takes no empty policy: give at least one, or leave sessionPolicy out';

function complaintsAbout(scope: IConstruct, policy: iam.PolicyDocument): string[] {
  // A copy, as CDK will write it: resolving merges statements, where the app asks for that, and freezes them.
  const written = iam.PolicyDocument.fromJson(policy.toJSON());
  const length = sessionPolicyLength(Stack.of(scope).resolve(written));
  return [
    ...sessionTagComplaints(scope, policy, 'a sessionPolicy turns session tags off'),
    ...(length > LONGEST_SESSION_POLICY
      ? [
          `sessionPolicy has ${length} characters (tokens at their longest value), and EKS takes at most ` +
            `${LONGEST_SESSION_POLICY}: shorten it, for example by wildcards in resources, or give ` +
            'the ServiceAccount a role of its own',
        ]
      : []),
  ];
}

/**
 * STS counts the text of a session policy as it gets it; only in the policies of a role does IAM leave out white
 * space. The association gets the document without any between its parts, so what counts is that in values.
 */
function sessionPolicyLength(resolved: object): number {
  return policyLength(JSON.parse(JSON.stringify(resolved).replaceAll(' ', '_')));
}
