import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { OidcAudiences } from '../cluster/oidc-audiences';
import { WorkloadIdentityError } from '../private/errors';
import type { IrsaTrustConfig } from '../trust/workload-trust';

/** The annotations that the EKS pod identity webhook reads from a ServiceAccount. */
const ROLE_ARN = 'eks.amazonaws.com/role-arn';
const AUDIENCE = 'eks.amazonaws.com/audience';
const TOKEN_EXPIRATION = 'eks.amazonaws.com/token-expiration';
const STS_REGIONAL_ENDPOINTS = 'eks.amazonaws.com/sts-regional-endpoints';

/** The property that each annotation is set by. */
const OWNED: { readonly [annotation: string]: string } = {
  [ROLE_ARN]: 'role',
  [AUDIENCE]: 'audience',
  [TOKEN_EXPIRATION]: 'tokenExpiration',
  [STS_REGIONAL_ENDPOINTS]: 'stsRegionalEndpoints',
};

/** What the ServiceAccount tells the webhook under IRSA. */
export function identityAnnotations(
  irsa: IrsaTrustConfig,
  roleArn: string,
): { [annotation: string]: string } {
  return {
    [ROLE_ARN]: roleArn,
    [STS_REGIONAL_ENDPOINTS]: String(irsa.stsRegionalEndpoints),
    ...(irsa.audience === OidcAudiences.DEFAULT ? {} : { [AUDIENCE]: irsa.audience }),
    ...(irsa.tokenExpiration === undefined ? {} : { [TOKEN_EXPIRATION]: irsa.tokenExpiration }),
  };
}

/**
 * A user's own annotations, refused where they contradict the identity.
 *
 * @see https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
 */
export function checkAnnotations(
  scope: IConstruct,
  annotations: { readonly [key: string]: string },
  usesIrsa: boolean,
): void {
  for (const [key, value] of Object.entries(annotations)) {
    if (key === ROLE_ARN && !usesIrsa) {
      throw new WorkloadIdentityError(
        scope,
        `annotation '${ROLE_ARN}: ${value}' must not be on a ServiceAccount that has a Pod Identity ` +
          'association: a pod created before the association is visible would get the credentials of ' +
          'that role instead. Remove the annotation, or use WorkloadTrust.dual() to migrate',
      );
    }
    if (Object.hasOwn(OWNED, key)) {
      throw new WorkloadIdentityError(
        scope,
        usesIrsa
          ? `annotation '${key}: ${value}' is set by the identity itself: remove it from annotations ` +
              `and use the property '${OWNED[key]}'`
          : `annotation '${key}: ${value}' configures IRSA, and EKS Pod Identity reads no annotations: ` +
              'remove it',
      );
    }
  }
}

const SHORTEST_TOKEN = 600;
const LONGEST_TOKEN = 86_400;

/** Seconds for the projected token; EKS takes 10 minutes to 24 hours. */
export function tokenExpirationSeconds(scope: IConstruct, expiration: Duration): string {
  if (Token.isUnresolved(expiration) || expiration.isUnresolved()) {
    return Token.asString(expiration.toSeconds());
  }
  const seconds = expiration.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < SHORTEST_TOKEN || seconds > LONGEST_TOKEN) {
    throw new WorkloadIdentityError(
      scope,
      `tokenExpiration of ${seconds} seconds is outside what EKS accepts: expected whole seconds from ` +
        `${SHORTEST_TOKEN} (10 minutes) to ${LONGEST_TOKEN} (24 hours)`,
    );
  }
  return String(seconds);
}
