import { isUnresolved } from '../expression';
import type { PermissionStatement, RecordedWildcard } from '../facts';
import { FindingSeverity } from '../finding';
import { type GrantVerdict, judgeGrants } from '../permissions/grants';
import { actionsMatching } from '../permissions/iam-actions';
import {
  limitsResourcesByTag,
  mayBeEveryResource,
  serviceConditions,
  servicesInFull,
} from '../permissions/resource-scope';
import type { Rule } from '../rule';
import { declaredFor } from '../subject';

/** AWS's data names a resource for these: datasets of OTLP metrics. Other metrics have none. */
const METRICS: RecordedWildcard = {
  actions: ['cloudwatch:PutMetricData', 'cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
  resource: '*',
  reason:
    'Only datasets of OTLP metrics have ARNs; for other metrics use the condition key cloudwatch:namespace, where the action has it.',
  conditional: false,
};

export const permissionsAllResources: Rule = {
  id: 'permissions-all-resources',
  severity: FindingSeverity.WARNING,
  title:
    '`Resource: *`, or as wide (`arn:aws:s3:::*`), for actions that can be limited to resources',
  why: "The workload reaches every bucket, queue or key of the account, other workloads' too.",
  fix: 'Name the ARNs. Where they are not known, limit the statement by aws:ResourceTag.',
  source:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  check: (facts) =>
    judgeGrants(
      facts,
      ({ role, statement }) =>
        limitsResourcesByTag(statement.conditions)
          ? {}
          : judgeActions(statement, [
              ...declaredFor(facts, role).flatMap(({ wildcards = [] }) => wildcards),
              METRICS,
            ]),
      (wrong) => `${wrong} can be limited to ARNs, but the role allows it on every resource.`,
    ),
};

function judgeActions(
  statement: PermissionStatement,
  recorded: readonly RecordedWildcard[],
): GrantVerdict {
  const { conditions, resources, notResources } = statement;
  // `NotResource` is everything but a few.
  const services = notResources.length > 0 ? ['*'] : servicesInFull(resources);
  const actions = statement.actions.filter((action) => isOfService(action, services));
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
  if (doubtful !== undefined) {
    return { doubt: `Whether ${doubtful} can be limited to resources is not known here.` };
  }
  const perhaps = resources.some(mayBeEveryResource)
    ? statement.actions.find((action) => actionsMatching(action).some((item) => item.takesResource))
    : undefined;
  return perhaps === undefined
    ? {}
    : { doubt: `Whether ${perhaps} is allowed on every resource is only known at deployment.` };
}

/** A reason for a wildcard under conditions is none for the same wildcard without them. */
function isRecorded(
  action: string,
  { conditions }: PermissionStatement,
  { actions, resource, reason, conditional }: RecordedWildcard,
): boolean {
  return (
    reason !== '' &&
    isOfService(action, servicesInFull([resource])) &&
    actions.includes(action) &&
    (!conditional || conditions.length > 0)
  );
}

function isOfService(action: string, services: readonly string[]): boolean {
  const prefix = action.split(':')[0].toLowerCase();
  return services.some((item) => item === '*' || item === prefix || isUnresolved(prefix));
}

function isKnown(action: string): boolean {
  return actionsMatching(action).length > 0;
}
