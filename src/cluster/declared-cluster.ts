import type { DeclaredCluster } from '../checks/facts';
import type { ClusterView } from './cluster-view';

/** A cluster as the facts of an app know it. */
export function declaredCluster({ identity, name, issuer, env }: ClusterView): DeclaredCluster {
  return { key: identity, name, issuer, account: env.account, region: env.region };
}
