import type { IConstruct } from 'constructs';
import { collectConstructs } from './collect-constructs';
import { type Inventory, inventoryOf } from './inventory';
import { findingsOf, judge } from './judgement';
import { reportFindings } from './report-findings';
import { rules } from './rules';

/** Every rule over everything in the tree: annotations where they belong, and all of it as an inventory. */
export function judgeApp(root: IConstruct): Inventory {
  const facts = collectConstructs(root);
  const findings = findingsOf(judge(facts, rules));
  reportFindings(root, findings);
  return inventoryOf(facts, findings);
}
