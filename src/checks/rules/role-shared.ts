import { isUnresolved } from '../expression';
import type { Facts, RoleFact } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { associationsOf, declaredFor } from '../subject';
import { ifOfPods, isWorkloadRole, webIdentityStatements } from '../workload-trust';
import { clusterOfIssuer } from './subject-two-roles';

export const roleShared: Rule = {
  id: 'role-shared',
  severity: FindingSeverity.WARNING,
  title: 'Role shared by two clusters',
  why: 'What is broken into in one environment reaches the data of the other.',
  fix: 'Give each environment a role of its own; where sharing is meant, declare it with additionalClusters.',
  source: SOURCES.bestPractices,
  check: (facts) => {
    const clusterOf = clusterOfIssuer(facts);
    return facts.roles.map((role) => judge(role, facts, clusterOf));
  },
};

function judge(role: RoleFact, facts: Facts, clusterOf: (issuer: string) => string): Outcome {
  const used = associationsOf(facts, role);
  if (used.length === 0 && !isWorkloadRole(role, facts)) return notApplicable(role);
  const issuers = webIdentityStatements(role, facts).flatMap((item) => item.issuers);
  const known = new Set(used.map(({ cluster }) => cluster));
  const strange = new Set<string>();
  for (const issuer of issuers) {
    const cluster = clusterOf(issuer);
    (cluster === issuer ? strange : known).add(cluster);
  }
  const all = [...known, ...strange];
  if (all.length <= 1) return pass(role);
  const message = `Pods of ${all.length} clusters can take the role: ${all.join(', ')}.`;
  if (isDeclared(role, facts)) return fail(role, message, { severity: FindingSeverity.INFO });
  // One known cluster and one issuer: perhaps the issuer is that of the cluster.
  const sure = known.size > 1 || [...strange].filter((item) => !isUnresolved(item)).length > 1;
  return sure
    ? ifOfPods(fail(role, message), role, facts)
    : cannotTell(role, `Perhaps they are one: ${message}`);
}

function isDeclared(role: RoleFact, facts: Facts): boolean {
  return declaredFor(facts, role).some(
    ({ clusters, sharing = [] }) => clusters.length > 1 || sharing.length > 0,
  );
}
