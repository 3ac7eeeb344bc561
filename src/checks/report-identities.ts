import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { sharedIn } from '../private/shared-in';

/** At the end of the app, once per stage: findings as annotations, and the inventory in cdk.out. */
export function reportIdentities(identity: IConstruct): void {
  sharedIn(identity, 'report', () => {
    const stage = Stage.of(identity) ?? identity.node.root;
    return stage;
  });
}
