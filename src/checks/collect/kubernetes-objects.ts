import type { ContainerFact, KubernetesObjectFact, NodeClassFact, Origin, PodFact } from '../facts';
import { isObject, listOf, texts } from './policy-document';
import type { Json } from './template-values';
import { runsOnWindows } from './windows-hint';

/** The objects in a parsed manifest that rules have questions about. */
export function kubernetesObjects(
  manifest: unknown,
  origin: Origin,
  cluster?: string,
): KubernetesObjectFact[] {
  return listOf(manifest).flatMap((object) => {
    if (!isObject(object)) return [];
    if (Array.isArray(object.items) && String(object.kind).endsWith('List')) {
      return kubernetesObjects(object.items, origin, cluster);
    }
    const metadata = objectAt(object, 'metadata');
    const kind = object.kind;
    if (typeof kind !== 'string') return [];
    return [
      {
        ...origin,
        cluster,
        kind,
        namespace: textOf(metadata.namespace),
        name: textOf(metadata.name) ?? textOf(metadata.generateName) ?? '',
        annotations: stringMap(metadata.annotations),
        pod: podOf(kind, object),
        nodeClass: nodeClassOf(kind, object),
      },
    ];
  });
}

function podOf(kind: string, object: Json): PodFact | undefined {
  const spec = objectAt(object, 'spec');
  switch (kind) {
    case 'Pod':
      return pod(object);
    case 'CronJob':
      return pod(objectAt(objectAt(objectAt(spec, 'jobTemplate'), 'spec'), 'template'));
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'Job':
    case 'Rollout':
      return isObject(spec.template) ? pod(spec.template) : undefined;
    default:
      return undefined;
  }
}

function nodeClassOf(kind: string, object: Json): NodeClassFact | undefined {
  if (kind !== 'EC2NodeClass' && kind !== 'NodeClass') return undefined;
  const spec = objectAt(object, 'spec');
  const hops = objectAt(spec, 'metadataOptions').httpPutResponseHopLimit;
  return {
    roleName: textOf(spec.role),
    hopLimit: hops === undefined || typeof hops === 'number' ? hops : 'unknown',
  };
}

function pod(template: Json): PodFact {
  const metadata = objectAt(template, 'metadata');
  const spec = objectAt(template, 'spec');
  const security = objectAt(spec, 'securityContext');
  return {
    serviceAccountName: textOf(spec.serviceAccountName) ?? textOf(spec.serviceAccount) ?? 'default',
    annotations: stringMap(metadata.annotations),
    labels: stringMap(metadata.labels),
    hostNetwork: spec.hostNetwork === true,
    windows: runsOnWindows(spec),
    hasFsGroup: (security.fsGroup ?? undefined) !== undefined,
    containers: [
      ...listOf(spec.initContainers),
      ...listOf(spec.containers),
      ...listOf(spec.ephemeralContainers),
    ]
      .filter(isObject)
      .map((value) => container(value, security)),
  };
}

function container(value: Json, ofPod: Json): ContainerFact {
  const security = objectAt(value, 'securityContext');
  const user = security.runAsUser ?? ofPod.runAsUser;
  return {
    name: textOf(value.name) ?? '',
    privileged: security.privileged === true,
    nonRoot:
      typeof user === 'number'
        ? user !== 0
        : (security.runAsNonRoot ?? ofPod.runAsNonRoot) === true,
    addedCapabilities: texts(objectAt(security, 'capabilities').add),
    environment: listOf(value.env)
      .filter(isObject)
      .map((variable) => textOf(variable.name) ?? ''),
    environmentFrom: listOf(value.envFrom)
      .filter(isObject)
      .flatMap((source) => [objectAt(source, 'secretRef'), objectAt(source, 'configMapRef')])
      .flatMap(({ name }) => textOf(name) ?? []),
  };
}

const objectAt = (value: Json, key: string): Json => {
  const item = value[key];
  return isObject(item) ? item : {};
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function stringMap(value: unknown): Record<string, string> {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
    : {};
}
