import { isUnresolved } from '../../checks/expression';
import type { AssociationFact, Facts, RoleFact } from '../../checks/facts';
import { admits, ROLE_ARN_ANNOTATION, roleOfArn, subjectOf } from '../../checks/subject';
import { podIdentityStatements, webIdentityStatements } from '../../checks/workload-trust';

/** A role whose credentials the pods of a ServiceAccount get, and by which way. */
export interface PodRole {
  readonly mechanism: 'IRSA' | 'EKS Pod Identity';
  /** The ARN or the expression that stands for it. */
  readonly arn: string;
  /** Undefined where the templates do not make it. */
  readonly role?: RoleFact;
  readonly association?: AssociationFact;
}

/**
 * Every role of a ServiceAccount: by association, by annotation, and by trust policy where no
 * manifest says which.
 */
export function podRoles(facts: Facts, namespace: string, name: string): PodRole[] {
  const associated = facts.associations
    .filter((a) => a.serviceAccountName === name && (a.namespace ?? namespace) === namespace)
    .map((association): PodRole => {
      const arn = association.targetRoleArn ?? association.roleArn;
      return { mechanism: 'EKS Pod Identity', arn, role: roleOfArn(facts, arn), association };
    });
  const annotated = facts.kubernetesObjects
    .filter((o) => o.kind === 'ServiceAccount' && o.name === name && o.namespace === namespace)
    .flatMap((o) => o.annotations[ROLE_ARN_ANNOTATION] ?? [])
    .map((arn): PodRole => ({ mechanism: 'IRSA', arn, role: roleOfArn(facts, arn) }));
  const irsa = annotated.length > 0 ? annotated : trusting(facts, subjectOf(namespace, name));
  return distinct([...associated, ...irsa]);
}

function trusting(facts: Facts, subject: string): PodRole[] {
  return facts.roles.flatMap((role): PodRole[] => {
    const answers = webIdentityStatements(role, facts).map(({ statement }) =>
      admits(statement, subject),
    );
    if (answers.includes(true)) return [{ mechanism: 'IRSA', arn: role.arn, role }];
    return [];
  });
}

/** Whether the trust policy surely keeps the pods out, whatever the role may do. */
export function isOutOfReach(facts: Facts, podRole: PodRole, subject: string): boolean {
  const { mechanism, role, association } = podRole;
  // A target role trusts another role.
  if (role?.trust === undefined || association?.targetRoleArn !== undefined) return false;
  if (mechanism === 'EKS Pod Identity') {
    return (
      podIdentityStatements(role).length === 0 &&
      !role.trust.some(({ services }) => services.some(isUnresolved))
    );
  }
  return webIdentityStatements(role, facts).every(
    ({ statement }) => admits(statement, subject) === false,
  );
}

/** The same role by the same way, for several clusters, is one answer. */
function distinct(found: readonly PodRole[]): PodRole[] {
  const keys = new Set<string>();
  return found.filter(({ mechanism, arn, association }) => {
    const key = JSON.stringify([mechanism, arn, association?.sessionPolicy]);
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  });
}
