import { isUnresolved } from '../expression';
import type { Facts, PermissionStatement, PolicyFact, RoleFact } from '../facts';
import { FindingSeverity } from '../finding';
import { memo } from '../memo';
import { cannotTell, fail, notApplicable, type Outcome, pass } from '../rule';
import { ifOfPods, isWorkloadRole, unreadable } from '../workload-trust';

/** An `Allow` statement of a role. */
export interface Grant {
  readonly role: RoleFact;
  readonly policy: PolicyFact;
  readonly statement: PermissionStatement;
}

/** What a rule says of one grant; nothing: it is fine. */
export interface GrantVerdict {
  /** What is wrong, item by item: actions, as a rule. */
  readonly wrong?: readonly string[];
  /** Why it matters less; goes behind the message of a finding for information. */
  readonly mitigation?: string;
  /** Why it cannot be told. */
  readonly doubt?: string;
}

export const grantsOf = memo((role: RoleFact): Grant[] =>
  role.policies.flatMap((policy) =>
    (policy.statements ?? [])
      .filter(({ effect }) => effect === 'Allow')
      .map((statement) => ({ role, policy, statement })),
  ),
);

/** One outcome for each role: those that pods can take are judged. */
export function judgeWorkloadRoles(facts: Facts, judge: (role: RoleFact) => Outcome): Outcome[] {
  return facts.roles.map((role) => {
    if (role.trust === undefined) return unreadable(role);
    return isWorkloadRole(role, facts) ? ifOfPods(judge(role), role, facts) : notApplicable(role);
  });
}

/** A rule about each `Allow` of a workload's role; the message gets everything that is wrong. */
export function judgeGrants(
  facts: Facts,
  judge: (grant: Grant) => GrantVerdict,
  message: (wrong: string) => string,
): Outcome[] {
  return judgeWorkloadRoles(facts, (role) => grantsOutcome(role, judge, message));
}

export function grantsOutcome(
  role: RoleFact,
  judge: (grant: Grant) => GrantVerdict,
  message: (wrong: string) => string,
): Outcome {
  const verdicts = grantsOf(role).map(judge);
  const [mitigated, plain] = partition(verdicts, ({ mitigation }) => mitigation !== undefined);
  const wrong = wrongIn(plain);
  if (wrong.length > 0) return fail(role, message(inWords(wrong)));
  const doubt = verdicts.find((verdict) => verdict.doubt !== undefined)?.doubt;
  if (doubt !== undefined) return cannotTell(role, doubt);
  const minor = wrongIn(mitigated);
  if (minor.length === 0) return readableOutcome(role);
  const mitigations = [...new Set(mitigated.map(({ mitigation }) => mitigation))];
  return fail(role, [message(inWords(minor)), ...mitigations].join(' '), {
    severity: FindingSeverity.INFO,
  });
}

function wrongIn(verdicts: readonly GrantVerdict[]): string[] {
  return [...new Set(verdicts.flatMap(({ wrong }) => wrong ?? []))];
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function readableOutcome(role: RoleFact): Outcome {
  const hidden = role.policies.find(({ statements }) => statements === undefined);
  if (hidden === undefined) return pass(role);
  return cannotTell(
    role,
    `The policy ${hidden.name ?? hidden.path} is an expression that is only known at deployment.`,
  );
}

/** The doubt about actions that are expressions, for the rules that read their names. */
export function doubtfulActions(actions: readonly string[]): GrantVerdict {
  const open = actions.find(isUnresolved);
  return open === undefined ? {} : { doubt: `The action ${open} is only known at deployment.` };
}

const SHOWN = 5;

export function inWords(items: readonly string[]): string {
  const shown = items.slice(0, SHOWN).join(', ');
  return items.length > SHOWN ? `${shown} and ${items.length - SHOWN} more` : shown;
}
