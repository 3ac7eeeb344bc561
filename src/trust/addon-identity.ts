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

/** An association that an add-on owns has a ServiceAccount and a role, and nothing else. */
export function checkAddonIdentity(scope: IConstruct, { irsa, podIdentity }: TrustConfig): void {
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
