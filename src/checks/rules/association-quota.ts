import { FindingSeverity } from '../finding';
import { fail, notApplicable, pass, type Rule } from '../rule';
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
    return [...clusters].map(([key, count]) => {
      const on = facts.clusters.find((cluster) => cluster.key === key) ??
        facts.associations.find(({ cluster }) => cluster === key) ?? { path: key };
      if (count === 0) return notApplicable(on);
      return count > limit
        ? fail(on, `The app makes ${count} associations in the cluster; ${limit} are allowed.`)
        : pass(on);
    });
  },
};
