import { surelySameCluster } from '../collect/eks-facts';
import { sameArn } from '../expression';
import type { Facts, Origin } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { exactSubjects, roleOfArn } from '../subject';
import { isWorkloadRole, webIdentityStatements } from '../workload-trust';

export const subjectTwoRoles: Rule = {
  id: 'subject-two-roles',
  severity: FindingSeverity.WARNING,
  title: 'One ServiceAccount with two roles',
  why: 'A pod uses one role: the other is a way in that nobody uses, or pods get the wrong one.',
  fix: 'Keep one role for the ServiceAccount and put the permissions of both into it.',
  source: SOURCES.bestPractices,
  check: (facts) => {
    const bySubject = new Map<string, RoleUse[]>();
    for (const use of rolesInUse(facts)) {
      const key = JSON.stringify([use.cluster, use.subject]);
      bySubject.set(key, [...(bySubject.get(key) ?? []), use]);
    }
    const others = facts.roles.filter((role) => !isWorkloadRole(role, facts));
    return [...[...bySubject.values()].map(judge), ...others.map(notApplicable)];
  },
};

interface RoleUse {
  readonly on: Origin;
  readonly cluster: string;
  readonly subject: string;
  readonly role: string;
}

function rolesInUse(facts: Facts): RoleUse[] {
  const keyOf = clusterOfIssuer(facts);
  const tokens = facts.roles.flatMap((on) =>
    webIdentityStatements(on, facts).flatMap(({ statement, issuers }) =>
      exactSubjects(statement).flatMap(({ namespace, name }) =>
        issuers.map((issuer) => ({
          on,
          cluster: keyOf(issuer),
          subject: `${namespace}/${name}`,
          role: on.arn,
        })),
      ),
    ),
  );
  const pods = facts.associations.map((on) => ({
    on,
    cluster: on.cluster,
    subject: `${on.namespace ?? '?'}/${on.serviceAccountName}`,
    role: roleOfArn(facts, on.roleArn)?.arn ?? on.roleArn,
  }));
  return [...tokens, ...pods];
}

/** The key of the cluster that has an issuer; the issuer itself where no cluster is known. */
export function clusterOfIssuer(facts: Facts): (issuer: string) => string {
  const declared = facts.declared.flatMap(({ clusters }) => clusters);
  const known = [...facts.clusters, ...declared].flatMap(({ key, issuer }) =>
    issuer === undefined ? [] : [[issuer.replace(/^https:\/\//, ''), key] as const],
  );
  const keys = new Map(known);
  return (issuer) => keys.get(issuer) ?? issuer;
}

function judge(uses: RoleUse[]): Outcome {
  const [first, ...others] = uses;
  const answers = others.map((use) => ({ use, same: sameArn(use.role, first.role) }));
  const second = answers.find((answer) => answer.same === false);
  if (second) {
    const message = `${first.subject} can take ${first.on.path} and ${second.use.on.path}.`;
    return surelySameCluster(first.cluster, first.on, second.use.on)
      ? fail(second.use.on, message)
      : cannotTell(second.use.on, `Where both are deployed to one account and Region: ${message}`);
  }
  const unsure = answers.find((answer) => answer.same === undefined);
  return unsure
    ? cannotTell(
        unsure.use.on,
        `Whether ${unsure.use.role} and ${first.role} are one role is not known.`,
      )
    : pass(first.on);
}
