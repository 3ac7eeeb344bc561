import { isUnresolved } from '../expression';
import type { PermissionStatement } from '../facts';
import { FindingSeverity } from '../finding';
import { type GrantVerdict, judgeGrants } from '../permissions/grants';
import { actionsMatching } from '../permissions/iam-actions';
import {
  isEveryResource,
  limitsResourcesByTag,
  serviceConditions,
} from '../permissions/resource-scope';
import type { Rule } from '../rule';

export const permissionsAllResources: Rule = {
  id: 'permissions-all-resources',
  severity: FindingSeverity.WARNING,
  title: '`Resource: *` for actions that can be limited to resources',
  why: "The workload reaches every bucket, queue or key of the account, other workloads' too.",
  fix: 'Name the ARNs. Where they are not known, limit the statement by aws:ResourceTag.',
  source:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  check: (facts) =>
    judgeGrants(
      facts,
      ({ statement }) => (isScoped(statement) ? {} : judgeActions(statement)),
      (wrong) => `${wrong} can be limited to ARNs, but the role allows it on every resource.`,
    ),
};

/** Some resources only, by name or by tag. */
function isScoped({ resources, conditions }: PermissionStatement): boolean {
  return !resources.some(isEveryResource) || limitsResourcesByTag(conditions);
}

function judgeActions({ actions, conditions }: PermissionStatement): GrantVerdict {
  // What allows every action is the matter of permissions-all-actions.
  const named = actions.filter((action) => action.includes(':') && !action.startsWith('*'));
  const wrong = named.filter((action) =>
    actionsMatching(action).some(({ takesResource }) => takesResource),
  );
  if (wrong.length > 0) {
    if (conditions.some(({ opaque }) => opaque)) {
      return { doubt: 'A condition beside Resource: * is only known at deployment.' };
    }
    const [limit] = serviceConditions(conditions);
    return limit === undefined
      ? { wrong }
      : { wrong, mitigation: `A condition on ${limit.key} narrows it.` };
  }
  const doubtful = actions.find(
    (action) => isUnresolved(action) || (named.includes(action) && !isKnown(action)),
  );
  return doubtful === undefined
    ? {}
    : { doubt: `Whether ${doubtful} can be limited to resources is not known here.` };
}

function isKnown(action: string): boolean {
  return actionsMatching(action).length > 0;
}
