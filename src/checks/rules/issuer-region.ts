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
      on.clusters.flatMap(({ issuer, region }) =>
        issuer === undefined ? [] : [judge(on, region, [issuer])],
      ),
    ),
    ...facts.kubernetesObjects.flatMap((account) => {
      const arn = account.annotations[ROLE_ARN_ANNOTATION];
      if (account.kind !== 'ServiceAccount' || arn === undefined) return [notApplicable(account)];
      const role = roleOfArn(facts, arn);
      return role
        ? [judge(account, account.region, issuersOf(role, facts))]
        : [notApplicable(account)];
    }),
  ],
};

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
    : fail(on, `The cluster is in ${region}, the issuer in ${regions.join(', ')}.`);
}
