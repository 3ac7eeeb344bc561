import { conditionOperator } from '../condition-operator';
import type { ConditionFact } from '../facts';
import { FindingSeverity } from '../finding';
import { fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { claimConditions, judgeWebIdentityAbsence } from '../workload-trust';

export const trustMissingAud: Rule = {
  id: 'trust-missing-aud',
  severity: FindingSeverity.WARNING,
  title: 'No condition on `aud`, or one that names no audience',
  why: 'A token that was made for another audience the provider knows is accepted too.',
  fix: 'Add StringEquals on <issuer>:aud with sts.amazonaws.com.',
  source: SOURCES.irsaTrust,
  check: (facts) =>
    judgeWebIdentityAbsence(facts, (role, { statement, issuers }) =>
      claimConditions(statement, 'aud').every(isOpen)
        ? fail(role, `No condition names the audience of the tokens of ${issuers.join(', ')}.`)
        : undefined,
    ),
};

/** Audiences that are excluded, or any audience, name none. */
function isOpen({ operator, values }: ConditionFact): boolean {
  const { name } = conditionOperator(operator);
  return (
    name.startsWith('stringnot') ||
    name === 'null' ||
    (name === 'stringlike' && values.includes('*'))
  );
}
