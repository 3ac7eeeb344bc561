import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

export const ISSUER =
  'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The claims of a projected ServiceAccount token, valid at NOW. */
export function claims(overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    aud: ['sts.amazonaws.com'],
    exp: Date.parse('2026-11-23T10:00:00Z') / 1000,
    iat: Date.parse('2026-11-22T10:00:00Z') / 1000,
    iss: ISSUER,
    'kubernetes.io': {
      namespace: 'logging',
      pod: { name: 'reader-5d9c7', uid: '00000000-0000-4000-8000-000000000001' },
      serviceaccount: { name: 's3-reader-sa', uid: '00000000-0000-4000-8000-000000000002' },
    },
    nbf: Date.parse('2026-11-22T10:00:00Z') / 1000,
    sub: 'system:serviceaccount:logging:s3-reader-sa',
    ...overrides,
  };
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString(
    'base64url',
  );
}

/** A token signed with the key of `jwks`. */
export function signedToken(
  overrides: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = { alg: 'RS256', kid: 'key-1' },
  key: KeyObject = privateKey,
): string {
  const signed = `${encode(header)}.${encode(claims(overrides))}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')}`;
}

export function jwks(kid = 'key-1', key: KeyObject = publicKey): string {
  return JSON.stringify({
    keys: [{ ...key.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }],
  });
}

/** The trust policy of IRSA for a subject. */
export function trustPolicy(
  condition: Readonly<Record<string, Readonly<Record<string, unknown>>>> = irsaCondition(),
  issuer = ISSUER,
): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer.replace('https://', '')}`,
        },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: condition,
      },
    ],
  });
}

export function irsaCondition(
  subject = 'system:serviceaccount:logging:s3-reader-sa',
  audience = 'sts.amazonaws.com',
  issuer = ISSUER,
) {
  const key = issuer.replace('https://', '');
  return { StringEquals: { [`${key}:sub`]: subject, [`${key}:aud`]: audience } };
}
