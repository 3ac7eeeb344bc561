import { FindingSeverity } from '../finding';
import { fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { judgePodIdentity } from '../workload-trust';

export const trustPrincipalTag: Rule = {
  id: 'trust-principal-tag',
  severity: FindingSeverity.ERROR,
  title: 'Principal tags in a Pod Identity trust',
  why: 'While the role is being taken the tags are in the request; no principal has them yet, so nothing matches.',
  fix: 'Use aws:RequestTag/... in the trust policy; aws:PrincipalTag/... is for permission and resource policies.',
  source: SOURCES.podIdentityRole,
  check: (facts) =>
    judgePodIdentity(facts, (role, statements) => {
      const wrong = statements
        .flatMap(({ conditions }) => conditions)
        .find(({ key }) => key.toLowerCase().startsWith('aws:principaltag/'));
      return wrong && fail(role, `The trust policy has a condition on ${wrong.key}.`);
    }),
};
