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
        this.inventory = judgeApp(stage);
        return [...refusedCutOvers(this.inventory), ...refusedDuplicates(this.inventory)];
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

/** Rules that say where EKS Pod Identity cannot serve the pods of a ServiceAccount. */
const OUT_OF_REACH = ['pod-identity-fargate', 'pod-identity-windows'];

/** With both mechanisms on one ServiceAccount the association wins everywhere, also where no agent runs. */
function refusedCutOvers({ identities }: Inventory): string[] {
  return identities
    .filter(({ mechanism }) => mechanism === 'dual')
    .flatMap(({ path: where, findings }) =>
      findings
        .filter(({ id }) => OUT_OF_REACH.includes(id))
        .map(
          ({ message }) =>
            `[${where}] cut-over to EKS Pod Identity is refused: ${message} Pods there would lose their ` +
            'credentials. Stay with WorkloadTrust.dual({ association: false }) or .irsa() for this ServiceAccount',
        ),
    );
}

/** EKS has one association for each ServiceAccount, and refuses the second in the middle of a deployment. */
function refusedDuplicates({ identities, otherFindings }: Inventory): string[] {
  return [...identities.flatMap(({ findings }) => findings), ...otherFindings]
    .filter(({ id }) => id === 'association-duplicate')
    .map(
      ({ path: where, message }) =>
        `[${where}] ${message} EKS takes one association for each ServiceAccount: where an EKS add-on owns it, ` +
        'declare the identity with ServiceAccountDelivery.eksAddon(), and otherwise remove one of the two',
    );
}
