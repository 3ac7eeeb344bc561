import type { PodFact } from '../facts';
import { FindingSeverity } from '../finding';
import { carriers, nameOf } from '../pods';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

export const workloadPrivileged: Rule = {
  id: 'workload-privileged',
  severity: FindingSeverity.WARNING,
  title: 'Privileged, SYS_ADMIN or hostNetwork pod that carries an identity',
  why: 'Such a pod reaches the credentials of the node and of its neighbours, whatever its own role may do.',
  fix: 'Drop privileged, SYS_ADMIN and hostNetwork, or keep the pod to nodes of its own.',
  source: SOURCES.bestPractices,
  check: (facts) =>
    carriers(facts).map(({ workload, identities }) => {
      if (identities.length === 0) return notApplicable(workload);
      const powers = powersOf(workload.pod);
      if (powers.length === 0) return pass(workload);
      const message = `${nameOf(workload)} has ${powers.join(', ')} and the identity of ${workload.pod.serviceAccountName}.`;
      return workload.namespace === undefined
        ? cannotTell(workload, message)
        : fail(workload, message);
    }),
};

function powersOf({ hostNetwork, containers }: PodFact): string[] {
  const capable = containers.flatMap((item) => item.addedCapabilities);
  return [
    ...(hostNetwork ? ['hostNetwork'] : []),
    ...(containers.some(({ privileged }) => privileged) ? ['privileged'] : []),
    ...(capable.some((item) => /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/i.test(item)) ? ['SYS_ADMIN'] : []),
  ];
}
