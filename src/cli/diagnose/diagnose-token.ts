import { CliError } from '../cli-error';
import { MAX_POLICY_BYTES, readJson } from '../read-document';
import type { World } from '../world';
import type { WebIdentityClaims } from './condition-step';
import { LEGACY_ISSUER } from './eks-issuer';
import { hasProblem, ok, problem, type Step } from './step';
import { signatureStep } from './token-signature';
import { tokenSteps } from './token-steps';
import type { FoundTrust, TrustSource } from './trust-source';
import { trustSteps } from './trust-steps';
import { decodeToken, MAX_TOKEN_LENGTH } from './web-identity-token';

const MAX_TOKEN_BYTES = MAX_TOKEN_LENGTH * 4;

/** What is wrong between a token and the trust policy of the role that it is to open. */
export function diagnoseToken(
  world: World,
  tokenFile: string,
  jwksFile: string | undefined,
  source: TrustSource | undefined,
): Step[] {
  const { token, parts } = decodeToken(world.readText(tokenFile, MAX_TOKEN_BYTES));
  const jwks = jwksFile === undefined ? undefined : readJson(world, jwksFile, MAX_POLICY_BYTES);
  const steps = [...tokenSteps(token, world.now()), signatureStep(token, parts, jwks)];
  // Nothing in a trust policy can admit a legacy token: comparing would only mislead.
  if (!source || token.subject === undefined || token.issuer === LEGACY_ISSUER) return steps;
  const claims: WebIdentityClaims = {
    issuer: token.issuer?.replace(/^https:\/\//, ''),
    subject: token.subject,
    audiences: token.audiences,
  };
  return [...steps, ...roleSteps(claims, source), ...clientIdSteps(claims, source)];
}

/** The steps of the role that admits the token, or else of the one that comes closest. */
function roleSteps(claims: WebIdentityClaims, { trusts }: TrustSource): Step[] {
  const judged = trusts.map((trust) => ({ trust, steps: trustSteps(claims, trust.statements) }));
  const [best] = [...judged].sort((a, b) => problems(a.steps) - problems(b.steps));
  if (!best) throw new CliError('there is no trust policy to compare with');
  return trusts.length > 1
    ? [chosen(best.trust, best.steps, trusts.length), ...best.steps]
    : best.steps;
}

function problems(steps: readonly Step[]): number {
  // A role that trusts no OIDC provider fails in one step only, and is the farthest all the same.
  const passed = steps.filter((s) => s.verdict === 'ok').length;
  return steps.filter((s) => s.verdict === 'problem').length * 10 - passed;
}

function chosen({ role }: FoundTrust, steps: readonly Step[], count: number): Step {
  return hasProblem(steps)
    ? ok('Which role is meant?', `None of ${count} roles admits this token; ${role} comes closest.`)
    : ok('Which role is meant?', `${role}, of ${count} roles.`);
}

function clientIdSteps(claims: WebIdentityClaims, { providers }: TrustSource): Step[] {
  const provider = providers.find((p) => p.issuer === claims.issuer);
  if (!provider) return [];
  const question = "Does the OIDC provider list the token's audience?";
  const seen = `client ids: ${provider.clientIds.join(', ') || '(none)'}`;
  return [
    claims.audiences.some((a) => provider.clientIds.includes(a))
      ? ok(question, seen)
      : problem(
          question,
          [
            `token: ${claims.audiences.join(', ')}`,
            seen,
            'STS would answer InvalidIdentityToken (incorrect token audience).',
          ],
          'Add the audience to the ClientIdList of the provider, or remove the audience annotation from the ServiceAccount.',
        ),
  ];
}
