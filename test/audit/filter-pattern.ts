import { valueAt } from './event-samples';

/**
 * A matcher of the JSON filter patterns of CloudWatch Logs, for the part of the grammar that is
 * documented: `=` and `!=` on strings with `*` at either end, `NOT EXISTS`, `IS NULL`, `&&`, `||`
 * and parentheses. Anything else is an error.
 *
 * Whether `!=` holds for a missing field is not documented: the caller says, and tests try both.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matchesFilterPattern(
  pattern: string,
  record: unknown,
  missingIsNotEqual = false,
): boolean {
  const tokens = tokenize(pattern);
  let position = 0;
  const peek = () => tokens[position];
  const take = (expected?: string): string => {
    const token = tokens[position++];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`Expected ${expected ?? 'more'}, got ${token} in ${pattern}`);
    }
    return token;
  };

  // Both sides are always parsed, so that an error on the right is not hidden by the left.
  const either = (): boolean => {
    let result = both();
    while (peek() === '||') {
      take();
      const right = both();
      result = result || right;
    }
    return result;
  };
  const both = (): boolean => {
    let result = condition();
    while (peek() === '&&') {
      take();
      const right = condition();
      result = result && right;
    }
    return result;
  };
  const condition = (): boolean => {
    if (peek() === '(') {
      take();
      const result = either();
      take(')');
      return result;
    }
    const selector = take();
    if (!selector.startsWith('$.')) throw new Error(`Not a selector: ${selector} in ${pattern}`);
    const value = valueAt(record, selector.slice(2));
    const operator = take();
    if (operator === 'NOT EXISTS') return value === undefined;
    if (operator === 'IS NULL') return value === null;
    const literal = take();
    if (!/^".*"$/.test(literal)) throw new Error(`Not a string: ${literal} in ${pattern}`);
    if (operator === '=') return equals(value, literal.slice(1, -1));
    if (operator === '!=') {
      return value === undefined ? missingIsNotEqual : !equals(value, literal.slice(1, -1));
    }
    throw new Error(`Not an operator: ${operator} in ${pattern}`);
  };

  take('{');
  const result = either();
  take('}');
  if (position !== tokens.length) throw new Error(`Trailing text in ${pattern}`);
  return result;
}

function tokenize(pattern: string): string[] {
  const token = /\s*("[^"]*"|\$[\w.]+|NOT EXISTS|IS NULL|&&|\|\||!=|=|[(){}])\s*/y;
  const tokens: string[] = [];
  while (token.lastIndex < pattern.length) {
    const start = token.lastIndex;
    const match = token.exec(pattern);
    if (!match) throw new Error(`Not understood: ${pattern.slice(start)}`);
    tokens.push(match[1]);
  }
  return tokens;
}

function equals(value: unknown, literal: string): boolean {
  if (value === undefined || value === null || typeof value === 'object') return false;
  const inner = literal.replace(/^\*/, '').replace(/\*$/, '');
  if (inner.includes('*')) throw new Error(`A wildcard is allowed only at an end: ${literal}`);
  const text = String(value);
  if (literal === '*') return true;
  if (literal.startsWith('*') && literal.endsWith('*')) return text.includes(inner);
  if (literal.startsWith('*')) return text.endsWith(inner);
  return literal.endsWith('*') ? text.startsWith(inner) : text === literal;
}
