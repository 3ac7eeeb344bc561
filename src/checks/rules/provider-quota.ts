import type { ProviderFact } from '../facts';
import { FindingSeverity } from '../finding';
import { fail, pass, type Rule } from '../rule';
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
    for (const provider of facts.providers) {
      const { account } = provider;
      accounts.set(account, [...(accounts.get(account) ?? []), provider]);
    }
    return [...accounts].map(([account, providers]) =>
      providers.length > limit
        ? fail(
            providers[limit],
            `The app makes ${providers.length} OIDC providers in ${account ?? 'one account'}; ${limit} are allowed.`,
          )
        : pass(providers[0]),
    );
  },
};
