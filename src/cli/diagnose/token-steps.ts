import { LEGACY_ISSUER } from './eks-issuer';
import { cannotTell, ok, problem, type Step } from './step';
import type { WebIdentityToken } from './web-identity-token';

/** Beyond this, a clock is wrong rather than a little off. */
const CLOCK_SKEW_SECONDS = 300;

/** What can be said of a token alone. */
export function tokenSteps(token: WebIdentityToken, now: Date): Step[] {
  return [kindStep(token), timeStep(token, now)];
}

function kindStep(token: WebIdentityToken): Step {
  const question = 'Is it a token that STS can exchange?';
  const claims = claimLines(token);
  if (token.issuer === LEGACY_ISSUER) {
    return problem(
      question,
      [
        'This is a legacy token: it was read from a Secret of type kubernetes.io/service-account-token.',
        `Its issuer is "${LEGACY_ISSUER}", which no OIDC provider in IAM can stand for; it has no audience and never expires.`,
        ...claims,
      ],
      'Use the projected token at $AWS_WEB_IDENTITY_TOKEN_FILE in the pod, or: kubectl create token NAME -n NAMESPACE --audience sts.amazonaws.com',
      'Delete the Secret if nothing else needs it: whoever has such a token keeps it for ever.',
    );
  }
  const missing = [
    ['iss', token.issuer],
    ['sub', token.subject],
    ['exp', token.expires],
  ].flatMap(([claim, value]) => (value === undefined ? [claim] : []));
  if (token.audiences.length === 0) missing.push('aud');
  if (missing.length > 0) {
    return problem(
      question,
      [`It lacks ${missing.join(', ')}; STS would answer InvalidIdentityToken.`, ...claims],
      'Use the projected token at $AWS_WEB_IDENTITY_TOKEN_FILE in the pod.',
    );
  }
  if (!token.issuer?.startsWith('https://')) {
    return problem(
      question,
      ['Its issuer does not begin with https://, as IAM requires of an OIDC provider.', ...claims],
      "Set the API server's --service-account-issuer to the https URL that serves the cluster's keys.",
    );
  }
  return ok(question, ...claims);
}

function claimLines(token: WebIdentityToken): string[] {
  const pairs: [string, string | undefined][] = [
    ['iss', token.issuer],
    ['sub', token.subject],
    ['aud', token.audiences.length > 0 ? token.audiences.join(', ') : undefined],
    ['pod', token.pod && `${token.namespace ?? '?'}/${token.pod}`],
  ];
  return pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${shortened(value)}`],
  );
}

/** No real claim is longer; a hostile one shall not fill the screen. */
export function shortened(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}... (${text.length} characters)` : text;
}

function timeStep(token: WebIdentityToken, now: Date): Step {
  const question = 'Is it valid now?';
  const at = now.getTime() / 1000;
  const begins = Math.max(token.notBefore ?? -Infinity, token.issuedAt ?? -Infinity);
  if (token.expires === undefined) {
    return cannotTell(question, ['It has no exp claim.'], 'Take the token from the pod again.');
  }
  if (token.expires <= at) {
    return problem(
      question,
      [
        `It expired ${ago(at - token.expires)} ago, at ${instant(token.expires)}; STS answers ExpiredTokenException.`,
        'The kubelet renews the file long before that, so either this is an old copy, or the application read the file once and kept the token.',
      ],
      'Take the token again. If the pod itself sends expired tokens, its SDK must read the file anew each time: update the SDK (see the minimum versions), or stop caching the token.',
    );
  }
  if (begins > at) {
    const slight = begins - at < CLOCK_SKEW_SECONDS;
    return problem(
      question,
      [`It is valid only from ${instant(begins)}, ${ago(begins - at)} from now (${instant(at)}).`],
      slight
        ? 'Wait, or set the clock of this machine.'
        : 'One clock is wrong: compare that of this machine with that of the node and the API server.',
    );
  }
  return ok(question, `Until ${instant(token.expires)}, ${ago(token.expires - at)} from now.`);
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A span in its two largest units. */
export function ago(seconds: number): string {
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 s';
  let left = Math.floor(seconds);
  return units
    .slice(first, first + 2)
    .map(([name, size]) => {
      const count = Math.floor(left / size);
      left -= count * size;
      return count > 0 ? `${count} ${name}` : '';
    })
    .filter((part) => part !== '')
    .join(' ');
}
