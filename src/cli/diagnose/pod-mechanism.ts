import type { Container } from './kubernetes-masks';
import { answered, type PodObservations, ROLE_ANNOTATION } from './observe-pod';

/** What the cluster is set up to give the pod. */
export interface PodMechanism {
  /** The annotation's value, as written. */
  readonly annotatedRole?: string;
  readonly associatedRole?: string;
  /** Whether the associations could not be asked. */
  readonly associationUnknown: boolean;
}

export function mechanismOf(o: PodObservations): PodMechanism {
  return {
    annotatedRole: answered(o.serviceAccount)?.metadata?.annotations?.[ROLE_ANNOTATION],
    associatedRole: answered(o.association)?.association?.roleArn,
    associationUnknown:
      answered(o.associations) === undefined ||
      (hasAssociation(o) && answered(o.association) === undefined),
  };
}

export function hasAssociation(o: PodObservations): boolean {
  return (answered(o.associations)?.associations?.length ?? 0) > 0;
}

/** The webhook changes init containers too. */
export function containersOf(o: PodObservations): readonly Container[] {
  const spec = answered(o.pod)?.spec;
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

export function variable(container: Container, name: string): string | undefined {
  return container.env?.find((v) => v.name === name)?.value;
}

export function hasVariable(container: Container, name: string): boolean {
  return container.env?.some((v) => v.name === name) ?? false;
}

export function serviceAccountOf(o: PodObservations): string {
  return answered(o.pod)?.spec?.serviceAccountName ?? 'default';
}
