import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

const SESSION_TAG = /aws:(?:Principal|Request)Tag\/((?:kubernetes|eks)-[a-z-]+)/;

/**
 * Permissions that compare the session tags of EKS Pod Identity allow nothing where nobody sets these tags.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function refuseSessionTagVariables(
  scope: IConstruct,
  statements: iam.PolicyStatement[],
  whyNoTags: string,
): void {
  for (const statement of statements) {
    const json = JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()));
    const tag = SESSION_TAG.exec(json);
    if (tag) {
      throw new WorkloadIdentityError(
        scope,
        `statement ${json} compares the session tag '${tag[1]}', which is never there: ${whyNoTags}. Name ` +
          'the resources literally, or use PodIdentityAssociation with session tags on',
      );
    }
  }
}
