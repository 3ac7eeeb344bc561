import type { FieldMask, Kept } from './field-mask';

/** Values of these are names, paths and switches. */
const READABLE_VARIABLES: ReadonlySet<string> = new Set([
  'AWS_CONFIG_FILE',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_DEFAULT_REGION',
  'AWS_EC2_METADATA_DISABLED',
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_ROLE_ARN',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_STS_REGIONAL_ENDPOINTS',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
]);

/** Looked for by name; their values are credentials. */
const SECRET_VARIABLES: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]);

export interface Variable {
  readonly name: string;
  readonly value?: string;
}

/** The AWS_* variables that matter here; never the value of a secret one, never any other. */
function awsVariables(list: unknown): readonly Variable[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: { name?: unknown; value?: unknown } | null): Variable[] => {
    const name = item?.name;
    if (typeof name !== 'string') return [];
    if (SECRET_VARIABLES.has(name)) return [{ name }];
    if (!READABLE_VARIABLES.has(name)) return [];
    return [typeof item?.value === 'string' ? { name, value: item.value } : { name }];
  });
}

const ROLE_ARN = /^\s*arn:[a-z-]+:iam::\d*:role\/\S+\s*$/;

/** Annotations whose key or value is about AWS roles: the right one, and mistyped ones. */
function roleAnnotations(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).flatMap(([key, text]): [string, string][] => {
    if (typeof text !== 'string' || text.length > 2_048) return [];
    const ours = key.startsWith('eks.amazonaws.com/');
    return ours || ROLE_ARN.test(text) ? [[key, text]] : [];
  });
  return Object.fromEntries(entries);
}

/** When the annotations were last written, by the managers that own one of ours. */
function annotationWrites(value: unknown): readonly { time: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: { time?: unknown; fieldsV1?: unknown } | null) => {
    if (typeof entry?.time !== 'string') return [];
    // A recording has the time only.
    const owns =
      entry.fieldsV1 === undefined ||
      JSON.stringify(entry.fieldsV1).includes('f:eks.amazonaws.com/role-arn');
    return owns ? [{ time: entry.time }] : [];
  });
}

const SECURITY_CONTEXT = {
  fsGroup: 'number',
  runAsUser: 'number',
  runAsNonRoot: 'flag',
} as const satisfies FieldMask;

const CONTAINER = {
  name: 'text',
  env: awsVariables,
  envFrom: [{ secretRef: { name: 'text' }, configMapRef: { name: 'text' } }],
  volumeMounts: [{ name: 'text', mountPath: 'text' }],
  securityContext: SECURITY_CONTEXT,
} as const satisfies FieldMask;

export const POD = {
  metadata: {
    name: 'text',
    namespace: 'text',
    creationTimestamp: 'text',
    annotations: roleAnnotations,
    ownerReferences: [{ kind: 'text', name: 'text' }],
  },
  spec: {
    serviceAccountName: 'text',
    nodeName: 'text',
    hostNetwork: 'flag',
    securityContext: SECURITY_CONTEXT,
    initContainers: [CONTAINER],
    containers: [CONTAINER],
    volumes: [
      {
        name: 'text',
        projected: {
          sources: [
            {
              serviceAccountToken: { audience: 'text', expirationSeconds: 'number', path: 'text' },
            },
          ],
        },
      },
    ],
  },
} as const satisfies FieldMask;

export const SERVICE_ACCOUNT = {
  metadata: {
    name: 'text',
    namespace: 'text',
    creationTimestamp: 'text',
    annotations: roleAnnotations,
    managedFields: annotationWrites,
  },
} as const satisfies FieldMask;

/** The ReplicaSet has the annotations of its Deployment. */
export const REPLICA_SET = {
  metadata: { name: 'text', annotations: roleAnnotations },
} as const satisfies FieldMask;

export const NODE = {
  metadata: {
    name: 'text',
    labels: { 'eks.amazonaws.com/compute-type': 'text', 'kubernetes.io/os': 'text' },
  },
  spec: { providerID: 'text' },
} as const satisfies FieldMask;

export const DAEMON_SET = {
  metadata: { name: 'text' },
  status: { desiredNumberScheduled: 'number', numberReady: 'number' },
} as const satisfies FieldMask;

/** The cluster's name and its name in the kubeconfig; credentials are not asked for. */
export const KUBECONFIG = {
  clusters: [{ name: 'text' }],
} as const satisfies FieldMask;

export type Pod = Kept<typeof POD>;
export type Container = Kept<typeof CONTAINER>;
