import { matchesPatterns } from '../condition-operator';
import { isUnresolved } from '../expression';
import type { Facts, RoleFact } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { declaredFor } from '../subject';
import { claimConditions, judgeWebIdentity } from '../workload-trust';
import { trustAnySubject } from './trust-any-subject';

export const trustWildcardSubject: Rule = {
  id: 'trust-wildcard-subject',
  severity: FindingSeverity.WARNING,
  title: 'Pattern in `sub`',
  why: 'Whoever may create a ServiceAccount with a matching name, or a namespace, gets the role.',
  fix: 'List the subjects under StringEquals; where names are made at run time, declare the pattern in the identity.',
  source: SOURCES.bestPractices,
  check: (facts) => {
    const open = new Set(
      trustAnySubject.check(facts).flatMap(({ result, on }) => (result === 'fail' ? [on] : [])),
    );
    return judgeWebIdentity(facts, (role, { statement }) => {
      const values = claimConditions(statement, 'sub')
        .filter(matchesPatterns)
        .flatMap((condition) => condition.values);
      const pattern = values.find((value) => /[*?]/.test(value) && !isDeclared(facts, role, value));
      if (pattern !== undefined && !open.has(role)) {
        return fail(role, `The pattern ${pattern} admits more than one ServiceAccount.`);
      }
      const unknown = values.find(isUnresolved);
      return unknown === undefined
        ? undefined
        : cannotTell(role, `Whether ${unknown} has a wildcard is not known.`);
    });
  },
};

function isDeclared(facts: Facts, role: RoleFact, pattern: string): boolean {
  return declaredFor(facts, role).some(({ subjectPatterns = [] }) =>
    subjectPatterns.includes(pattern),
  );
}
