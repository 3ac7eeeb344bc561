import { PodIdentityNarrowing } from '../src/trust/pod-identity-narrowing';
import { trustLength } from '../src/trust/trust-length';
import {
  irsaStatement,
  podIdentityStatement,
  type TrustStatement,
} from '../src/trust/trust-policy';
import { markdownTable, putTable } from './readme-table';

/** The quota of a new account, a usual raise, and the most that AWS allows. */
const LIMITS = [2_048, 4_096, 8_192];

/** Names of usual length; longer ones leave room for fewer. */
const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';
const NAMESPACE = 'my-namespace';
const SERVICE_ACCOUNT = 'my-service-account';

/** How many clusters the trust policy of one role has room for, by the same code that identities use. */
export function trustLengthTable(): string {
  const rows: [string, (clusters: number) => TrustStatement[]][] = [
    ['IRSA: a statement for each cluster', irsaTrust],
    [
      'EKS Pod Identity, `PodIdentityNarrowing.subject()`',
      podIdentityTrust(PodIdentityNarrowing.subject()),
    ],
    [
      'EKS Pod Identity, `PodIdentityNarrowing.cluster()`',
      podIdentityTrust(PodIdentityNarrowing.cluster()),
    ],
  ];
  return markdownTable([
    ['Clusters that one role can trust', ...LIMITS.map((limit) => `${grouped(limit)} characters`)],
    ...rows.map(([name, trust]) => [
      name,
      ...LIMITS.map((limit) => String(clustersIn(limit, trust))),
    ]),
  ]);
}

export function clustersIn(limit: number, trust: (clusters: number) => TrustStatement[]): number {
  let clusters = 0;
  while (lengthOf(trust(clusters + 1)) <= limit) {
    clusters += 1;
  }
  return clusters;
}

function lengthOf(statements: TrustStatement[]): number {
  return trustLength({ Version: '2012-10-17', Statement: statements }) ?? Number.NaN;
}

function irsaTrust(clusters: number): TrustStatement[] {
  return numbered(clusters).map((number) => {
    const issuer = `oidc.eks.${REGION}.amazonaws.com/id/${number.padStart(32, '0')}`;
    return irsaStatement({
      issuer,
      providerArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`,
      audience: 'sts.amazonaws.com',
      subjects: [`system:serviceaccount:${NAMESPACE}:${SERVICE_ACCOUNT}`],
    });
  });
}

function podIdentityTrust(narrowing: PodIdentityNarrowing) {
  return (clusters: number): TrustStatement[] => [
    podIdentityStatement(
      narrowing._conditions({
        clusterArns: numbered(clusters).map(
          (number) => `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/my-cluster-${number}`,
        ),
        accounts: [ACCOUNT],
        namespace: NAMESPACE,
        serviceAccountName: SERVICE_ACCOUNT,
      }),
    ),
  ];
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => String(at + 1).padStart(3, '0'));
}

function grouped(limit: number): string {
  return limit.toLocaleString('en-US');
}

if (require.main === module) {
  putTable('trust-length', trustLengthTable());
}
