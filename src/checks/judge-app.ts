import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isAcknowledged } from './acknowledgement';
import { examine } from './examine';
import type { IdentityFinding } from './finding';
import { type Inventory, inventoryOf } from './inventory';
import { refusalsOf } from './refusals';
import { constructAt, reportFindings } from './report-findings';

/** What is to be said of an app at the end of its synthesis. */
export interface JudgedApp {
  readonly inventory: Inventory;
  /** Why the app cannot be deployed as it is. */
  readonly refusals: string[];
}

/** Every rule over everything in the tree: annotations where they belong, and all of it as an inventory. */
export function judgeApp(root: IConstruct): JudgedApp {
  const { facts, findings } = examine(root);
  reportFindings(root, findings);
  const inventory = inventoryOf(facts, findings);
  // Stages are deployed apart: what two of them may not have together, each may have.
  const own = findings.filter(({ path }) => {
    const construct = constructAt(root, path) ?? root;
    return construct === root || (Stage.of(construct) ?? root) === root;
  });
  const judged = own.length === findings.length ? inventory : inventoryOf(facts, own);
  const isAccepted = ({ id, path }: IdentityFinding): boolean =>
    isAcknowledged(constructAt(root, path) ?? root, id);
  return { inventory, refusals: refusalsOf(facts, judged, isAccepted) };
}
