import type { IConstruct } from 'constructs';
import { examine } from './examine';
import { type Inventory, inventoryOf } from './inventory';
import { refusalsOf } from './refusals';
import { reportFindings } from './report-findings';

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
  return { inventory, refusals: refusalsOf(facts, inventory) };
}
