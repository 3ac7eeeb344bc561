import { isUnresolved, same, withoutScheme } from './expression';
import type { Facts, TrustStatement } from './facts';
import { memo } from './memo';

/** Who signs the tokens: a Kubernetes cluster, somebody else, or nobody can tell. */
export type IssuerKind = 'kubernetes' | 'other' | 'unknown';

// Standard partitions, dual-stack, China, and the isolated partitions' own domains.
const EKS_ISSUER = /^oidc[.-]eks\.(.+?)\.(?:amazonaws\.com(?:\.cn)?|api\.aws|[a-z0-9.-]+)\/id\//;

const OTHER_ISSUERS = [
  'token.actions.githubusercontent.com',
  'gitlab.com',
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
  'appleid.apple.com',
  'app.terraform.io',
  'agent.buildkite.com',
  'api.bitbucket.org',
  'api.pulumi.com',
  'oidc.circleci.com',
  'oidc.codefresh.io',
  'oidc.vercel.com',
  'oidc.fly.io',
  'login.microsoftonline.com',
  'sts.windows.net',
  'vstoken.dev.azure.com',
  'login.app.env0.com',
  'app.harness.io',
];
const OTHER_DOMAINS = [
  '.gitlab.com',
  '.ghe.com',
  '.okta.com',
  '.auth0.com',
  '.spacelift.io',
  '.scalr.io',
];

export function issuerKind(issuer: string, facts: Facts, statement?: TrustStatement): IssuerKind {
  const bare = withoutScheme(issuer);
  if (isEksIssuer(bare)) return 'kubernetes';
  if (isOtherIssuer(bare)) return 'other';
  if (clusterIssuers(facts).has(bare)) return 'kubernetes';
  // No other issuer's subjects look like this.
  const subjects = statement?.conditions.filter(({ claim }) => claim === 'sub') ?? [];
  const names = subjects.flatMap(({ values }) => values);
  if (names.some((name) => name.startsWith('system:serviceaccount:'))) return 'kubernetes';
  // GitHub Enterprise Server and GitLab of one's own have any host, but subjects like no cluster.
  if (names.length > 0 && names.every((name) => /^(?:repo|project_path):/.test(name))) {
    return 'other';
  }
  // The conditions name the issuer of a provider that is a parameter.
  const named = statement?.conditions.flatMap((condition) => condition.issuer ?? []) ?? [];
  return isUnresolved(bare) && named.some(isOtherIssuer) ? 'other' : 'unknown';
}

function isOtherIssuer(issuer: string): boolean {
  const [host] = withoutScheme(issuer).split('/');
  return OTHER_ISSUERS.includes(host) || OTHER_DOMAINS.some((domain) => host.endsWith(domain));
}

const clusterIssuers = memo(({ clusters, declared }: Facts): Set<string> => {
  const known = [...clusters, ...declared.flatMap((identity) => identity.clusters)];
  return new Set(known.flatMap(({ issuer }) => (issuer ? [withoutScheme(issuer)] : [])));
});

export function isEksIssuer(issuer: string): boolean {
  return EKS_ISSUER.test(issuer);
}

/** The Region in an EKS issuer, where it is literal. */
export function regionOfIssuer(issuer: string): string | undefined {
  const region = EKS_ISSUER.exec(withoutScheme(issuer))?.[1];
  return region === undefined || isUnresolved(region) ? undefined : region;
}

export function sameIssuer(a: string, b: string): boolean | undefined {
  return same(withoutScheme(a), withoutScheme(b));
}
