import type { IConstruct } from 'constructs';
import { OidcAudiences } from '../cluster/oidc-audiences';
import { WorkloadIdentityError } from '../private/errors';
import type { AddonIdentityProperties } from './addon-identity-properties';
import type { TrustConfig } from './workload-trust';

export function addonProperties(
  { irsa, podIdentity }: TrustConfig,
  serviceAccount: string,
  roleArn: string,
): AddonIdentityProperties {
  return {
    ...(irsa ? { serviceAccountRoleArn: roleArn } : {}),
    ...(podIdentity?.association ? { podIdentityAssociations: [{ serviceAccount, roleArn }] } : {}),
  };
}

/** The parts of a ServiceAccount that only whoever writes it can set. */
interface OwnServiceAccountParts {
  readonly annotations?: { readonly [key: string]: string };
  readonly labels?: { readonly [key: string]: string };
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: string[];
}

/**
 * The add-on makes the ServiceAccount itself, and an association that it owns has a ServiceAccount and a role, and
 * nothing else.
 */
export function checkAddonIdentity(
  scope: IConstruct,
  { irsa, podIdentity }: TrustConfig,
  parts: OwnServiceAccountParts,
): void {
  const ignored = (
    ['annotations', 'labels', 'automountServiceAccountToken', 'imagePullSecrets'] as const
  ).find((part) => isGiven(parts[part]));
  if (ignored) {
    throw new WorkloadIdentityError(
      scope,
      `${ignored} ${JSON.stringify(parts[ignored])} would be lost: an EKS add-on makes its ServiceAccount by ` +
        `itself. Leave ${ignored} out, or install the workload with its Helm chart and external() delivery`,
    );
  }
  const impossible = [
    [podIdentity?.targetRoleArn !== undefined, 'targetRoleArn'],
    [podIdentity?.sessionPolicy !== undefined, 'sessionPolicy'],
    [podIdentity?.sessionTags === false, 'sessionTags: false'],
    [podIdentity?.tags !== undefined, 'tags'],
    [irsa?.tokenExpiration !== undefined, 'tokenExpiration'],
    [irsa?.stsRegionalEndpoints === false, 'stsRegionalEndpoints: false'],
    [irsa !== undefined && irsa.audience !== OidcAudiences.DEFAULT, 'audience'],
  ].find(([isGiven]) => isGiven);
  if (impossible) {
    throw new WorkloadIdentityError(
      scope,
      `${impossible[1]} cannot be set through an EKS add-on, which takes a ServiceAccount and a role only: ` +
        'leave it out, or install the workload with its Helm chart and external() delivery',
    );
  }
}

/** Whatever says something: a literal that is not empty, `false` included. */
function isGiven(part: OwnServiceAccountParts[keyof OwnServiceAccountParts]): boolean {
  return typeof part === 'object' ? Object.keys(part).length > 0 : part !== undefined;
}
