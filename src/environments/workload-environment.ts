import type * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import type { ServiceAccountDelivery } from '../service-account/service-account-delivery';
import type { RoleOptions } from '../trust/role-options';
import type { WorkloadTrust } from '../trust/workload-trust';

/**
 * What is different in one environment of a workload. Statements and managed policies are added to those of all
 * environments; anything else takes their place.
 *
 * Name, labels and annotations of the ServiceAccount are not here: they are the same everywhere, so that the
 * manifests of all environments are.
 */
export interface WorkloadEnvironment extends RoleOptions {
  /** The name of the environment, unique in the workload and without a slash, for example `production`. */
  readonly name: string;

  /**
   * The cluster of this environment.
   *
   * @default - the cluster of all environments
   */
  readonly cluster?: aws_eks.IClusterRef;

  /**
   * Further clusters of this environment. Their pods share its role.
   *
   * @default - the further clusters of all environments
   */
  readonly additionalClusters?: aws_eks.IClusterRef[];

  /**
   * The namespace of this environment.
   *
   * @default - the namespace of all environments
   */
  readonly namespace?: string;

  /**
   * How the pods of this environment prove who they are.
   *
   * @default - as in all environments
   */
  readonly trust?: WorkloadTrust;

  /**
   * The add-on with the permissions for this environment, such as those on its own hosted zone.
   *
   * @default - the add-on of all environments
   */
  readonly addon?: PermissionSet;

  /**
   * A role of this environment that is made elsewhere. No other environment may have the same.
   *
   * @default - a role of its own
   */
  readonly role?: iam.IRole;

  /**
   * Who writes the ServiceAccount object into the cluster of this environment.
   *
   * @default - as in all environments
   */
  readonly delivery?: ServiceAccountDelivery;
}
