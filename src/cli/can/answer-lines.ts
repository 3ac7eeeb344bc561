import type { Line, Tone } from '../page';
import type { AccessAnswer, AccessQuestion, RoleAnswer } from './access-answer';
import type { Verdict } from './evaluate';
import { simulateCall } from './simulate-call';
import type { OpenCondition } from './truth';

const TONES: Record<Verdict, Tone> = {
  allowed: 'ok',
  denied: 'problem',
  depends: 'unclear',
  'cannot tell': 'unclear',
};
const LABEL_WIDTH = 13;

/** What this evaluation cannot see; part of every answer. */
export const LIMITS =
  'This sees the identity side only: not service control policies and resource control policies (SCPs, RCPs), nor the policies of the resource, of its KMS key or of a VPC endpoint, but for what the template itself denies there.';

/** @param stackNameOf the name in AWS of the stack that a role is in */
export function answerLines(
  question: AccessQuestion,
  answer: AccessAnswer,
  stackNameOf: (stack: string | undefined) => string,
): Line[] {
  const { namespace, serviceAccountName, action, resource } = question;
  return [
    { text: `Can ${namespace}/${serviceAccountName} ${action} on ${resource}?`, tone: 'strong' },
    ...answer.notes.map((text): Line => ({ text })),
    ...answer.roles.flatMap((role) => roleLines(role, stackNameOf)),
    { text: '' },
    { text: LIMITS },
  ];
}

function roleLines(answer: RoleAnswer, stackNameOf: (stack: string | undefined) => string): Line[] {
  const { podRole, evaluation, caveat, decidedIn, request, policies } = answer;
  const { verdict, reasons, conditions, decidedBy } = evaluation;
  const below = (text: string): Line => ({ text, indent: LABEL_WIDTH });
  const command = (text: string): Line => ({
    text: `$ ${text}`,
    indent: LABEL_WIDTH,
    tone: 'faint',
    // A folded line must not end inside quotes.
    fold: /'[^']* [^']*'/.test(text) ? 'exact' : 'command',
  });
  return [
    { text: '' },
    {
      text: `${podRole.role?.path ?? podRole.arn} (${podRole.mechanism})`,
      label: { text: verdict, width: LABEL_WIDTH, tone: TONES[verdict] },
    },
    ...(conditions.length > 0 ? conditions.map((c) => below(conditionWords(c))) : []),
    ...(conditions.length > 0 ? [] : reasons.map((reason) => below(sentence(reason)))),
    ...(caveat === undefined ? [] : [below(caveat)]),
    ...(decidedBy
      ? [
          below(`${isFinal(verdict) ? 'By' : 'Allowed so far by'} ${decidedIn}:`),
          below(JSON.stringify(decidedBy.statement)),
        ]
      : []),
    ...(verdict === 'denied' && decidedBy === undefined && caveat === undefined
      ? [below('A policy of a resource in the same account may still allow it.')]
      : []),
    ...(podRole.association?.sessionPolicy === undefined
      ? []
      : [below('The simulator of AWS does not know the session policy:')]),
    ...simulateCall(podRole, request, policies, stackNameOf(podRole.role?.stack)).map(command),
  ];
}

function isFinal(verdict: Verdict): boolean {
  return verdict === 'allowed' || verdict === 'denied';
}

function conditionWords({ operator, key, values, effect }: OpenCondition): string {
  const outcome = effect === 'Deny' ? 'denied' : 'allowed';
  return `It depends on ${key}: ${outcome} where ${operator} ${values.join(', ')} (say it with --context ${key}=VALUE, or --absent ${key})`;
}

/** Begins with a capital letter, unless it begins with a key, an ARN or an expression. */
function sentence(reason: string): string {
  return `${reason.replace(/^[a-z]+(?= )/, (word) => word[0].toUpperCase() + word.slice(1))}.`;
}
