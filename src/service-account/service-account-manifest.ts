/** The parts of a ServiceAccount object that an identity decides. Values may be tokens. */
export interface ServiceAccountParts {
  readonly namespace: string;
  readonly name: string;
  readonly annotations: { readonly [key: string]: string };
  readonly labels: { readonly [key: string]: string };
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: string[];
}

/**
 * The ServiceAccount object, keys in one order whatever order they were given in.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/
 */
export function serviceAccountManifest(parts: ServiceAccountParts): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: parts.name,
      namespace: parts.namespace,
      ...unlessEmpty('labels', sorted(parts.labels)),
      ...unlessEmpty('annotations', sorted(parts.annotations)),
    },
    ...(parts.automountServiceAccountToken === undefined
      ? {}
      : { automountServiceAccountToken: parts.automountServiceAccountToken }),
    ...(parts.imagePullSecrets?.length
      ? { imagePullSecrets: parts.imagePullSecrets.map((name) => ({ name })) }
      : {}),
  };
}

function sorted(map: { readonly [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unlessEmpty(key: string, map: { [k: string]: string }): Record<string, unknown> {
  return Object.keys(map).length > 0 ? { [key]: map } : {};
}
