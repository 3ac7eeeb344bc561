import type { Facts, KubernetesObjectFact, PodFact } from './facts';
import { type IdentitySubject, identitySubjects } from './subject';

/** An object that makes pods. */
export type Workload = KubernetesObjectFact & { readonly pod: PodFact };

export function workloads(facts: Facts): Workload[] {
  return facts.kubernetesObjects.filter((object): object is Workload => object.pod !== undefined);
}

/** How a finding speaks of an object. */
export function nameOf({ kind, namespace, name }: KubernetesObjectFact): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** The identities that a workload's pods may carry: certain with a namespace, possible without. */
export function identitiesOf(workload: Workload, subjects: IdentitySubject[]): IdentitySubject[] {
  return subjects.filter(
    ({ name, namespace, cluster }) =>
      name === workload.pod.serviceAccountName &&
      (namespace === undefined ||
        workload.namespace === undefined ||
        namespace === workload.namespace) &&
      (cluster === undefined || workload.cluster === undefined || cluster === workload.cluster),
  );
}

/** Every workload with the identities that its pods may carry. */
export function carriers(facts: Facts): { workload: Workload; identities: IdentitySubject[] }[] {
  const subjects = identitySubjects(facts);
  return workloads(facts).map((workload) => ({
    workload,
    identities: identitiesOf(workload, subjects),
  }));
}
