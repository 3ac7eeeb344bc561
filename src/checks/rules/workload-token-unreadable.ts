import type { ClusterFact, Facts } from '../facts';
import { FindingSeverity } from '../finding';
import { carriers, nameOf, type Workload } from '../pods';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import type { IdentitySubject } from '../subject';

/** From here on the kubelet makes the token file readable for the user of the container. */
const FIRST_READABLE = 19;

export const workloadTokenUnreadable: Rule = {
  id: 'workload-token-unreadable',
  severity: FindingSeverity.ERROR,
  title: 'Non-root pod without fsGroup on Kubernetes before 1.19',
  why: 'The file with the token for IRSA belongs to root there: the process may not read it.',
  fix: 'Set securityContext.fsGroup on the pod, for example 65534, or update the cluster.',
  source: SOURCES.webhook,
  check: (facts) =>
    carriers(facts).map(({ workload, identities }) => {
      const byToken = identities.filter(({ mechanism }) => mechanism === 'irsa');
      if (byToken.length === 0) return notApplicable(workload);
      const nonRoot = workload.pod.containers.filter((container) => container.nonRoot);
      if (nonRoot.length === 0 || workload.pod.hasFsGroup) return pass(workload);
      const clusters = clustersOf(facts, workload, byToken);
      const old = clusters.find(isOld);
      const names = nonRoot.map(({ name }) => name).join(', ');
      const message = `${nameOf(workload)} is not root (${names}) and has no fsGroup`;
      if (old) {
        const found = `${message}; its cluster has Kubernetes 1.${old.minorVersion}.`;
        return workload.namespace === undefined
          ? cannotTell(workload, found)
          : fail(workload, found);
      }
      return clusters.length > 0 && clusters.every((item) => item.minorVersion !== 'unknown')
        ? pass(workload)
        : cannotTell(workload, `${message}; whether its cluster is older than 1.19 is not known.`);
    }),
};

function isOld({ minorVersion }: ClusterFact): boolean {
  return typeof minorVersion === 'number' && minorVersion < FIRST_READABLE;
}

/** The clusters of the app that the pods run in, as far as it says so. */
function clustersOf(
  facts: Facts,
  workload: Workload,
  identities: readonly IdentitySubject[],
): ClusterFact[] {
  const keys = workload.cluster ? [workload.cluster] : identities.map(({ cluster }) => cluster);
  return facts.clusters.filter(({ key }) => keys.includes(key));
}
