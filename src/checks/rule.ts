import type { Facts, Origin } from './facts';
import type { FindingSeverity } from './finding';

/** One question about the facts. One rule a file; the list is in rules/index.ts. */
export interface Rule {
  /** Readable, kebab-case, and kept for ever: users acknowledge findings by it. */
  readonly id: string;
  readonly severity: FindingSeverity;
  /** What is found, as a short noun phrase. */
  readonly title: string;
  /** What goes wrong if it stays. */
  readonly why: string;
  /** What to do, where an outcome does not say it better. */
  readonly fix: string;
  /** The page that the rule rests on. */
  readonly source: string;
  check(facts: Facts): Outcome[];
}

/** The answer for one judged thing. */
export interface Outcome {
  readonly result: 'pass' | 'fail' | 'not-applicable' | 'cannot-tell';
  /** What was judged. */
  readonly on: Origin;
  /** What is wrong, or why it cannot be told. */
  readonly message?: string;
  /** Better advice than the rule's own. */
  readonly fix?: string;
  /** Another severity than the rule's own. */
  readonly severity?: FindingSeverity;
}

export const pass = (on: Origin): Outcome => ({ result: 'pass', on });

export const notApplicable = (on: Origin): Outcome => ({ result: 'not-applicable', on });

export const cannotTell = (on: Origin, message: string): Outcome => ({
  result: 'cannot-tell',
  on,
  message,
});

export const fail = (
  on: Origin,
  message: string,
  instead: Pick<Outcome, 'fix' | 'severity'> = {},
): Outcome => ({ result: 'fail', on, message, ...instead });
