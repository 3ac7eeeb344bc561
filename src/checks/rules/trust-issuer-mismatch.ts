import { isUnresolved } from '../expression';
import { FindingSeverity } from '../finding';
import { sameIssuer } from '../issuer';
import { cannotTell, fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { judgeWebIdentity } from '../workload-trust';

export const trustIssuerMismatch: Rule = {
  id: 'trust-issuer-mismatch',
  severity: FindingSeverity.ERROR,
  title: 'Condition key of another issuer than the Federated principal',
  why: 'The token has no claim under that key, so the condition never matches and every pod is refused.',
  fix: 'Use the issuer of the OIDC provider in the Federated principal as the prefix of the condition keys, without https://.',
  source: SOURCES.irsaTrust,
  check: (facts) =>
    judgeWebIdentity(facts, (role, { statement, issuers }) => {
      const keys = statement.conditions.flatMap((condition) => {
        const { key, issuer } = condition;
        if (issuer === undefined) return [];
        const answers = issuers.map((trusted) => isKeyOf(issuer, trusted));
        return answers.includes(true) ? [] : [{ key, sure: !answers.includes(undefined) }];
      });
      const wrong = keys.find(({ sure }) => sure) ?? keys[0];
      if (!wrong) return undefined;
      const message = `The condition key ${wrong.key} is not of the trusted issuer ${issuers.join(', ')}.`;
      return wrong.sure ? fail(role, message) : cannotTell(role, message);
    }),
};

/** IAM takes the names of condition keys in any case. */
function isKeyOf(issuer: string, trusted: string): boolean | undefined {
  return [issuer, trusted].some(isUnresolved)
    ? sameIssuer(issuer, trusted)
    : sameIssuer(issuer.toLowerCase(), trusted.toLowerCase());
}
