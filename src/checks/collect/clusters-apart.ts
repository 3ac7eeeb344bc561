import { mark } from '../expression';
import type { ClusterFact, Facts, Origin } from '../facts';

/**
 * Two Stages without an environment may make a cluster of one name each, in accounts of their own.
 * Each then stands for itself, like one without a name, and a stack means the cluster that is nearest to it.
 */
export function withClustersApart(facts: Facts): Facts {
  const twins = twinsOf(facts.clusters);
  if (twins.size === 0) return facts;
  const keyFor = (key: string, from: string | undefined): string => {
    const cluster = nearest(twins.get(key) ?? [], from);
    return cluster ? mark(`Ref ${cluster.stack}.${cluster.logicalId}`) : key;
  };
  const apart = <T extends Origin & { readonly cluster?: string }>(items: readonly T[]): T[] =>
    items.map((item) =>
      item.cluster === undefined ? item : { ...item, cluster: keyFor(item.cluster, item.stack) },
    );
  return {
    ...facts,
    clusters: facts.clusters.map((cluster) => ({
      ...cluster,
      key: keyFor(cluster.key, cluster.stack),
    })),
    associations: apart(facts.associations),
    fargateProfiles: apart(facts.fargateProfiles),
    nodeGroups: apart(facts.nodeGroups),
    helmReleases: apart(facts.helmReleases),
    kubernetesObjects: apart(facts.kubernetesObjects),
    declared: facts.declared.map((identity) => ({
      ...identity,
      clusters: identity.clusters.map((cluster) => ({
        ...cluster,
        key: keyFor(cluster.key, identity.stack),
      })),
    })),
  };
}

/** The clusters of which there are several with one key, in stacks that may go anywhere. */
function twinsOf(clusters: readonly ClusterFact[]): Map<string, ClusterFact[]> {
  const byKey = new Map<string, ClusterFact[]>();
  for (const cluster of clusters) {
    byKey.set(cluster.key, [...(byKey.get(cluster.key) ?? []), cluster]);
  }
  return new Map(
    [...byKey].filter(([key, { length }]) => length > 1 && /^(?:\*\/|[^/]*\/\*\/)/.test(key)),
  );
}

/** The one that shares most of its stack's path; none where two are as near. */
function nearest(clusters: readonly ClusterFact[], from = ''): ClusterFact | undefined {
  const [first, second] = clusters
    .map((cluster) => ({ cluster, shared: sharedSteps(cluster.stack ?? '', from) }))
    .sort((a, b) => b.shared - a.shared);
  return first && first.shared !== second?.shared ? first.cluster : undefined;
}

function sharedSteps(a: string, b: string): number {
  if (a === b) return Number.POSITIVE_INFINITY;
  const others = b.split('/');
  const steps = a.split('/');
  const end = steps.findIndex((step, at) => step !== others[at]);
  return end < 0 ? steps.length : end;
}
