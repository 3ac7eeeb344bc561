import { same } from '../../checks/expression';
import type { TrustStatement } from '../../checks/facts';
import { conditionStep, type WebIdentityClaims } from './condition-step';
import { issuerDifference } from './eks-issuer';
import { cannotTell, hasProblem, ok, problem, type Step } from './step';
import { shortened } from './token-steps';

const ACTION = 'sts:AssumeRoleWithWebIdentity';

/** Whether a trust policy admits the claims, condition by condition. */
export function trustSteps(claims: WebIdentityClaims, trust: readonly TrustStatement[]): Step[] {
  const about = trust.filter((s) => concernsWebIdentity(s));
  const allowing = about.filter((s) => s.effect === 'Allow');
  if (allowing.length === 0) return [noStatement(trust)];
  const judged = allowing.map((statement) => statementSteps(claims, statement));
  const best = judged.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  const where = judged.length > 1 ? [closest(judged.indexOf(best), judged)] : [];
  return [
    ...where,
    ...best,
    ...about.filter((s) => s.effect === 'Deny').map((s) => denyStep(claims, s)),
  ];
}

function concernsWebIdentity(statement: TrustStatement): boolean {
  const patterns = statement.actions.map((a) => a.toLowerCase());
  const named = patterns.some(
    (p) => p === ACTION.toLowerCase() || p === 'sts:*' || p === '*' || p === 'sts:assumerole*',
  );
  return named && (statement.federated.length > 0 || statement.aws.includes('*'));
}

function noStatement(trust: readonly TrustStatement[]): Step {
  const question = `Does the trust policy allow ${ACTION}?`;
  const podIdentity = trust.some((s) => s.services.includes('pods.eks.amazonaws.com'));
  return podIdentity
    ? problem(
        question,
        [
          'No: it trusts pods.eks.amazonaws.com only. The role is for EKS Pod Identity, which uses no such token.',
        ],
        'Remove the eks.amazonaws.com/role-arn annotation and make sure that the association exists, or add the statement for the OIDC provider (WorkloadTrust.irsa() or .dual()).',
      )
    : problem(
        question,
        ['No statement allows it to an OIDC provider.'],
        'Add the statement for the OIDC provider of the cluster (WorkloadTrust.irsa()).',
      );
}

function closest(index: number, judged: readonly Step[][]): Step {
  const question = 'Which statement of the trust policy is meant?';
  const admits = !hasProblem(judged[index]);
  return ok(
    question,
    admits
      ? `Statement ${index + 1} of ${judged.length}.`
      : `None of the ${judged.length} admits this token; statement ${index + 1} is the closest and is shown.`,
  );
}

function distance(steps: readonly Step[]): number {
  const weight = { ok: 0, 'cannot tell': 1, problem: 100 };
  return steps.reduce((sum, step) => sum + weight[step.verdict], 0);
}

function statementSteps(claims: WebIdentityClaims, statement: TrustStatement): Step[] {
  return [
    providerStep(claims, statement),
    ...statement.conditions.map((c) => conditionStep(claims, c)),
  ];
}

function providerStep(claims: WebIdentityClaims, statement: TrustStatement): Step {
  const question = "Does the trust policy name the token's issuer as its principal?";
  const issuers = statement.federated.map((f) => f.issuer ?? f.provider);
  const { issuer } = claims;
  if (issuers.length === 0) return ok(question, 'The principal is "*".');
  const seen = issuers.map((i) => `trust policy: ${i}`);
  if (issuer === undefined) {
    return cannotTell(question, ['The issuer of the cluster is not known here.', ...seen]);
  }
  const found = [`token: ${shortened(issuer)}`, ...seen];
  if (issuers.includes(issuer)) return ok(question, issuer);
  if (issuers.some((i) => same(i, issuer) === undefined)) {
    return cannotTell(question, [...found, 'The template fills it in at deployment.']);
  }
  return problem(
    question,
    [...found, issuerDifference(issuer, issuers[0]) ?? ''],
    `Use the provider of the pod's own cluster: its ARN ends with oidc-provider/${shortened(issuer)}. Every cluster has its own issuer, also one made again under the same name.`,
  );
}

function denyStep(claims: WebIdentityClaims, statement: TrustStatement): Step {
  const question = 'Does a Deny statement of the trust policy apply?';
  const steps = statementSteps(claims, statement);
  if (hasProblem(steps)) return ok(question, 'No: one of its conditions does not hold.');
  return steps.every((s) => s.verdict === 'ok')
    ? problem(
        question,
        [`Yes: ${statement.sid ?? 'a statement without Sid'}, and all its conditions hold.`],
        'Narrow the Deny statement.',
      )
    : cannotTell(question, [
        `Perhaps: ${statement.sid ?? 'a statement without Sid'} depends on the request.`,
      ]);
}
