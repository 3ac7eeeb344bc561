import type { ProviderFact } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

export const providerQuota: Rule = {
  id: 'provider-quota',
  severity: FindingSeverity.WARNING,
  title: 'More OIDC providers than an account may have',
  why: 'IAM refuses the provider over the quota.',
  fix: 'Have the quota raised (L-858F3967, up to 700) and set it in the context cdk-eks-workload-identity:quotas; or use Pod Identity, which needs no provider.',
  source: SOURCES.iamQuotas,
  check: (facts) => {
    const limit = facts.quotas.oidcProvidersPerAccount;
    const accounts = new Map<string | undefined, ProviderFact[]>();
    for (const { account } of facts.roles) accounts.set(account, []);
    for (const provider of facts.providers) {
      const { account } = provider;
      accounts.set(account, [...(accounts.get(account) ?? []), provider]);
    }
    const anywhere = accounts.get(undefined)?.length ?? 0;
    return [...accounts].map(([account, providers]) => {
      const count = providers.length;
      if (count === 0) return notApplicable({ path: account ?? 'AWS::AccountId', account });
      const message = `The app makes ${count} OIDC providers in ${account ?? 'one account'}; ${limit} are allowed.`;
      if (count > limit) return fail(providers[limit], message);
      return account !== undefined && count + anywhere > limit
        ? cannotTell(
            providers[0],
            `${message} ${anywhere} more are in an account that is not known.`,
          )
        : pass(providers[0]);
    });
  },
};
