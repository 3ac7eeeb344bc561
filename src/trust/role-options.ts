import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** What a role that this library makes is told, whomever it trusts. */
export interface RoleOptions {
  /**
   * What the pods may do. The statements become part of the role itself. Refused: the action `*`, an action
   * without a service, a statement without resources.
   *
   * @default - nothing beyond managed policies, grants and the permissions of an add-on
   */
  readonly policyStatements?: iam.PolicyStatement[];

  /**
   * Managed policies to attach to the role.
   *
   * @default - none
   */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /**
   * The name of the role: at most 64 letters, digits or any of `_+=,.@-`.
   *
   * @default - chosen by CloudFormation
   */
  readonly roleName?: string;

  /**
   * The path of the role, beginning and ending with a slash.
   *
   * @default /
   */
  readonly rolePath?: string;

  /**
   * The logical id of the role in the template. It keeps a deployed role where cluster, namespace or name
   * change, and takes over the role of another construct.
   *
   * @default - follows cluster, namespace and ServiceAccount name; with a literal `roleName` path and name of
   * the role
   */
  readonly roleLogicalId?: string;

  /**
   * A description of the role.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * How long a session of the role may last under IRSA: 1 to 12 hours. EKS Pod Identity does not heed it.
   *
   * @default Duration.hours(1)
   */
  readonly maxSessionDuration?: Duration;

  /**
   * The policy that bounds whatever the role is allowed.
   *
   * @default - no boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}
