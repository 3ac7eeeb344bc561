import { isUnresolved } from '../expression';
import { FindingSeverity } from '../finding';
import { issuerKind, sameIssuer } from '../issuer';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

export const providerUnknownCluster: Rule = {
  id: 'provider-unknown-cluster',
  severity: FindingSeverity.WARNING,
  title: 'OIDC provider for an issuer that no cluster of the app has',
  why: 'With a mistyped issuer the deployment works and no token is accepted; the provider of a cluster that is gone uses up a quota.',
  fix: 'Compare with `aws eks describe-cluster --query cluster.identity.oidc.issuer`, and remove providers of clusters that are gone.',
  source: SOURCES.oidcProvider,
  check: (facts) => {
    const issuers = [
      ...facts.clusters.map(({ issuer }) => issuer),
      ...facts.declared.flatMap(({ clusters }) => clusters.flatMap(({ issuer }) => issuer ?? [])),
    ];
    return facts.providers.map((provider) => {
      if (issuerKind(provider.issuer, facts) !== 'kubernetes' && !isUnresolved(provider.issuer)) {
        return notApplicable(provider);
      }
      if (issuers.length === 0) return notApplicable(provider);
      const answers = issuers.map((issuer) => sameIssuer(issuer, provider.issuer));
      if (answers.includes(true)) return pass(provider);
      const message = `No cluster of the app has the issuer ${provider.issuer}.`;
      return answers.includes(undefined) ? cannotTell(provider, message) : fail(provider, message);
    });
  },
};
