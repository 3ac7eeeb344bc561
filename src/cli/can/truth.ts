import type { ConditionValue } from './policy-document';

/** A condition whose outcome hangs on a part of the request that nobody stated. */
export interface OpenCondition {
  /** The operator, or the element (`Resource`) that holds a policy variable. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly ConditionValue[];
  /** What the statement that it is in does where it holds. */
  readonly effect?: string;
}

/**
 * Whether something holds for a request. `depends`: the request context that would decide it was
 * not given. `unknown`: it cannot be read from the template at all.
 */
export type Truth =
  | { readonly is: 'yes' }
  | { readonly is: 'no' }
  | { readonly is: 'depends'; readonly on: readonly OpenCondition[] }
  | { readonly is: 'unknown'; readonly why: readonly string[] };

export const YES: Truth = { is: 'yes' };
export const NO: Truth = { is: 'no' };

export function truth(value: boolean): Truth {
  return value ? YES : NO;
}

export function unknown(why: string): Truth {
  return { is: 'unknown', why: [why] };
}

export function depends(...on: OpenCondition[]): Truth {
  return { is: 'depends', on };
}

export function not(value: Truth): Truth {
  if (value.is === 'yes') return NO;
  return value.is === 'no' ? YES : value;
}

/** No operands: yes. */
export function every(values: readonly Truth[]): Truth {
  return values.some((v) => v.is === 'no') ? NO : (open(values) ?? YES);
}

/** No operands: no. */
export function some(values: readonly Truth[]): Truth {
  return values.some((v) => v.is === 'yes') ? YES : (open(values) ?? NO);
}

/** What cannot be known outweighs what was not stated: stating more would not settle it. */
function open(values: readonly Truth[]): Truth | undefined {
  const why = values.flatMap((v) => (v.is === 'unknown' ? v.why : []));
  if (why.length > 0) return { is: 'unknown', why: [...new Set(why)] };
  const on = values.flatMap((v) => (v.is === 'depends' ? v.on : []));
  return on.length > 0 ? { is: 'depends', on: [...new Set(on)] } : undefined;
}
