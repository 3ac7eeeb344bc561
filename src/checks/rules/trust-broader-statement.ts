import { narrows } from '../condition-operator';
import type { ConditionFact, Facts, RoleFact, TrustStatement } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { declaredFor, exactSubjects } from '../subject';
import {
  allows,
  claimConditions,
  isOpaque,
  podIdentityNarrowing,
  podIdentityStatements,
  unreadable,
  webIdentityStatements,
} from '../workload-trust';

export const trustBroaderStatement: Rule = {
  id: 'trust-broader-statement',
  severity: FindingSeverity.ERROR,
  title: 'Second, broader statement in the trust policy',
  why: 'Statements add up: the broad one lets in what the narrow one keeps out.',
  fix: 'Remove the broader statement, or give it the same conditions.',
  source: SOURCES.bestPractices,
  check: (facts) => facts.roles.map((role) => judge(role, facts)),
};

function judge(role: RoleFact, facts: Facts): Outcome {
  if (role.trust === undefined) return unreadable(role);
  const tokens = webIdentityStatements(role, facts).filter(({ kind }) => kind === 'kubernetes');
  const pods = podIdentityStatements(role).filter(allows('sts:AssumeRole'));
  const web = tokens.map(({ statement }) => statement);
  if (web.length + pods.length === 0) return notApplicable(role);
  const narrow = [...web.filter(isExact), ...pods.filter(isNarrowed)];
  if (narrow.length === 0) return pass(role);
  const everybody = role.trust.find(
    ({ effect, aws, conditions }) =>
      effect === 'Allow' && aws.includes('*') && conditions.length === 0,
  );
  if (everybody) return fail(role, 'Another statement lets every AWS principal take the role.');
  const broad = [
    ...(web.some(isExact) ? web.filter((item) => !isExact(item)) : []),
    ...pods.filter((item) => pods.some((other) => isWider(item, other))),
  ];
  if (broad.some(isOpaque))
    return cannotTell(role, 'A second statement has conditions that are not known.');
  const wide = broad.find((item) => !isDeclaredPattern(item, role, facts));
  if (!wide) return pass(role);
  return fail(
    role,
    `One statement names who may take the role, but another for ${[...wide.services, ...wide.federated.map(({ provider }) => provider)].join(', ')} admits more.`,
  );
}

const isExact = (statement: TrustStatement): boolean => exactSubjects(statement).length > 0;

const isNarrowed = (statement: TrustStatement): boolean =>
  podIdentityNarrowing(statement).length > 0;

/** It has some of the other's conditions, and none of its own: none at all, for example. */
function isWider(statement: TrustStatement, other: TrustStatement): boolean {
  const own = podIdentityNarrowing(statement);
  const others = podIdentityNarrowing(other);
  const keysOf = (conditions: ConditionFact[]) =>
    new Set(conditions.map(({ key }) => key.toLowerCase()));
  return (
    keysOf(own).size < keysOf(others).size &&
    own.every(({ key, values }) =>
      others.some(
        (item) =>
          item.key.toLowerCase() === key.toLowerCase() &&
          item.values.some((value) => values.includes(value)),
      ),
    )
  );
}

function isDeclaredPattern(statement: TrustStatement, role: RoleFact, facts: Facts): boolean {
  const values = claimConditions(statement, 'sub')
    .filter(narrows)
    .flatMap((condition) => condition.values);
  const patterns = declaredFor(facts, role).flatMap(({ subjectPatterns = [] }) => subjectPatterns);
  return values.length > 0 && values.every((value) => patterns.includes(value));
}
