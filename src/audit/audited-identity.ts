/**
 * A workload's identity as the audit sees it: which ServiceAccount may use which role.
 *
 * Every `WorkloadIdentity` is one, so it can be passed as it is. For a role that another tool made
 * see `AuditedIdentity.fromAttributes`.
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

/** A ServiceAccount and the role that it uses. */
export interface AuditedIdentityAttributes {
  /** The namespace of the ServiceAccount. */
  readonly namespace: string;

  /** The name of the ServiceAccount. */
  readonly serviceAccountName: string;

  /** The ARN of the IAM role that pods of this ServiceAccount use. */
  readonly roleArn: string;
}

/** An identity that was not declared with this library. */
export class AuditedIdentity implements IAuditedIdentity {
  /** An identity that eksctl, Terraform, the console or another stack made. */
  public static fromAttributes(attributes: AuditedIdentityAttributes): AuditedIdentity {
    return new AuditedIdentity(attributes);
  }

  /** The Kubernetes subject, `system:serviceaccount:<namespace>:<name>`. */
  public readonly subject: string;

  /** The ARN of the IAM role that pods of this ServiceAccount use. */
  public readonly roleArn: string;

  private constructor({ namespace, serviceAccountName, roleArn }: AuditedIdentityAttributes) {
    this.subject = `system:serviceaccount:${namespace}:${serviceAccountName}`;
    this.roleArn = roleArn;
  }
}
