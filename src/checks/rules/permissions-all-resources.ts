import { isUnresolved } from '../expression';
import type { PermissionStatement, RecordedWildcard } from '../facts';
import { FindingSeverity } from '../finding';
import { type GrantVerdict, judgeGrants } from '../permissions/grants';
import { actionsMatching } from '../permissions/iam-actions';
import {
  isEveryResource,
  limitsResourcesByTag,
  serviceConditions,
} from '../permissions/resource-scope';
import type { Rule } from '../rule';
import { declaredFor } from '../subject';

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
      ({ role, statement }) =>
        isScoped(statement)
          ? {}
          : judgeActions(
              statement,
              declaredFor(facts, role).flatMap(({ wildcards = [] }) => wildcards),
            ),
      (wrong) => `${wrong} can be limited to ARNs, but the role allows it on every resource.`,
    ),
};

/** Some resources only, by name or by tag. */
function isScoped({ resources, conditions }: PermissionStatement): boolean {
  return !resources.some(isEveryResource) || limitsResourcesByTag(conditions);
}

function judgeActions(
  statement: PermissionStatement,
  recorded: readonly RecordedWildcard[],
): GrantVerdict {
  const { actions, conditions } = statement;
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
    if (limit) return { wrong, mitigation: `A condition on ${limit.key} narrows it.` };
    const reasonOf = (action: string) =>
      recorded.find((wildcard) => isRecorded(action, statement, wildcard))?.reason;
    const unknown = wrong.filter((action) => reasonOf(action) === undefined);
    return unknown.length > 0
      ? { wrong: unknown }
      : { wrong, mitigation: [...new Set(wrong.map(reasonOf))].join(' ') };
  }
  const doubtful = actions.find(
    (action) => isUnresolved(action) || (named.includes(action) && !isKnown(action)),
  );
  return doubtful === undefined
    ? {}
    : { doubt: `Whether ${doubtful} can be limited to resources is not known here.` };
}

/** A reason for a wildcard under conditions is none for the same wildcard without them. */
function isRecorded(
  action: string,
  { conditions }: PermissionStatement,
  { actions, resource, reason, conditional }: RecordedWildcard,
): boolean {
  return (
    reason !== '' &&
    isEveryResource(resource) &&
    actions.includes(action) &&
    (!conditional || conditions.length > 0)
  );
}

function isKnown(action: string): boolean {
  return actionsMatching(action).length > 0;
}
