import { isUnresolved } from '../expression';
import { FindingSeverity } from '../finding';
import { nameOf, workloads } from '../pods';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { knownNamespaces } from './workload-service-account-undeclared';

export const workloadNamespace: Rule = {
  id: 'workload-namespace',
  severity: FindingSeverity.ERROR,
  title: 'Workload in another namespace than its ServiceAccount',
  why: 'A pod can only use a ServiceAccount of its own namespace.',
  fix: 'Put the workload and its identity into the same namespace.',
  source: SOURCES.serviceAccounts,
  check: (facts) => {
    const namespacesOf = knownNamespaces(facts);
    return workloads(facts).map((workload) => {
      const name = workload.pod.serviceAccountName;
      const namespaces = namespacesOf(workload);
      if (name === 'default' || !namespaces) return notApplicable(workload);
      if (workload.namespace === undefined)
        return cannotTell(workload, 'The manifest names no namespace.');
      if (namespaces.has(workload.namespace)) return pass(workload);
      const found = [...namespaces].map(
        (namespace) => namespace ?? 'a namespace that is not known',
      );
      const message = `${nameOf(workload)} uses the ServiceAccount ${name}, which is in ${found.join(', ')}.`;
      return namespaces.has(undefined) || [...found, workload.namespace].some(isUnresolved)
        ? cannotTell(workload, message)
        : fail(workload, message);
    });
  },
};
