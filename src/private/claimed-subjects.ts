import type { IConstruct } from 'constructs';
import type { ClusterView } from '../cluster/cluster-view';
import type { ServiceAccountSubject } from '../service-account/service-account-subject';
import { WorkloadIdentityError } from './errors';
import { sharedIn } from './shared-in';

/** A ServiceAccount of a cluster has one identity in an app: the later of two would win at random. */
export function claimSubject(
  scope: IConstruct,
  clusters: ClusterView[],
  subject: ServiceAccountSubject,
): void {
  const claims = sharedIn(scope, 'claimed-subjects', () => new Map<string, string>());
  for (const cluster of clusters) {
    const key = `${cluster.identity} ${subject}`;
    const owner = claims.get(key);
    if (owner === scope.node.path) {
      throw new WorkloadIdentityError(
        scope,
        `cluster '${cluster.construct.node.path}' is given twice, in cluster or additionalClusters: name each ` +
          'cluster once',
      );
    }
    if (owner !== undefined) {
      throw new WorkloadIdentityError(
        scope,
        `ServiceAccount '${subject.serviceAccountName}' in namespace '${subject.namespace}' of cluster ` +
          `'${cluster.construct.node.path}' has an identity already, '${owner}': declare it once, and pass ` +
          'the identity to whoever needs it',
      );
    }
    claims.set(key, scope.node.path);
  }
}
