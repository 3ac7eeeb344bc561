import { conditionOperator, narrows } from '../../checks/condition-operator';
import type { ConditionFact, PermissionStatement, TrustStatement } from '../../checks/facts';
import { globMatches } from '../../checks/permissions/glob';
import { conditionInWords, trustInWords } from './trust-in-words';

/** IAM's sizes allow a statement about 9,000 pairs; hostile ones are compared as a whole. */
const MAX_PAIRS = 10_000;
const MAX_COMPARISONS = 5_000_000;

/**
 * The smallest piece of a policy that a reviewer says yes or no to: one principal and subject that
 * may assume, or one action on one resource.
 */
export interface Grant {
  readonly effect: 'Allow' | 'Deny';
  /** What must match: principal and action of a trust, action and resource of a permission. */
  readonly patterns: readonly [string, string];
  readonly conditions: readonly ConditionFact[];
  /** NotAction, NotResource: comparable only with itself. */
  readonly inverse: boolean;
  readonly text: string;
}

export function trustGrants(trust: readonly TrustStatement[]): Grant[] {
  return trust.flatMap((statement) =>
    split(statement).flatMap((one) =>
      one.actions.map(
        (action): Grant => ({
          effect: one.effect,
          patterns: [
            one.federated[0]?.provider ?? one.services[0] ?? one.aws[0] ?? '',
            action.toLowerCase(),
          ],
          conditions: one.conditions,
          inverse: false,
          text: trustInWords(one),
        }),
      ),
    ),
  );
}

/** One statement for each principal and each value of a plain condition on `sub`. */
function split(statement: TrustStatement): TrustStatement[] {
  const nobody = { ...statement, federated: [], services: [], aws: [] };
  const principals: TrustStatement[] = [
    ...statement.federated.map((f) => ({ ...nobody, federated: [f] })),
    ...statement.services.map((s) => ({ ...nobody, services: [s] })),
    ...statement.aws.map((a) => ({ ...nobody, aws: [a] })),
  ];
  const subject = statement.conditions.find((c) => c.claim === 'sub' && narrows(c));
  if (!subject) return principals;
  return principals.flatMap((p) =>
    subject.values.map((value) => ({
      ...p,
      conditions: p.conditions.map((c) => (c === subject ? { ...c, values: [value] } : c)),
    })),
  );
}

export function permissionGrants(statements: readonly PermissionStatement[]): Grant[] {
  return statements.flatMap((s) => {
    const where =
      s.conditions.length > 0 ? `, where ${s.conditions.map(conditionInWords).join(' and ')}` : '';
    const inverse =
      s.notActions.length + s.notResources.length > 0 ||
      s.actions.length * s.resources.length > MAX_PAIRS;
    const actions = inverse
      ? [[...s.actions, ...s.notActions.map((a) => `all but ${a}`)].join(', ')]
      : s.actions;
    const resources = inverse
      ? [[...s.resources, ...s.notResources.map((r) => `all but ${r}`)].join(', ')]
      : s.resources;
    return actions.flatMap((action) =>
      resources.map(
        (resource): Grant => ({
          effect: s.effect,
          patterns: [action.toLowerCase(), resource],
          conditions: s.conditions,
          inverse,
          text: `${action} on ${resource}${where}`,
        }),
      ),
    );
  });
}

/** Those of `grants` that none of `others` covers. */
export function uncovered(grants: readonly Grant[], others: readonly Grant[]): Grant[] {
  const same = new Set(others.map(identity));
  const changed = grants.filter((g) => !same.has(identity(g)));
  // Unasked, all that changed counts as uncovered: too much is shown, never too little.
  if (changed.length * others.length > MAX_COMPARISONS) return changed;
  return changed.filter((g) => !others.some((o) => covers(o, g)));
}

function identity({ effect, patterns, conditions, inverse }: Grant): string {
  const sorted = conditions
    .map((c) => JSON.stringify([c.operator, c.key, [...c.values].sort()]))
    .sort();
  return JSON.stringify([effect, patterns, sorted, inverse]);
}

/** Whether everything that `narrow` says is surely said by `wide` too. */
function covers(wide: Grant, narrow: Grant): boolean {
  if (wide.effect !== narrow.effect || wide.inverse || narrow.inverse) return false;
  return (
    wide.patterns.every((pattern, i) => includes(pattern, narrow.patterns[i])) &&
    wide.conditions.every((w) => narrow.conditions.some((n) => implies(n, w)))
  );
}

function includes(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  // `?` takes the `*` of another pattern for a character, which it is not.
  if (text.includes('*') && pattern.includes('?')) return false;
  return globMatches(pattern, text);
}

/** Whether a request that meets `strict` always meets `lax`. */
function implies(strict: ConditionFact, lax: ConditionFact): boolean {
  if (strict.opaque || lax.opaque || strict.key.toLowerCase() !== lax.key.toLowerCase()) {
    return false;
  }
  const [s, l] = [strict, lax].map(comparison);
  if (s.text === l.text && sameValues(strict.values, lax.values)) return true;
  // Only for what must match: a negation or a missing key turns the direction round.
  if (!narrows(strict) || !narrows(lax) || s.set !== l.set) return false;
  if (s.text === l.text && !l.pattern) return strict.values.every((v) => lax.values.includes(v));
  if (!l.pattern || s.family !== l.family) return false;
  return strict.values.every((v) => lax.values.some((p) => includes(p, v)));
}

/** How a condition compares; `StringLike` without a wildcard is `StringEquals`. */
function comparison({ operator, values }: ConditionFact) {
  const { name, set, ifExists } = conditionOperator(operator);
  const family = /^(string|arn)(?:equals|like)$/.exec(name)?.[1] ?? name;
  const likes = name === 'stringlike' || family === 'arn';
  const pattern = likes && values.some((v) => /[*?]/.test(v));
  const text = [set ?? '', pattern ? `${family}like` : family, ifExists].join(' ');
  return { text, set, family, pattern };
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
}
