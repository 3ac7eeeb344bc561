import { sentence, textDifference } from './text-difference';

/** The issuer of tokens in Secrets, made by Kubernetes before 1.24 and never exchanged by STS. */
export const LEGACY_ISSUER = 'kubernetes/serviceaccount';

interface EksIssuer {
  readonly region: string;
  readonly id: string;
}

/** How two issuers, both without scheme, differ; undefined where they are equal. */
export function issuerDifference(token: string, policy: string): string | undefined {
  if (token === policy) return undefined;
  const [ours, theirs] = [eksIssuer(token), eksIssuer(policy)];
  const written = textDifference(
    { name: 'the token', value: token },
    { name: 'the trust policy', value: policy },
  );
  if (written && written.kind !== 'other') return sentence(written.explanation);
  if (ours && theirs && ours.region !== theirs.region) {
    return `The token is from a cluster in ${ours.region}, the trust policy is for one in ${theirs.region}.`;
  }
  if (ours && theirs) return 'Same Region, another cluster: the ids at the end differ.';
  return `They differ at ${written?.explanation}.`;
}

function eksIssuer(issuer: string): EksIssuer | undefined {
  const found =
    /^oidc\.eks\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|[a-z0-9.-]+)\/id\/([0-9A-Za-z]+)$/.exec(
      issuer,
    );
  return found ? { region: found[1], id: found[2] } : undefined;
}
