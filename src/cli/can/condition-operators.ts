import { instantOf } from './date-time';
import { inRange } from './ip-range';
import { holesOf, literal, mayMatch, surelyMatches, type Token, withWildcards } from './pattern';
import { depends, NO, type Truth, truth, unknown, YES } from './truth';

/** A value of the policy with its variables filled in. */
export interface PolicyValue {
  readonly written: string;
  readonly tokens: readonly Token[];
}

/** How one value of the request compares with one value of the policy. */
export type Comparison = (asked: string, value: PolicyValue) => Truth;

export interface ConditionOperator {
  readonly compare: Comparison;
  /** `Not...` operators: several values are a NOR, and a missing key matches. */
  readonly negated: boolean;
  /** Policy variables work in string, ARN and Boolean operators only. */
  readonly variables: boolean;
  readonly wildcards: (tokens: readonly Token[]) => readonly Token[];
}

const plain = (tokens: readonly Token[]) => tokens;
const textWildcards = (tokens: readonly Token[]) => withWildcards(tokens, 'text');
const arnWildcards = (tokens: readonly Token[]) => withWildcards(tokens, 'arn');

/** Holds a text against tokens that may have holes, and says what the answer hangs on. */
export function matchText(asked: readonly Token[], value: PolicyValue, where: string): Truth {
  if (surelyMatches(value.tokens, asked)) return YES;
  if (!mayMatch(value.tokens, asked)) return NO;
  const expressions = [...holesOf(value.tokens), ...holesOf(asked)].filter((h) => !h.variable);
  if (expressions.length > 0) {
    return unknown(`\${${expressions[0].text}} in ${where} has no value in the template`);
  }
  return onVariables(value, where);
}

/**
 * The same for `Not...`, where nothing matches only if every variable has a value: "if AWS cannot
 * resolve a variable, this might cause the entire statement to be invalid".
 */
export function whereResolved(answer: Truth, value: PolicyValue, where: string): Truth {
  const isOpen = answer.is === 'no' && holesOf(value.tokens).some((hole) => hole.variable);
  return isOpen ? onVariables(value, where) : answer;
}

function onVariables({ written, tokens }: PolicyValue, where: string): Truth {
  const keys = holesOf(tokens).flatMap(({ variable }) => variable ?? []);
  return depends(...keys.map((key) => ({ operator: where, key, values: [written] })));
}

function lowerCase(tokens: readonly Token[]): Token[] {
  return tokens.map((t) => (t.kind === 'char' ? { ...t, char: t.char.toLowerCase() } : t));
}

const text: Comparison = (asked, value) => matchText(literal(asked), value, 'Condition');

const textIgnoringCase: Comparison = (asked, value) =>
  matchText(
    literal(asked.toLowerCase()),
    { written: value.written, tokens: lowerCase(value.tokens) },
    'Condition',
  );

const ARN = /^[^:]*(:[^:]*){4}:/;

const arn: Comparison = (asked, value) => {
  if (holesOf(value.tokens).length === 0 && !ARN.test(plainText(value.tokens))) {
    return unknown(`'${value.written}' is not an ARN of six parts`);
  }
  return ARN.test(asked) ? text(asked, value) : NO;
};

function plainText(tokens: readonly Token[]): string {
  return tokens.map((t) => (t.kind === 'char' ? t.char : '*')).join('');
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const binary: Comparison = (asked, value) => {
  if (!BASE64.test(value.written)) return unknown(`'${value.written}' is not base64`);
  return truth(asked === value.written);
};

const ipAddress: Comparison = (asked, value) => {
  const inside = inRange(asked, value.written);
  if (inside === undefined) return unknown(`cannot hold '${asked}' against '${value.written}'`);
  return truth(inside);
};

const DECIMAL = /^[+-]?\d+(\.\d+)?$/;

function numberOf(value: string): number | undefined {
  return DECIMAL.test(value) ? Number(value) : undefined;
}

function ordered(
  read: (value: string) => number | undefined,
  holds: (asked: number, value: number) => boolean,
): Comparison {
  return (asked, value) => {
    const [left, right] = [read(asked), read(value.written)];
    if (left !== undefined && right !== undefined) return truth(holds(left, right));
    return unknown(`cannot compare '${asked}' with '${value.written}'`);
  };
}

function strings(
  compare: Comparison,
  negated: boolean,
  wildcards: ConditionOperator['wildcards'] = plain,
): ConditionOperator {
  return { compare, negated, variables: true, wildcards };
}

function values(compare: Comparison, negated = false): ConditionOperator {
  return { compare, negated, variables: false, wildcards: plain };
}

function family(prefix: string, read: (value: string) => number | undefined) {
  return {
    [`${prefix}Equals`]: values(ordered(read, (a, b) => a === b)),
    [`${prefix}NotEquals`]: values(
      ordered(read, (a, b) => a === b),
      true,
    ),
    [`${prefix}LessThan`]: values(ordered(read, (a, b) => a < b)),
    [`${prefix}LessThanEquals`]: values(ordered(read, (a, b) => a <= b)),
    [`${prefix}GreaterThan`]: values(ordered(read, (a, b) => a > b)),
    [`${prefix}GreaterThanEquals`]: values(ordered(read, (a, b) => a >= b)),
  };
}

/** Every operator but `Null`, by the name that IAM documents. */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map(
  Object.entries({
    StringEquals: strings(text, false),
    StringNotEquals: strings(text, true),
    StringEqualsIgnoreCase: strings(textIgnoringCase, false),
    StringNotEqualsIgnoreCase: strings(textIgnoringCase, true),
    StringLike: strings(text, false, textWildcards),
    StringNotLike: strings(text, true, textWildcards),
    ArnEquals: strings(arn, false, arnWildcards),
    ArnLike: strings(arn, false, arnWildcards),
    ArnNotEquals: strings(arn, true, arnWildcards),
    ArnNotLike: strings(arn, true, arnWildcards),
    ...family('Numeric', numberOf),
    ...family('Date', instantOf),
    Bool: strings(textIgnoringCase, false),
    BinaryEquals: values(binary),
    IpAddress: values(ipAddress),
    NotIpAddress: values(ipAddress, true),
  }),
);
