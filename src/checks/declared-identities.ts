import type { IConstruct } from 'constructs';
import type { DeclaredIdentity } from './facts';

// By name, so that two copies of the package in one app see each other's identities.
const DECLARED = Symbol.for('cdk-eks-workload-identity.DeclaredIdentity');

type Declaration = () => DeclaredIdentity;

/**
 * Notes on a construct what it declares. The function is called when the facts are collected, at
 * the end of the app; its strings may be tokens.
 */
export function declareIdentity(construct: IConstruct, declaration: Declaration): void {
  Object.defineProperty(construct, DECLARED, { value: declaration });
}

export function declaredIdentity(construct: IConstruct): DeclaredIdentity | undefined {
  return (construct as IConstruct & { [DECLARED]?: Declaration })[DECLARED]?.();
}
