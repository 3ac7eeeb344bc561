import {
  type PermissionContext,
  PermissionSet,
  type PermissionSetProps,
  type PermissionWarning,
} from '../../permissions/permission-set';
import { type Grant, grantStatement, grantWildcards } from './grant';

/** What a preset knows before it knows the identity. */
export type AddonFacts = Omit<PermissionSetProps, 'statements' | 'wildcards'>;

/** A preset of the catalogue: fixed facts, and grants that may need the cluster or the stack. */
export class AddonPermissionSet extends PermissionSet {
  public readonly name: string;

  constructor(
    private readonly facts: AddonFacts,
    private readonly grants: (context: PermissionContext) => Grant[],
    private readonly warnings?: (context: PermissionContext) => PermissionWarning[],
  ) {
    super();
    this.name = facts.name;
  }

  public _bind(context: PermissionContext): PermissionSetProps {
    const grants = this.grants(context);
    return {
      ...this.facts,
      warnings: [...(this.facts.warnings ?? []), ...(this.warnings?.(context) ?? [])],
      statements: grants.map(grantStatement),
      wildcards: grants.flatMap(grantWildcards),
    };
  }
}
