import type { IConstruct } from 'constructs';
import { collectConstructs } from './collect-constructs';
import type { Facts } from './facts';
import type { IdentityFinding } from './finding';
import { findingsOf, judge } from './judgement';
import { rules } from './rules';

/** A construct tree, judged by every rule. */
export interface Examination {
  readonly facts: Facts;
  /** Worst first; acknowledged ones too. */
  readonly findings: IdentityFinding[];
}

/**
 * Loads all rules, so whoever is loaded with the constructs requires this file when it is called:
 * `require('./examine') as typeof import('./examine')`.
 */
export function examine(root: IConstruct): Examination {
  const facts = collectConstructs(root);
  return { facts, findings: findingsOf(judge(facts, rules)) };
}
