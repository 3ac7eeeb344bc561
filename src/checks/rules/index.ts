import type { Rule } from '../rule';
import { associationDuplicate } from './association-duplicate';
import { associationQuota } from './association-quota';
import { identityDefaultServiceAccount } from './identity-default-service-account';
import { issuerRegion } from './issuer-region';
import { permissionsAllActions } from './permissions-all-actions';
import { permissionsAllResources } from './permissions-all-resources';
import { permissionsFullAccessPolicy } from './permissions-full-access-policy';
import { permissionsKafkaPodIdentity } from './permissions-kafka-pod-identity';
import { permissionsManagedPolicyCount } from './permissions-managed-policy-count';
import { permissionsNodeHopLimit } from './permissions-node-hop-limit';
import { permissionsNodeRole } from './permissions-node-role';
import { permissionsPassRole } from './permissions-pass-role';
import { permissionsPolicySize } from './permissions-policy-size';
import { permissionsServiceWideActions } from './permissions-service-wide-actions';
import { permissionsTrustSize } from './permissions-trust-size';
import { podIdentityFargate } from './pod-identity-fargate';
import { podIdentityWindows } from './pod-identity-windows';
import { providerQuota } from './provider-quota';
import { providerUnknownCluster } from './provider-unknown-cluster';
import { requestTagsOff } from './request-tags-off';
import { roleShared } from './role-shared';
import { serviceAccountAnnotationKey } from './service-account-annotation-key';
import { serviceAccountAnnotationPodIdentity } from './service-account-annotation-pod-identity';
import { serviceAccountRoleTrust } from './service-account-role-trust';
import { subjectTwoRoles } from './subject-two-roles';
import { trustAnySubject } from './trust-any-subject';
import { trustAssociationSourceArn } from './trust-association-source-arn';
import { trustAudienceMismatch } from './trust-audience-mismatch';
import { trustBroaderStatement } from './trust-broader-statement';
import { trustForAllValues } from './trust-for-all-values';
import { trustIfExists } from './trust-if-exists';
import { trustIssuerMismatch } from './trust-issuer-mismatch';
import { trustIssuerScheme } from './trust-issuer-scheme';
import { trustMissingAud } from './trust-missing-aud';
import { trustMissingSub } from './trust-missing-sub';
import { trustMissingTagSession } from './trust-missing-tag-session';
import { trustPrincipalTag } from './trust-principal-tag';
import { trustProviderAccount } from './trust-provider-account';
import { trustStringEqualsWildcard } from './trust-string-equals-wildcard';
import { trustUnscopedPodIdentity } from './trust-unscoped-pod-identity';
import { trustWildcardSubject } from './trust-wildcard-subject';
import { workloadAnnotation } from './workload-annotation';
import { workloadNamespace } from './workload-namespace';
import { workloadPrivileged } from './workload-privileged';
import { workloadServiceAccountUndeclared } from './workload-service-account-undeclared';
import { workloadStaticKeys } from './workload-static-keys';
import { workloadTokenUnreadable } from './workload-token-unreadable';

/** Every rule, in the order of the table in README. Nothing else knows all rules. */
export const rules: readonly Rule[] = [
  trustMissingSub,
  trustAnySubject,
  trustWildcardSubject,
  trustMissingAud,
  trustAudienceMismatch,
  trustIssuerMismatch,
  trustIssuerScheme,
  trustProviderAccount,
  trustStringEqualsWildcard,
  trustForAllValues,
  trustIfExists,
  trustBroaderStatement,
  trustMissingTagSession,
  trustUnscopedPodIdentity,
  trustPrincipalTag,
  trustAssociationSourceArn,
  requestTagsOff,
  identityDefaultServiceAccount,
  subjectTwoRoles,
  roleShared,
  associationDuplicate,
  associationQuota,
  providerQuota,
  providerUnknownCluster,
  issuerRegion,
  serviceAccountRoleTrust,
  serviceAccountAnnotationPodIdentity,
  serviceAccountAnnotationKey,
  workloadAnnotation,
  workloadServiceAccountUndeclared,
  workloadNamespace,
  workloadStaticKeys,
  workloadPrivileged,
  workloadTokenUnreadable,
  podIdentityFargate,
  podIdentityWindows,
  permissionsAllActions,
  permissionsServiceWideActions,
  permissionsAllResources,
  permissionsPassRole,
  permissionsFullAccessPolicy,
  permissionsPolicySize,
  permissionsManagedPolicyCount,
  permissionsTrustSize,
  permissionsKafkaPodIdentity,
  permissionsNodeRole,
  permissionsNodeHopLimit,
];
