import type { ConditionFact } from './facts';

/** The parts of an operator such as `ForAllValues:StringLikeIfExists`. */
export interface ConditionOperator {
  readonly set?: 'ForAllValues' | 'ForAnyValue';
  /** In lower case: `stringlike`. */
  readonly name: string;
  readonly ifExists: boolean;
}

export function conditionOperator(operator: string): ConditionOperator {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i.exec(operator);
  const set = match?.[1]?.toLowerCase();
  return {
    set: set === undefined ? undefined : set === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue',
    name: (match?.[2] ?? '').toLowerCase(),
    ifExists: match?.[3] !== undefined,
  };
}

const POSITIVE = new Set([
  'stringequals',
  'stringequalsignorecase',
  'stringlike',
  'arnequals',
  'arnlike',
]);
const PATTERNS = new Set(['stringlike', 'arnlike', 'arnequals']);

/** It must match something: the request fails where the key is missing or has another value. */
export function narrows({ operator, values }: ConditionFact): boolean {
  const { set, name, ifExists } = conditionOperator(operator);
  if (set === 'ForAllValues' || ifExists || !POSITIVE.has(name)) return false;
  return !values.includes('*') || !PATTERNS.has(name);
}

/** It compares by pattern, so `*` and `?` mean something. */
export function matchesPatterns({ operator }: ConditionFact): boolean {
  return PATTERNS.has(conditionOperator(operator).name);
}
