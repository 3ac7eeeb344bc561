import { Stack } from 'aws-cdk-lib';
import type { DeclaredCluster } from '../checks/facts';
import { stackPath } from '../private/stack-path';
import type { ClusterView } from './cluster-view';

const declarations = new WeakMap<ClusterView, DeclaredCluster>();

/** A cluster as the facts of an app know it: one object for all identities that see it. */
export function declaredCluster(view: ClusterView): DeclaredCluster {
  const { construct, identity, name, issuer, env } = view;
  const declaration = declarations.get(view) ?? {
    key: identity,
    name,
    issuer,
    account: env.account,
    region: env.region,
    stack: stackPath(Stack.of(construct)),
  };
  declarations.set(view, declaration);
  return declaration;
}
