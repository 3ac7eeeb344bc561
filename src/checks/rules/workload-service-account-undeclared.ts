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
    const known = knownAccounts(facts);
    return workloads(facts).map((workload) => judge(workload, known, facts));
  },
};

/** The names of ServiceAccounts in the app, with the namespaces that they are in. */
export function knownAccounts(facts: Facts): Map<string, Set<string | undefined>> {
  const known = new Map<string, Set<string | undefined>>();
  const add = (name: string, namespace?: string) =>
    known.set(name, (known.get(name) ?? new Set()).add(namespace));
  for (const { kind, name, namespace } of facts.kubernetesObjects) {
    if (kind === 'ServiceAccount') add(name, namespace);
  }
  for (const { name, namespace } of identitySubjects(facts)) add(name, namespace);
  return known;
}

function judge(
  workload: Workload,
  known: Map<string, Set<string | undefined>>,
  facts: Facts,
): Outcome {
  const { namespace, pod, cluster } = workload;
  const name = pod.serviceAccountName;
  // Kubernetes makes `default` in every namespace.
  if (name === 'default') return notApplicable(workload);
  // In another namespace: a rule of its own says so.
  if (known.has(name)) return pass(workload);
  if (namespace === undefined) return cannotTell(workload, 'The manifest names no namespace.');
  const pattern = facts.declared
    .flatMap(({ subjectPatterns = [] }) => subjectPatterns)
    .find((item) => globMatches(item, subjectOf(namespace, name)));
  if (pattern) return cannotTell(workload, `Whoever makes ${pattern} may make ${name}.`);
  const chart = facts.helmReleases.find(
    (release) =>
      release.namespace === namespace && (cluster === undefined || release.cluster === cluster),
  );
  return chart
    ? cannotTell(workload, `The Helm release ${chart.path} may make the ServiceAccount ${name}.`)
    : fail(
        workload,
        `${nameOf(workload)} names the ServiceAccount ${name}, which nothing in the app declares.`,
      );
}
