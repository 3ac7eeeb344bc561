import type * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from './permissions/permission-set';
import type { ServiceAccountDelivery } from './service-account/service-account-delivery';
import type { RoleOptions } from './trust/role-options';
import type { WorkloadTrust } from './trust/workload-trust';

/** What every form of an identity is told, however its pods prove who they are. */
export interface WorkloadIdentityOptions extends RoleOptions {
  /**
   * The cluster whose pods get the identity: a cluster of `aws-eks` or `aws-eks-v2`, owned or imported, a
   * `CfnCluster`, or `WorkloadCluster.fromAttributes()`.
   */
  readonly cluster: aws_eks.IClusterRef;

  /**
   * The namespace of the ServiceAccount: an RFC 1123 label of at most 63 characters.
   *
   * @default - the namespace of `addon`; required where there is none
   */
  readonly namespace?: string;

  /**
   * The name of the ServiceAccount, as the pod spec has it in `serviceAccountName`: an RFC 1123 subdomain of
   * at most 253 characters.
   *
   * @default - the ServiceAccount name of `addon`; required where there is none
   */
  readonly serviceAccountName?: string;

  /**
   * Ready-made permissions of a well-known add-on, with its namespace and ServiceAccount name.
   *
   * @default - no add-on
   */
  readonly addon?: PermissionSet;

  /**
   * Roles, in this or another account, that the application itself assumes with the pods' credentials. The
   * permission covers `sts:TagSession` where session tags are on, since they are transitive. `TargetRole` makes
   * such a role.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html
   * @default - none
   */
  readonly assumableRoleArns?: string[];

  /**
   * A role that is made elsewhere, or the `role` of another identity, to share it. A role of this app gets the
   * trust it needs; for an imported one a warning says what its trust policy must contain.
   *
   * @default - a role of its own
   */
  readonly role?: iam.IRole;

  /**
   * Who writes the ServiceAccount object into the cluster.
   *
   * @default ServiceAccountDelivery.kubectl()
   */
  readonly delivery?: ServiceAccountDelivery;

  /**
   * Annotations of the ServiceAccount. Those that the identity owns are refused.
   *
   * @default - only those of the identity
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Labels of the ServiceAccount.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Whether pods get a token for the Kubernetes API. It has no effect on their AWS credentials.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
   * @default - not set; Kubernetes mounts the token
   */
  readonly automountServiceAccountToken?: boolean;

  /**
   * The names of the secrets that hold registry credentials for the pods' images.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Further clusters whose ServiceAccount of the same namespace and name gets the same role.
   *
   * @default - one cluster
   */
  readonly additionalClusters?: aws_eks.IClusterRef[];
}

/** What a `WorkloadIdentity` is told. */
export interface WorkloadIdentityProps extends WorkloadIdentityOptions {
  /** How the pods prove who they are. */
  readonly trust: WorkloadTrust;
}
