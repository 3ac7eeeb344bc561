import type { Facts } from './facts';
import { FindingSeverity, type IdentityFinding } from './finding';
import type { Outcome, Rule } from './rule';

/** What one rule says about one thing. */
export interface Judgement extends Outcome {
  readonly rule: Rule;
}

export function judge(facts: Facts, rules: readonly Rule[]): Judgement[] {
  return rules.flatMap((rule) => rule.check(facts).map((outcome) => ({ rule, ...outcome })));
}

export function findingOf({ rule, severity, on, message, fix }: Judgement): IdentityFinding {
  return {
    id: rule.id,
    severity: severity ?? rule.severity,
    path: on.path,
    message: message ?? rule.title,
    fix: fix ?? rule.fix,
  };
}

const RANK = [FindingSeverity.ERROR, FindingSeverity.WARNING, FindingSeverity.INFO];

/** The failures, worst first, then by path and id: the same facts give the same list. */
export function findingsOf(judgements: readonly Judgement[]): IdentityFinding[] {
  return judgements
    .filter((judgement) => judgement.result === 'fail')
    .map(findingOf)
    .sort(
      (a, b) =>
        RANK.indexOf(a.severity) - RANK.indexOf(b.severity) ||
        compare(a.path, b.path) ||
        compare(a.id, b.id) ||
        compare(a.message, b.message),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
