import { mark, same } from '../expression';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { judgeWebIdentity } from '../workload-trust';

export const trustProviderAccount: Rule = {
  id: 'trust-provider-account',
  severity: FindingSeverity.ERROR,
  title: 'OIDC provider of another account than the role',
  why: 'A role can only trust an OIDC provider of its own account: STS answers that no provider is found.',
  fix: 'Create an OIDC provider for the issuer in the account of the role and name it in the Federated principal.',
  source: SOURCES.irsaCrossAccount,
  check: (facts) =>
    judgeWebIdentity(facts, (role, { statement }) => {
      const own = role.account ?? mark('AWS::AccountId');
      const answers = statement.federated.map(({ account, provider }) => ({
        provider,
        same: account === undefined ? undefined : same(account, own),
      }));
      const wrong = answers.find((answer) => answer.same === false);
      if (wrong) return fail(role, `${wrong.provider} is not in the role's account ${own}.`);
      const unsure = answers.find((answer) => answer.same === undefined);
      return (
        unsure && cannotTell(role, `The account of ${unsure.provider} or of the role is not known.`)
      );
    }),
};
