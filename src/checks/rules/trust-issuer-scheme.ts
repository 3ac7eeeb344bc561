import { FindingSeverity } from '../finding';
import { fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { judgeWebIdentity } from '../workload-trust';

export const trustIssuerScheme: Rule = {
  id: 'trust-issuer-scheme',
  severity: FindingSeverity.ERROR,
  title: '`https://` or a trailing slash in a condition key',
  why: 'Condition keys are the issuer without its scheme; with it the key matches nothing and every pod is refused.',
  fix: 'Remove https:// and the slash before the colon from the condition key.',
  source: SOURCES.irsaTrust,
  check: (facts) =>
    judgeWebIdentity(facts, (role, { statement }) => {
      const wrong = statement.conditions.find(({ issuer }) =>
        /^https?:\/\/|\/$/.test(issuer ?? ''),
      );
      return (
        wrong && fail(role, `The condition key ${wrong.key} has a scheme or a slash too many.`)
      );
    }),
};
