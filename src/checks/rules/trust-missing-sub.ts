import { FindingSeverity } from '../finding';
import { fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { claimConditions, judgeWebIdentityAbsence } from '../workload-trust';

export const trustMissingSub: Rule = {
  id: 'trust-missing-sub',
  severity: FindingSeverity.ERROR,
  title: 'No condition on `sub`',
  why: 'Every pod of the cluster can take the role, whatever its ServiceAccount.',
  fix: 'Add StringEquals on <issuer>:sub with system:serviceaccount:NAMESPACE:NAME.',
  source: SOURCES.irsaTrust,
  check: (facts) =>
    judgeWebIdentityAbsence(facts, (role, { statement, issuers }) =>
      claimConditions(statement, 'sub').length === 0
        ? fail(
            role,
            `No condition names the subjects of ${issuers.join(', ')} that may take the role.`,
          )
        : undefined,
    ),
};
