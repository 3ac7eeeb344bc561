import { mark, withoutPartition } from '../expression';
import type { Facts, Origin } from '../facts';
import { ROLE_ARN_ANNOTATION } from '../subject';

/**
 * Two Stages without an environment may make a cluster or a role of one name each, in accounts of their own. Each then
 * stands for itself, like one without a name, and a stack means the one that is nearest to it.
 */
export function withTwinsApart(facts: Facts): Facts {
  return withRolesApart(withClustersApart(facts));
}

function withClustersApart(facts: Facts): Facts {
  const keyFor = tellingApart(
    facts.clusters.filter(({ account, region }) => account === undefined || region === undefined),
    ({ key }) => key,
    ({ stack, logicalId }) => mark(`Ref ${stack}.${logicalId}`),
  );
  if (!keyFor) return facts;
  const apart = <T extends Origin & { readonly cluster?: string }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, cluster: keyFor(item.cluster, item.stack) }));
  return {
    ...facts,
    clusters: facts.clusters.map((item) => ({ ...item, key: keyFor(item.key, item.stack) })),
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

function withRolesApart(facts: Facts): Facts {
  const arnFor = tellingApart(
    facts.roles.filter(({ account }) => account === undefined),
    ({ arn }) => withoutPartition(arn),
    ({ stack, logicalId }) => mark(`Fn::GetAtt ${stack}.${logicalId}.Arn`),
  );
  if (!arnFor) return facts;
  const roleOf = <T extends string | undefined>(arn: T, from: string | undefined): T => {
    const key = arn === undefined ? undefined : withoutPartition(arn);
    const own = arnFor(key, from);
    return own === key ? arn : (own as T);
  };
  const apart = <T extends Origin & { readonly roleArn?: string }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, roleArn: roleOf(item.roleArn, item.stack) }));
  return {
    ...facts,
    roles: facts.roles.map((role) => ({ ...role, arn: roleOf(role.arn, role.stack) })),
    associations: apart(facts.associations),
    nodeGroups: apart(facts.nodeGroups),
    nodeRoles: apart(facts.nodeRoles),
    declared: apart(facts.declared),
    kubernetesObjects: facts.kubernetesObjects.map(({ annotations, ...object }) => ({
      ...object,
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          key,
          key === ROLE_ARN_ANNOTATION ? roleOf(value, object.stack) : value,
        ]),
      ),
    })),
  };
}

/** What a key means in a stack, where several things have it; nothing to do where none have. */
function tellingApart<T extends Origin>(
  items: readonly T[],
  keyOf: (item: T) => string,
  own: (item: T) => string,
): (<K extends string | undefined>(key: K, from: string | undefined) => K) | undefined {
  const byKey = new Map<string, T[]>();
  for (const item of items) byKey.set(keyOf(item), [...(byKey.get(keyOf(item)) ?? []), item]);
  const twins = new Map([...byKey].filter(([, { length }]) => length > 1));
  if (twins.size === 0) return undefined;
  return <K extends string | undefined>(key: K, from: string | undefined) => {
    const meant = key === undefined ? undefined : nearest(twins.get(key) ?? [], from);
    return meant ? (own(meant) as K) : key;
  };
}

/** The one that shares most of its stack's path; none where two are as near. */
function nearest<T extends Origin>(items: readonly T[], from = ''): T | undefined {
  const [first, second] = items
    .map((item) => ({ item, shared: sharedSteps(item.stack ?? '', from) }))
    .sort((a, b) => b.shared - a.shared);
  return first && first.shared !== second?.shared ? first.item : undefined;
}

function sharedSteps(a: string, b: string): number {
  if (a === b) return Number.POSITIVE_INFINITY;
  const steps = a.split('/');
  const others = b.split('/');
  const end = steps.findIndex((step, at) => step !== others[at]);
  return end < 0 ? steps.length : end;
}
