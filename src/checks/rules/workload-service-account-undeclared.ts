import { isUnresolved, same } from '../expression';
import type { Facts } from '../facts';
import { FindingSeverity } from '../finding';
import { globMatches } from '../permissions/glob';
import { nameOf, type Workload, workloads } from '../pods';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { identitySubjects, subjectOf } from '../subject';

export const workloadServiceAccountUndeclared: Rule = {
  id: 'workload-service-account-undeclared',
  severity: FindingSeverity.WARNING,
  title: 'Workload with a ServiceAccount that nobody declares',
  why: 'Pods are not created while their ServiceAccount is missing.',
  fix: 'Declare the ServiceAccount, or correct spec.serviceAccountName.',
  source: SOURCES.serviceAccounts,
  check: (facts) => {
    const accounts = accountsByName(facts);
    return workloads(facts).map((workload) => judge(workload, accounts, facts));
  },
};

interface Account {
  readonly namespace?: string;
  readonly cluster?: string;
}

/** The ServiceAccounts of the app by name, with namespace and cluster. */
function accountsByName(facts: Facts): Map<string, Account[]> {
  const known = new Map<string, Account[]>();
  const objects = facts.kubernetesObjects.filter(({ kind }) => kind === 'ServiceAccount');
  for (const account of [...objects, ...identitySubjects(facts)]) {
    const { name } = account;
    known.set(name, [...(known.get(name) ?? []), account]);
  }
  return known;
}

/** For a workload: the namespaces of its cluster that have a ServiceAccount of its name. */
export function knownNamespaces(
  facts: Facts,
): (workload: Workload) => Set<string | undefined> | undefined {
  const accounts = accountsByName(facts);
  return (workload) => {
    const found = inClusterOf(workload, accounts);
    return found.length > 0 ? new Set(found.map(({ namespace }) => namespace)) : undefined;
  };
}

function inClusterOf({ pod, cluster }: Workload, accounts: Map<string, Account[]>): Account[] {
  const named = accounts.get(pod.serviceAccountName) ?? [];
  return named.filter((account) => !haveOtherNames(account.cluster, cluster));
}

/** Two clusters of one name may be one, where the account or the Region is not known. */
function haveOtherNames(a = '', b = ''): boolean {
  const nameOfKey = (key: string) => key.slice(key.lastIndexOf('/') + 1);
  return a !== '' && b !== '' && ![a, b].some(isUnresolved) && nameOfKey(a) !== nameOfKey(b);
}

function judge(workload: Workload, accounts: Map<string, Account[]>, facts: Facts): Outcome {
  const { namespace, pod, cluster } = workload;
  const name = pod.serviceAccountName;
  // Kubernetes makes `default` in every namespace.
  if (name === 'default') return notApplicable(workload);
  // In another namespace: a rule of its own says so.
  if (inClusterOf(workload, accounts).length > 0) return pass(workload);
  if (namespace === undefined) return cannotTell(workload, 'The manifest names no namespace.');
  if (isUnresolved(name)) return cannotTell(workload, `The ServiceAccount ${name} is not known.`);
  const unknown = [...accounts.keys()].find((other) => same(other, name) === undefined);
  if (unknown) return cannotTell(workload, `Perhaps the ServiceAccount ${unknown} is ${name}.`);
  const pattern = facts.declared
    .flatMap(({ subjectPatterns = [] }) => subjectPatterns)
    .find((item) => globMatches(item, subjectOf(namespace, name)));
  if (pattern) return cannotTell(workload, `Whoever makes ${pattern} may make ${name}.`);
  const chart = facts.helmReleases.find(
    (release) =>
      same(release.namespace, namespace) !== false &&
      (cluster === undefined || release.cluster === cluster),
  );
  return chart
    ? cannotTell(workload, `The Helm release ${chart.path} may make the ServiceAccount ${name}.`)
    : fail(
        workload,
        `${nameOf(workload)} names the ServiceAccount ${name}, which nothing in the app declares${accounts.has(name) ? ' in this cluster' : ''}.`,
      );
}
