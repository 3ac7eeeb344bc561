import type { Facts, PermissionStatement, PolicyFact, RoleFact } from '../../checks/facts';
import type { IdentityFinding } from '../../checks/finding';
import { declaredFor } from '../../checks/subject';
import { isWorkloadRole } from '../../checks/workload-trust';
import {
  type ExplainedServiceAccount,
  serviceAccountsOfOtherRoles,
  serviceAccountsOfRole,
} from './explained-service-account';
import { conditionExactly, conditionInWords, trustInWords } from './trust-in-words';

/** One role that pods can take, as a reviewer reads it. Plain data: every renderer starts here. */
export interface ExplainedRole {
  readonly path: string;
  readonly stack?: string;
  readonly logicalId?: string;
  readonly arn: string;
  readonly serviceAccounts: ExplainedServiceAccount[];
  /** One sentence for each statement of the trust policy. */
  readonly assumedBy: string[];
  /** The conditions of the trust policy to the letter: what STS compares. */
  readonly trustConditions: string[];
  readonly permissions: ExplainedPermission[];
  /** Policies whose content the templates do not tell: managed elsewhere, or an expression. */
  readonly otherPolicies: string[];
  readonly permissionsBoundary?: string;
  readonly findings: IdentityFinding[];
}

export interface ExplainedPermission {
  readonly effect: 'Allow' | 'Deny';
  /** The service's prefix: `s3`; `*` for all. */
  readonly service: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions: string[];
}

export interface Explanation {
  readonly roles: ExplainedRole[];
  /** Findings that are about none of the roles. */
  readonly otherFindings: IdentityFinding[];
}

export function explain(facts: Facts, findings: readonly IdentityFinding[]): Explanation {
  const below = findingsBelow(findings);
  const roles = facts.roles
    .filter((role) => isWorkloadRole(role, facts))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((role) => explainRole(facts, role, below))
    .concat(
      [...serviceAccountsOfOtherRoles(facts)].map(([arn, accounts]) => otherRole(arn, accounts)),
    );
  const told = new Set(roles.flatMap((r) => r.findings));
  return { roles, otherFindings: findings.filter((f) => !told.has(f)) };
}

/** The findings at a path or below it, in their order; to look through all for each role is slow. */
function findingsBelow(
  findings: readonly IdentityFinding[],
): (paths: readonly string[]) => IdentityFinding[] {
  const sorted = findings
    .map(({ path }, place) => ({ path, place }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const from = (start: string, isStill: (path: string) => boolean): number[] => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle].path < start) low = middle + 1;
      else high = middle;
    }
    const places: number[] = [];
    for (; low < sorted.length && isStill(sorted[low].path); low++) places.push(sorted[low].place);
    return places;
  };
  return (paths) => {
    const places = paths.flatMap((path) => [
      ...from(path, (other) => other === path),
      ...from(`${path}/`, (other) => other.startsWith(`${path}/`)),
    ]);
    return [...new Set(places)].sort((a, b) => a - b).map((place) => findings[place]);
  };
}

function explainRole(
  facts: Facts,
  role: RoleFact,
  below: (paths: readonly string[]) => IdentityFinding[],
): ExplainedRole {
  const inTemplates = new Set(role.policies.map((p) => ('arn' in p ? p.arn : undefined)));
  const paths = [role.path, ...declaredFor(facts, role).map((d) => d.path)];
  return {
    path: role.path,
    ...(role.stack === undefined ? {} : { stack: role.stack }),
    ...(role.logicalId === undefined ? {} : { logicalId: role.logicalId }),
    arn: role.arn,
    serviceAccounts: serviceAccountsOfRole(facts, role),
    assumedBy: role.trust
      ? role.trust.map(trustInWords)
      : ['The trust policy is known only at deployment.'],
    trustConditions: (role.trust ?? []).flatMap(({ conditions }) =>
      conditions.map(conditionExactly),
    ),
    permissions: role.policies.flatMap((policy) =>
      (policy.statements ?? []).flatMap((statement) =>
        explainPermission(statement, madeUnder(policy, role)),
      ),
    ),
    otherPolicies: [
      ...role.managedPolicyArns.filter((arn) => !inTemplates.has(arn)),
      ...role.policies.filter((p) => !p.statements).map((p) => p.name ?? 'an inline policy'),
    ],
    ...(role.permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: role.permissionsBoundary }),
    findings: below(paths),
  };
}

function otherRole(arn: string, serviceAccounts: ExplainedServiceAccount[]): ExplainedRole {
  return {
    path: arn,
    arn,
    serviceAccounts,
    assumedBy: [
      'The role is not in these templates: whom it trusts and what it may do cannot be told.',
    ],
    trustConditions: [],
    permissions: [],
    otherPolicies: [],
    findings: [],
  };
}

/** A policy that is made under another condition than its role may not be there. */
function madeUnder({ condition, stack }: PolicyFact, role: RoleFact): string[] {
  const isSame = condition === role.condition && stack === role.stack;
  return condition === undefined || isSame
    ? []
    : [`the template's condition ${condition} holds at deployment`];
}

function explainPermission(
  statement: PermissionStatement,
  templateConditions: readonly string[],
): ExplainedPermission[] {
  const { effect, actions, notActions, resources, notResources, conditions } = statement;
  const shared = {
    effect,
    resources: [...resources, ...notResources.map((r) => `all but ${r}`)],
    conditions: [...conditions.map(conditionInWords), ...templateConditions],
  };
  if (notActions.length > 0) {
    return [{ ...shared, service: '*', actions: [`all but ${notActions.join(', ')}`] }];
  }
  return [...groupedByService(actions)].map(([service, list]) => ({
    ...shared,
    service,
    actions: list,
  }));
}

function groupedByService(actions: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const action of actions) {
    const service = action.includes(':') ? action.slice(0, action.indexOf(':')) : '*';
    groups.set(service, [...(groups.get(service) ?? []), action]);
  }
  return groups;
}
