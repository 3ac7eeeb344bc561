import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const REGISTRY = Symbol.for('cdk-eks-workload-identity.Registry');

/**
 * What the identities of one stage share: each kind of shared thing is made once and found again by
 * its name. A property of the stage, so that two copies of this package in one app share it too.
 */
export function sharedIn<T>(scope: IConstruct, name: string, make: () => T): T {
  const stage = (Stage.of(scope) ?? scope.node.root) as IConstruct & {
    [REGISTRY]?: Map<string, unknown>;
  };
  if (!stage[REGISTRY]) {
    Object.defineProperty(stage, REGISTRY, { value: new Map<string, unknown>() });
  }
  const registry = stage[REGISTRY] as Map<string, unknown>;
  if (!registry.has(name)) {
    registry.set(name, make());
  }
  return registry.get(name) as T;
}
