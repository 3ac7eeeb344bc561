import { withoutScheme } from '../expression';
import type { Facts, Origin, RoleFact } from '../facts';
import { FindingSeverity } from '../finding';
import { regionOfIssuer } from '../issuer';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { ROLE_ARN_ANNOTATION, roleOfArn } from '../subject';
import { webIdentityStatements } from '../workload-trust';

export const issuerRegion: Rule = {
  id: 'issuer-region',
  severity: FindingSeverity.ERROR,
  title: 'Issuer of another Region than the cluster',
  why: 'The issuer belongs to another cluster, so STS finds no provider for the tokens or refuses them.',
  fix: 'Use the issuer of this cluster: `aws eks describe-cluster --query cluster.identity.oidc.issuer`.',
  source: SOURCES.irsaTrust,
  check: (facts) => [
    ...facts.declared.flatMap((on) =>
      on.clusters.flatMap(({ key, issuer, region }) =>
        issuer === undefined
          ? []
          : [isOwn(facts, key, [withoutScheme(issuer)]) ? pass(on) : judge(on, region, [issuer])],
      ),
    ),
    ...facts.kubernetesObjects.map((account) => {
      const arn = account.annotations[ROLE_ARN_ANNOTATION];
      const role = account.kind === 'ServiceAccount' && arn ? roleOfArn(facts, arn) : undefined;
      if (!role) return notApplicable(account);
      const issuers = issuersOf(role, facts);
      return isOwn(facts, account.cluster, issuers)
        ? pass(account)
        : judge(account, account.region, issuers);
    }),
  ],
};

/** The issuer of a cluster of the app is of that cluster's Region, whichever it is. */
function isOwn({ clusters }: Facts, key: string | undefined, issuers: string[]): boolean {
  return clusters.some((cluster) => cluster.key === key && issuers.includes(cluster.issuer));
}

function issuersOf(role: RoleFact, facts: Facts): string[] {
  return webIdentityStatements(role, facts).flatMap(({ issuers }) => issuers);
}

function judge(on: Origin, region: string | undefined, issuers: string[]): Outcome {
  if (issuers.length === 0) return notApplicable(on);
  const regions = issuers.map(regionOfIssuer);
  if (region === undefined || !/^[a-z]/.test(region)) {
    return cannotTell(on, 'The Region of the cluster is not known.');
  }
  if (regions.includes(region)) return pass(on);
  return regions.includes(undefined)
    ? cannotTell(on, `The Region of ${issuers.join(', ')} is not known.`)
    : fail(
        on,
        `The cluster is in ${region}, the issuer ${issuers.join(', ')} in ${regions.join(', ')}.`,
      );
}
