import { FindingSeverity } from '../finding';
import { fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { claimConditions, judgeWebIdentityAbsence } from '../workload-trust';

export const trustMissingAud: Rule = {
  id: 'trust-missing-aud',
  severity: FindingSeverity.WARNING,
  title: 'No condition on `aud`',
  why: 'A token that was made for another audience the provider knows is accepted too.',
  fix: 'Add StringEquals on <issuer>:aud with sts.amazonaws.com.',
  source: SOURCES.irsaTrust,
  check: (facts) =>
    judgeWebIdentityAbsence(facts, (role, { statement, issuers }) =>
      claimConditions(statement, 'aud').length === 0
        ? fail(role, `No condition names the audience of the tokens of ${issuers.join(', ')}.`)
        : undefined,
    ),
};
