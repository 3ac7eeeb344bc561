import { matchesPatterns, narrows } from './condition-operator';
import { isUnresolved, withoutPartition } from './expression';
import type {
  AssociationFact,
  DeclaredIdentity,
  Facts,
  KubernetesObjectFact,
  Origin,
  RoleFact,
  TrustStatement,
} from './facts';
import { memo } from './memo';
import { globMatches } from './permissions/glob';
import { claimConditions } from './workload-trust';

const PREFIX = 'system:serviceaccount:';

export function subjectOf(namespace: string, name: string): string {
  return `${PREFIX}${namespace}:${name}`;
}

/** The exact subjects that a statement admits; patterns are not among them. */
export const exactSubjects = memo(
  (statement: TrustStatement): { namespace: string; name: string }[] =>
    claimConditions(statement, 'sub')
      .filter(narrows)
      .flatMap((condition) =>
        condition.values.filter((value) => !isWild(value, condition.operator)),
      )
      .flatMap((value) => {
        const [namespace, name] = value.startsWith(PREFIX)
          ? splitAtColon(value.slice(PREFIX.length))
          : [];
        return namespace && name ? [{ namespace, name }] : [];
      }),
);

const isWild = (value: string, operator: string): boolean =>
  /[*?]/.test(value) && matchesPatterns({ operator, key: '', values: [] });

/** A colon inside an expression does not count. */
function splitAtColon(text: string): string[] {
  const match = /^((?:\$\{[^{}]*\}|[^:$])*):((?:\$\{[^{}]*\}|[^:$])*)$/.exec(text);
  return match ? [match[1], match[2]] : [];
}

/** Whether a statement lets the subject in; `undefined` where an expression decides. */
export function admits(statement: TrustStatement, subject: string): boolean | undefined {
  const conditions = claimConditions(statement, 'sub');
  const answers = conditions.map((condition) =>
    condition.values.some((value) =>
      matchesPatterns(condition) ? globMatches(value, subject) : value === subject,
    ),
  );
  if (answers.every(Boolean)) return true;
  const unsure =
    isUnresolved(subject) ||
    conditions.some(({ values }) => values.some(isUnresolved)) ||
    conditions.some((condition) => !narrows(condition));
  return unsure ? undefined : false;
}

/** A ServiceAccount that has an AWS identity, and where the app says so. */
export interface IdentitySubject {
  readonly on: Origin;
  readonly namespace?: string;
  readonly name: string;
  /** The `key` of the cluster, where it is known. */
  readonly cluster?: string;
  readonly mechanism: 'irsa' | 'pod-identity';
}

export const ROLE_ARN_ANNOTATION = 'eks.amazonaws.com/role-arn';

/** Every subject that a declaration, association, annotation or trust policy of the app names. */
export const identitySubjects = memo((facts: Facts): IdentitySubject[] => {
  const found: IdentitySubject[] = [];
  for (const { clusters, ...on } of facts.declared) {
    // A pattern names nobody; the names are in its trust policy's condition.
    if (on.subjectPatterns?.length) continue;
    const { namespace, serviceAccountName: name, mechanism } = on;
    for (const { key } of clusters) {
      if (mechanism !== 'pod-identity') {
        found.push({ on, namespace, name, cluster: key, mechanism: 'irsa' });
      }
      if (mechanism !== 'irsa') {
        found.push({ on, namespace, name, cluster: key, mechanism: 'pod-identity' });
      }
    }
  }
  for (const on of facts.associations) {
    const { namespace, serviceAccountName: name, cluster } = on;
    found.push({ on, namespace, name, cluster, mechanism: 'pod-identity' });
  }
  for (const on of facts.kubernetesObjects) {
    if (on.kind === 'ServiceAccount' && ROLE_ARN_ANNOTATION in on.annotations) {
      const { namespace, name, cluster } = on;
      found.push({ on, namespace, name, cluster, mechanism: 'irsa' });
    }
  }
  for (const on of facts.roles) {
    for (const statement of on.trust ?? []) {
      if (statement.effect !== 'Allow' || statement.federated.length === 0) continue;
      for (const subject of exactSubjects(statement)) {
        found.push({ on, ...subject, mechanism: 'irsa' });
      }
    }
  }
  return found;
});

/** The role that an ARN or expression means, if the app makes it. */
export function roleOfArn(facts: Facts, arn: string): RoleFact | undefined {
  return rolesByArn(facts).get(withoutPartition(arn)) ?? namedRoleOfArn(facts, arn);
}

const rolesByArn = memo(
  ({ roles }: Facts) => new Map(roles.map((role) => [withoutPartition(role.arn), role])),
);

/** A stack without an account may go to the account of any ARN; one of two such stacks, nobody knows which. */
function namedRoleOfArn(facts: Facts, arn: string): RoleFact | undefined {
  if (isUnresolved(arn)) return undefined;
  const [role, another] = rolesOfAnyAccount(facts).get(pathAndName(arn)) ?? [];
  return another ? undefined : role;
}

const rolesOfAnyAccount = memo(({ roles }: Facts) => {
  const found = new Map<string, RoleFact[]>();
  for (const role of roles) {
    if (role.account !== undefined || role.name === undefined) continue;
    const key = pathAndName(role.arn);
    found.set(key, [...(found.get(key) ?? []), role]);
  }
  return found;
});

const pathAndName = (arn: string): string => arn.slice(arn.indexOf(':role/') + 1);

/** The ServiceAccounts that are annotated with a role of the app. */
export function serviceAccountsOf(facts: Facts, role: RoleFact): KubernetesObjectFact[] {
  return annotatedAccounts(facts).get(role) ?? [];
}

const annotatedAccounts = memo((facts: Facts) => {
  const found = new Map<RoleFact, KubernetesObjectFact[]>();
  for (const account of facts.kubernetesObjects) {
    const arn = account.annotations[ROLE_ARN_ANNOTATION];
    const role = account.kind === 'ServiceAccount' && arn ? roleOfArn(facts, arn) : undefined;
    if (role) found.set(role, [...(found.get(role) ?? []), account]);
  }
  return found;
});

/** The associations that hand out a role of the app. */
export function associationsOf(facts: Facts, role: RoleFact): AssociationFact[] {
  return associationsByRole(facts).get(role) ?? [];
}

const associationsByRole = memo((facts: Facts) => {
  const found = new Map<RoleFact, AssociationFact[]>();
  for (const association of facts.associations) {
    const role = roleOfArn(facts, association.roleArn);
    if (role) found.set(role, [...(found.get(role) ?? []), association]);
  }
  return found;
});

/** The identities of this library that use a role of the app. */
export function declaredFor(facts: Facts, role: RoleFact): DeclaredIdentity[] {
  return declaredByRole(facts).get(role) ?? [];
}

const declaredByRole = memo((facts: Facts) => {
  const byId = new Map(facts.roles.map((role) => [`${role.stack}|${role.logicalId}`, role]));
  const found = new Map<RoleFact, DeclaredIdentity[]>();
  for (const identity of facts.declared) {
    const role =
      (identity.roleArn === undefined ? undefined : roleOfArn(facts, identity.roleArn)) ??
      byId.get(`${identity.stack}|${identity.roleLogicalId}`);
    if (role) found.set(role, [...(found.get(role) ?? []), identity]);
  }
  return found;
});
