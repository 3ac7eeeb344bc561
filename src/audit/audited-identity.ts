/**
 * A workload's identity as the audit sees it: which ServiceAccount may use which role.
 *
 * Every `WorkloadIdentity` is one, so it can be passed as it is. Roles that other tools made can be
 * described with an object of these two values.
 */
export interface IAuditedIdentity {
  /**
   * The Kubernetes subject, `system:serviceaccount:<namespace>:<name>`.
   *
   * @see https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
   */
  readonly subject: string;

  /** The ARN of the IAM role that pods of this ServiceAccount use. */
  readonly roleArn: string;
}
