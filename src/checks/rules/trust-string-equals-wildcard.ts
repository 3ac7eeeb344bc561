import { conditionOperator } from '../condition-operator';
import { isUnresolved } from '../expression';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { judgeConditions } from '../workload-trust';

export const trustStringEqualsWildcard: Rule = {
  id: 'trust-string-equals-wildcard',
  severity: FindingSeverity.ERROR,
  title: '`StringEquals` with `*` or `?`',
  why: 'StringEquals takes the wildcard literally: it matches nothing and the pod is refused.',
  fix: 'Write the exact value, or use StringLike on sub alone where a pattern is meant.',
  source: SOURCES.conditionOperators,
  check: (facts) =>
    judgeConditions(facts, (role, { operator, key, values }) => {
      if (!conditionOperator(operator).name.startsWith('stringequals')) return undefined;
      const wild = values.find((value) => /[*?]/.test(value) && !isUnresolved(value));
      if (wild !== undefined)
        return fail(role, `${operator} compares ${key} with ${wild} literally.`);
      const unknown = values.find((value) => isUnresolved(value.replace(NO_WILDCARD, '')));
      return unknown === undefined
        ? undefined
        : cannotTell(role, `Whether ${unknown} has a wildcard is not known.`);
    }),
};

/** Pseudo parameters and attributes of resources have no wildcards; parameters may. */
const NO_WILDCARD = /\$\{(?:AWS::|Fn::GetAtt )[^{}]*\}/g;
