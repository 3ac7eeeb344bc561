import { Token } from 'aws-cdk-lib';
import type { PermissionContext } from '../../permissions/permission-set';

/** The names of the identity's clusters, as the value of a condition. */
export function clusterNames({ clusters }: PermissionContext): string[] {
  return clusters.map((cluster) => cluster.clusterName);
}

/**
 * Whether the name can stand in a condition's key, such as
 * `aws:ResourceTag/kubernetes.io/cluster/<name>`: CloudFormation cannot fill in keys.
 */
export function canBeKey(clusterName: string): boolean {
  return !Token.isUnresolved(clusterName);
}
