import { conditionOperator, matchesPatterns } from '../condition-operator';
import { isUnresolved } from '../expression';
import type { ConditionFact } from '../facts';
import { FindingSeverity } from '../finding';
import { globMatches } from '../permissions/glob';
import { cannotTell, fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { claimConditions, judgeWebIdentity } from '../workload-trust';

export const trustAnySubject: Rule = {
  id: 'trust-any-subject',
  severity: FindingSeverity.ERROR,
  title: '`sub` that every ServiceAccount of the cluster matches',
  why: 'Every pod of the cluster can take the role, as with no condition at all.',
  fix: 'Name the namespace and the ServiceAccount: StringEquals with system:serviceaccount:NAMESPACE:NAME.',
  source: SOURCES.bestPractices,
  check: (facts) =>
    judgeWebIdentity(facts, (role, { statement }) => {
      const conditions = claimConditions(statement, 'sub');
      const wide = conditions.find(isOpen);
      if (conditions.length > 0 && conditions.every(isOpen) && wide) {
        return fail(
          role,
          `${wide.operator} ${wide.values.join(', ')} admits every ServiceAccount.`,
        );
      }
      const unknown = conditions.flatMap(({ values }) => values).find(isUnresolved);
      return unknown === undefined
        ? undefined
        : cannotTell(role, `The subject ${unknown} is not known.`);
    }),
};

// Two subjects that share nothing but the prefix: what matches both matches all.
const STRANGERS = ['system:serviceaccount:a:b', 'system:serviceaccount:yz:wx-9'];

function isOpen(condition: ConditionFact): boolean {
  const { name } = conditionOperator(condition.operator);
  if (name.startsWith('stringnot') || name === 'null') return true;
  return (
    matchesPatterns(condition) &&
    condition.values.some((value) => STRANGERS.every((subject) => globMatches(value, subject)))
  );
}
