import { isUnresolved } from '../expression';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

export const associationQuota: Rule = {
  id: 'association-quota',
  severity: FindingSeverity.ERROR,
  title: 'More Pod Identity associations than a cluster may have',
  why: 'EKS refuses the association over the quota, which cannot be raised.',
  fix: 'Use IRSA for some of the ServiceAccounts, or split the cluster.',
  source: SOURCES.podIdentity,
  check: (facts) => {
    const clusters = new Map(facts.clusters.map((cluster) => [cluster.key, 0]));
    for (const { cluster } of facts.associations) {
      clusters.set(cluster, (clusters.get(cluster) ?? 0) + 1);
    }
    const limit = facts.quotas.associationsPerCluster;
    // Associations of a cluster whose name is a parameter may belong to any other.
    const strangers = [...clusters].filter(
      ([key]) => isUnresolved(key) && !facts.clusters.some((cluster) => cluster.key === key),
    );
    const unknown = strangers.reduce((sum, [, count]) => sum + count, 0);
    return [...clusters].map(([key, count]) => {
      const on = facts.clusters.find((cluster) => cluster.key === key) ??
        facts.associations.find(({ cluster }) => cluster === key) ?? { path: key };
      if (count === 0) return notApplicable(on);
      const message = `The app makes ${count} associations in the cluster; ${limit} are allowed.`;
      if (count > limit) return fail(on, message);
      const other = strangers.some(([stranger]) => stranger === key) ? 0 : unknown;
      return count + other > limit
        ? cannotTell(on, `${message} ${other} more are in a cluster that is not known.`)
        : pass(on);
    });
  },
};
