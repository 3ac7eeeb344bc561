import { CliError } from '../cli-error';

/** STS takes no longer `WebIdentityToken` (AssumeRoleWithWebIdentity API reference). */
export const MAX_TOKEN_LENGTH = 20_000;

/** A decoded ServiceAccount token. The token itself is a secret and is not kept. */
export interface WebIdentityToken {
  readonly algorithm: string;
  readonly keyId?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly audiences: readonly string[];
  /** Seconds since 1970. */
  readonly issuedAt?: number;
  readonly notBefore?: number;
  readonly expires?: number;
  readonly namespace?: string;
  readonly pod?: string;
  readonly serviceAccountName?: string;
}

/** What the signature covers, for its verification only. */
export interface SignedParts {
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/**
 * Decodes a JSON Web Token in compact form. No message quotes the token: it would be a way to
 * get a secret into a log.
 */
export function decodeToken(text: string): { token: WebIdentityToken; parts: SignedParts } {
  const compact = text.trim();
  if (compact === '') throw new CliError('the token is empty');
  if (compact.length > MAX_TOKEN_LENGTH) {
    throw new CliError(
      `the token has ${compact.length} characters; STS takes at most ${MAX_TOKEN_LENGTH}`,
    );
  }
  const segments = compact.split('.');
  if (segments.length === 5) {
    throw new CliError(
      'this is an encrypted token (JWE, five parts); a ServiceAccount token has three',
    );
  }
  if (segments.length !== 3) {
    const parts = segments.length === 1 ? 'one part' : `${segments.length} parts`;
    throw new CliError(
      `this is not a token: it has ${parts}, and a token has three (header.claims.signature)`,
    );
  }
  const [header, claims, signature] = segments;
  const token = tokenOf(jsonObject(header, 'header'), jsonObject(claims, 'claims'));
  return {
    token,
    parts: {
      signed: Buffer.from(`${header}.${claims}`, 'ascii'),
      signature: base64Url(signature, 'signature'),
    },
  };
}

function tokenOf(header: JsonObject, claims: JsonObject): WebIdentityToken {
  const kubernetes = objectOr(claims['kubernetes.io']);
  const legacy = (name: string) => claims[`kubernetes.io/serviceaccount/${name}`];
  const audience = claims.aud;
  return {
    algorithm: text(header.alg) ?? '',
    keyId: text(header.kid),
    issuer: text(claims.iss),
    subject: text(claims.sub),
    audiences: (Array.isArray(audience) ? audience : [audience]).filter(
      (a) => typeof a === 'string',
    ),
    issuedAt: time(claims.iat, 'iat'),
    notBefore: time(claims.nbf, 'nbf'),
    expires: time(claims.exp, 'exp'),
    namespace: text(kubernetes.namespace) ?? text(legacy('namespace')),
    pod: text(objectOr(kubernetes.pod).name),
    serviceAccountName:
      text(objectOr(kubernetes.serviceaccount).name) ?? text(legacy('service-account.name')),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function jsonObject(segment: string, name: string): JsonObject {
  const bytes = base64Url(segment, name);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new CliError(`this is not a token: its ${name} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliError(`this is not a token: its ${name} should be a JSON object`);
  }
  return value as JsonObject;
}

/** RFC 7515 section 2: base64url without padding, which Node's decoder does not insist on. */
function base64Url(segment: string, name: string): Buffer {
  const odd = /[^A-Za-z0-9_-]/.exec(segment);
  if (odd) {
    const place = `at character ${odd.index + 1} of the ${name}`;
    if (odd[0] === '=') {
      throw new CliError(
        `this is not a token: there is base64 padding ${place}, and a token has none`,
      );
    }
    if (/\s/.test(odd[0])) {
      throw new CliError(`this is not a token: there is a blank or a line break ${place}`);
    }
    throw new CliError(`this is not a token: ${place} there is something that is not base64url`);
  }
  if (segment.length % 4 === 1) {
    throw new CliError(`this is not a token: its ${name} is cut off (a base64url length of 4n+1)`);
  }
  return Buffer.from(segment, 'base64url');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function time(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  // Outside this range JavaScript has no date to print.
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 8.64e12) {
    throw new CliError(`the token's ${name} is not a time in seconds since 1970`);
  }
  return value;
}

function objectOr(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}
