import { FindingSeverity } from '../finding';
import { fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { allows, judgePodIdentity } from '../workload-trust';

export const trustMissingTagSession: Rule = {
  id: 'trust-missing-tag-session',
  severity: FindingSeverity.ERROR,
  title: 'Pod Identity trust without `sts:TagSession` or `sts:AssumeRole`',
  why: 'EKS refuses the association: "Trust policy of the role provided is invalid".',
  fix: 'Allow sts:AssumeRole and sts:TagSession for pods.eks.amazonaws.com in one statement.',
  source: SOURCES.podIdentityRole,
  check: (facts) =>
    judgePodIdentity(facts, (role, statements) => {
      const missing = ['sts:AssumeRole', 'sts:TagSession'].filter(
        (action) => !statements.some(allows(action)),
      );
      return missing.length === 0
        ? undefined
        : fail(role, `pods.eks.amazonaws.com is not allowed ${missing.join(' and ')}.`);
    }),
};
