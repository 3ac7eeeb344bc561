import * as iam from 'aws-cdk-lib/aws-iam';
import type { WildcardReason } from '../../permissions/permission-set';

/** The conditions of a statement, as they stand in the policy. */
export type Conditions = Record<string, Record<string, string | string[]>>;

/** One allowed thing, as data: what becomes one statement of the policy. */
export interface Grant {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Conditions;
  /** Why resources with a `*` or `?` in them must stay; says nothing where there are none. */
  readonly reason?: string;
}

/** The reason where IAM leaves no choice; the tests compare it with IAM's own data. */
export const NO_RESOURCE_LEVEL = 'IAM matches these actions on * only: they take no resource.';

/** Actions that take no resource. */
export function withoutResource(actions: string[], conditions?: Conditions): Grant {
  return { actions, resources: ['*'], conditions, reason: NO_RESOURCE_LEVEL };
}

export function grantStatement(grant: Grant): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: [...grant.actions].sort(),
    resources: grant.resources,
    conditions: grant.conditions,
  });
}

/** One entry for each resource with a wildcard, so that the record cannot differ from the policy. */
export function grantWildcards(grant: Grant): WildcardReason[] {
  return grant.resources
    .filter((resource) => /[*?]/.test(resource))
    .map((resource) => ({
      actions: [...grant.actions].sort(),
      resource,
      reason: grant.reason ?? '',
    }));
}
