import { isUnresolved, same } from '../../checks/expression';
import type { ConditionFact } from '../../checks/facts';
import { conditionsHold } from '../can/conditions';
import { cannotTell, ok, problem, type Step } from './step';
import { subjectDifference } from './subject-difference';
import { sentence, textDifference } from './text-difference';
import { shortened } from './token-steps';

const POLICY_VERSION = '2012-10-17';

/** Who asks for credentials: a token's claims, or a pod's as they will be in its token. */
export interface WebIdentityClaims {
  /** Without `https://`; undefined where it is not known. */
  readonly issuer?: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** Whether one condition of a trust policy holds for the claims, and how it fails. */
export function conditionStep(claims: WebIdentityClaims, condition: ConditionFact): Step {
  const { operator, key, values } = condition;
  const question = `Does ${operator} on ${condition.claim ?? key} hold?`;
  if (condition.opaque)
    return cannotTell(question, ['The template fills in this condition at deployment.']);
  const { issuer } = claims;
  const ofOidc = condition.issuer !== undefined && condition.claim !== undefined;
  const missing = ofOidc && issuer !== undefined && same(condition.issuer ?? '', issuer) === false;
  const context = ofOidc ? { [key]: missing ? null : claimOf(claims, condition) } : {};
  const held = conditionsHold({ [operator]: { [key]: values } }, POLICY_VERSION, context);
  if (held.is === 'yes')
    return ok(
      question,
      missing
        ? 'The token has no such key, and this operator lets that pass.'
        : `${claimText(claims, condition)}`,
    );
  if (held.is !== 'no') {
    const why =
      held.is === 'unknown' ? held.why : ['It depends on the request, which is not known here.'];
    return cannotTell(question, [...values.map((v) => `trust policy: ${v}`), ...why]);
  }
  return missing
    ? foreignKey(question, issuer ?? '', condition)
    : failed(question, claims, condition);
}

function claimOf(claims: WebIdentityClaims, condition: ConditionFact): readonly string[] | null {
  if (condition.claim === 'sub') return [claims.subject];
  // A ServiceAccount token has none of the other claims that IAM reads (amr, azp, ...).
  return condition.claim === 'aud' ? claims.audiences : null;
}

function claimText(claims: WebIdentityClaims, condition: ConditionFact): string {
  return shortened((claimOf(claims, condition) ?? []).join(', '));
}

function foreignKey(question: string, issuer: string, condition: ConditionFact): Step {
  const written = textDifference(
    { name: 'the token', value: issuer },
    { name: 'the key', value: condition.issuer ?? '' },
  );
  return problem(
    question,
    [
      `key: ${condition.key}`,
      `The token is from ${shortened(issuer)}, so the request has no such key.`,
      ...(written && written.kind !== 'other' ? [sentence(written.explanation)] : []),
    ],
    `Write the key as ${shortened(issuer)}:${condition.claim}: the issuer without https:// and without a slash at the end.`,
  );
}

function failed(question: string, claims: WebIdentityClaims, condition: ConditionFact): Step {
  const { operator, claim, values } = condition;
  const seen = [
    `token: ${claimText(claims, condition) || '(none)'}`,
    ...values.map((v) => `trust policy: ${shortened(v)}`),
  ];
  const wildcard =
    operator.startsWith('StringEquals') && values.some((v) => /[*?]/.test(v) && !isUnresolved(v));
  if (wildcard) {
    return problem(
      question,
      [...seen, `${operator} takes * and ? literally.`],
      'Name the ServiceAccount exactly, or, for a pattern, use StringLike on sub.',
    );
  }
  if (claim === 'sub') {
    return problem(
      question,
      [...seen, ...subjectDifference(claims.subject, nearest(claims.subject, values))],
      `Change the trust policy's value to ${shortened(claims.subject)}, or run the pod under the ServiceAccount that the trust policy names.`,
      'A role made by this library takes both names from one declaration: compare namespace and serviceAccountName there with the pod.',
    );
  }
  if (claim === 'aud') return audienceFailed(question, seen, claims, values);
  return problem(question, seen, 'Remove the condition, or give the token this claim.');
}

function audienceFailed(
  question: string,
  seen: string[],
  claims: WebIdentityClaims,
  values: readonly string[],
): Step {
  const difference =
    claims.audiences[0] === undefined
      ? undefined
      : textDifference(
          { name: 'the token', value: claims.audiences[0] },
          { name: 'the trust policy', value: values[0] ?? '' },
        );
  const known = [
    ...(claims.audiences.some(
      (a) => a.startsWith('https://kubernetes.default.svc') || a.startsWith('https://oidc.eks.'),
    )
      ? [
          "The token's audience is the Kubernetes API server: this is the pod's ordinary token, not the one for AWS.",
        ]
      : []),
    ...(claims.audiences.includes('pods.eks.amazonaws.com')
      ? ['This is the token for the EKS Pod Identity agent; STS never sees it.']
      : []),
  ];
  return problem(
    question,
    [...seen, ...(known.length > 0 || !difference ? known : [sentence(difference.explanation)])],
    "The audience is sts.amazonaws.com in every partition, unless the ServiceAccount is annotated with eks.amazonaws.com/audience. Then the provider's client ids and the trust policy must have the same value.",
  );
}

/** The value that shares the most with the subject: the one that was probably meant. */
function nearest(subject: string, values: readonly string[]): string {
  const score = (value: string) => {
    let same = 0;
    while (same < value.length && value[same] === subject[same]) same++;
    let end = 0;
    while (end < value.length && value.at(-1 - end) === subject.at(-1 - end)) end++;
    return same + end;
  };
  return values.reduce((a, b) => (score(b) > score(a) ? b : a), values[0] ?? '');
}
