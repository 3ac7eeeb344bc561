import * as fs from 'node:fs';
import * as path from 'node:path';
import { attachCustomSynthesis, Stack, Stage } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { sharedIn } from '../private/shared-in';
import { sharedScopeOf } from '../service-account/manifest-group';
import { INVENTORY_FILE, type Inventory } from './inventory';

/** At the end of the app, once per stage: findings as annotations, and the inventory in cdk.out. */
export function reportIdentities(identity: IConstruct): void {
  sharedIn(identity, 'report', () => new IdentityReport(sharedScopeOf(Stack.of(identity))));
}

class IdentityReport extends Construct {
  private inventory?: Inventory;

  constructor(scope: Construct) {
    super(scope, 'Report');
    const stage = Stage.of(this) ?? this.node.root;
    this.node.addValidation({
      validate: () => {
        // Loaded here, since most of the time an app that imports this package only loads it.
        const { judgeApp } = require('./judge-app') as typeof import('./judge-app');
        const { inventory, refusals } = judgeApp(stage);
        this.inventory = inventory;
        return refusals;
      },
    });
    attachCustomSynthesis(this, {
      onSynthesize: ({ outdir }) => {
        const file = path.join(outdir, INVENTORY_FILE);
        fs.writeFileSync(file, `${JSON.stringify(this.inventory, undefined, 2)}\n`);
      },
    });
  }
}
