import type { Facts, PermissionStatement, RoleFact } from '../../checks/facts';
import type { IdentityFinding } from '../../checks/finding';
import {
  associationsOf,
  declaredFor,
  exactSubjects,
  serviceAccountsOf,
} from '../../checks/subject';
import { isWorkloadRole } from '../../checks/workload-trust';
import { clusterInWords, conditionInWords, trustInWords } from './trust-in-words';

/** One role that pods can take, as a reviewer reads it. Plain data: every renderer starts here. */
export interface ExplainedRole {
  readonly path: string;
  readonly stack?: string;
  readonly logicalId?: string;
  readonly arn: string;
  readonly serviceAccounts: ExplainedServiceAccount[];
  /** One sentence for each statement of the trust policy. */
  readonly assumedBy: string[];
  readonly permissions: ExplainedPermission[];
  /** Managed policies whose content is not in the templates. */
  readonly otherPolicies: string[];
  readonly permissionsBoundary?: string;
  readonly findings: IdentityFinding[];
}

export interface ExplainedServiceAccount {
  readonly namespace: string;
  readonly name: string;
  readonly cluster?: string;
  readonly mechanism: 'IRSA' | 'EKS Pod Identity';
  readonly delivery: string;
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
  const roles = facts.roles
    .filter((role) => isWorkloadRole(role, facts))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((role) => explainRole(facts, role, findings));
  const told = new Set(roles.flatMap((r) => r.findings));
  return { roles, otherFindings: findings.filter((f) => !told.has(f)) };
}

function explainRole(
  facts: Facts,
  role: RoleFact,
  findings: readonly IdentityFinding[],
): ExplainedRole {
  const inTemplates = new Set(role.policies.map((p) => ('arn' in p ? p.arn : undefined)));
  const paths = [role.path, ...declaredFor(facts, role).map((d) => d.path)];
  return {
    path: role.path,
    ...(role.stack === undefined ? {} : { stack: role.stack }),
    ...(role.logicalId === undefined ? {} : { logicalId: role.logicalId }),
    arn: role.arn,
    serviceAccounts: serviceAccounts(facts, role),
    assumedBy: role.trust
      ? role.trust.map(trustInWords)
      : ['The trust policy is known only at deployment.'],
    permissions: role.policies.flatMap((p) => p.statements ?? []).flatMap(explainPermission),
    otherPolicies: role.managedPolicyArns.filter((arn) => !inTemplates.has(arn)),
    ...(role.permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: role.permissionsBoundary }),
    findings: findings.filter((f) => paths.some((p) => f.path === p || f.path.startsWith(`${p}/`))),
  };
}

function serviceAccounts(facts: Facts, role: RoleFact): ExplainedServiceAccount[] {
  const declared = declaredFor(facts, role);
  const annotated = serviceAccountsOf(facts, role);
  const delivery = (namespace: string, name: string) => {
    const ours = declared.find((d) => d.namespace === namespace && d.serviceAccountName === name);
    if (ours)
      return `by this library: ${ours.delivery.kind}${ours.delivery.detail ? ` (${ours.delivery.detail})` : ''}`;
    const account = annotated.find(
      (a) => a.name === name && (a.namespace ?? namespace) === namespace,
    );
    return account ? `in a manifest: ${account.path}` : 'not in these templates';
  };
  const byToken = (role.trust ?? [])
    .filter((s) => s.effect === 'Allow')
    .flatMap((statement) =>
      exactSubjects(statement).map(({ namespace, name }) => ({
        namespace,
        name,
        ...(statement.federated[0]?.issuer ? { cluster: statement.federated[0].issuer } : {}),
        mechanism: 'IRSA' as const,
        delivery: delivery(namespace, name),
      })),
    );
  const byAssociation = associationsOf(facts, role).map(
    ({ namespace = '?', serviceAccountName: name, cluster }) => ({
      namespace,
      name,
      cluster: clusterInWords(cluster),
      mechanism: 'EKS Pod Identity' as const,
      delivery: delivery(namespace, name),
    }),
  );
  return [...byToken, ...byAssociation].sort((a, b) =>
    compare(
      `${a.namespace}/${a.name}/${a.mechanism}/${a.cluster}`,
      `${b.namespace}/${b.name}/${b.mechanism}/${b.cluster}`,
    ),
  );
}

function explainPermission(statement: PermissionStatement): ExplainedPermission[] {
  const { effect, actions, notActions, resources, notResources, conditions } = statement;
  const shared = {
    effect,
    resources: [...resources, ...notResources.map((r) => `all but ${r}`)],
    conditions: conditions.map(conditionInWords),
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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
