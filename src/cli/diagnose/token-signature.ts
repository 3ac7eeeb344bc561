import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { CliError } from '../cli-error';
import { cannotTell, ok, problem, type Step } from './step';
import type { SignedParts, WebIdentityToken } from './web-identity-token';

interface Algorithm {
  readonly hash: string;
  readonly keyType: 'rsa' | 'ec';
  readonly curve?: string;
}

/**
 * The algorithms with a public key that IAM takes from an OIDC provider.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: { hash: 'sha256', keyType: 'rsa' },
  RS384: { hash: 'sha384', keyType: 'rsa' },
  RS512: { hash: 'sha512', keyType: 'rsa' },
  ES256: { hash: 'sha256', keyType: 'ec', curve: 'prime256v1' },
  ES384: { hash: 'sha384', keyType: 'ec', curve: 'secp384r1' },
  ES512: { hash: 'sha512', keyType: 'ec', curve: 'secp521r1' },
};

const QUESTION = 'Is the token signed by the issuer?';

export function signatureStep(
  token: WebIdentityToken,
  parts: SignedParts,
  jwks: unknown | undefined,
): Step {
  const algorithm = Object.hasOwn(ALGORITHMS, token.algorithm)
    ? ALGORITHMS[token.algorithm]
    : undefined;
  if (!algorithm) return refusedAlgorithm(token.algorithm);
  if (jwks === undefined) {
    return cannotTell(
      QUESTION,
      [`The header says ${token.algorithm}; without the issuer's keys nothing more can be said.`],
      `curl -sf ${token.issuer?.startsWith('https://oidc.eks.') ? token.issuer : 'ISSUER'}/keys > jwks.json, then add --jwks jwks.json`,
    );
  }
  const keys = keysOf(jwks);
  const known = keys.filter((k) => token.keyId === undefined || k.kid === token.keyId);
  if (known.length === 0) {
    return problem(
      QUESTION,
      [`The JWKS has ${keys.length} keys and none with the token's key id "${token.keyId}".`],
      'Fetch the JWKS of this issuer again; if it still lacks the key, the token is of another cluster.',
    );
  }
  return known.some((key) => signedBy(key, algorithm, parts))
    ? ok(QUESTION, `The ${token.algorithm} signature fits a key of the JWKS.`)
    : problem(
        QUESTION,
        ['No key of the JWKS fits the signature: the token was changed, or is of another cluster.'],
        'Take the token from the pod again; STS would answer InvalidIdentityToken.',
      );
}

function refusedAlgorithm(algorithm: string): Step {
  const found =
    algorithm.toLowerCase() === 'none'
      ? 'The header says alg "none": the token is not signed, anybody can write it.'
      : `The header says alg "${algorithm}", which IAM does not take from an OIDC provider.`;
  return problem(
    QUESTION,
    [found],
    `Use a token of the cluster; it is signed with ${Object.keys(ALGORITHMS)[0]}.`,
  );
}

function signedBy(jwk: Jwk, algorithm: Algorithm, parts: SignedParts): boolean {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return false;
  }
  if (key.asymmetricKeyType !== algorithm.keyType) return false;
  if (algorithm.curve && key.asymmetricKeyDetails?.namedCurve !== algorithm.curve) return false;
  try {
    return verify(
      algorithm.hash,
      parts.signed,
      { key, dsaEncoding: 'ieee-p1363' },
      parts.signature,
    );
  } catch {
    return false;
  }
}

interface Jwk {
  readonly kid?: unknown;
}

function keysOf(jwks: unknown): Jwk[] {
  const keys = (jwks as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) {
    throw new CliError('the JWKS has no "keys" list; it is what ISSUER/keys answers');
  }
  return keys.filter((k) => typeof k === 'object' && k !== null);
}
