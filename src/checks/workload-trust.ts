import { matchesPatterns, narrows } from './condition-operator';
import { withoutPartition } from './expression';
import type { ConditionFact, Facts, RoleFact, TrustStatement } from './facts';
import { type IssuerKind, issuerKind } from './issuer';
import { memo } from './memo';
import { globMatches } from './permissions/glob';
import { cannotTell, notApplicable, type Outcome, pass } from './rule';

/** A statement that lets pods take a role with a token of their cluster. */
export interface WebIdentityStatement {
  readonly statement: TrustStatement;
  readonly issuers: string[];
  readonly kind: Exclude<IssuerKind, 'other'>;
}

const readStatements = memo((facts: Facts) =>
  memo((role: RoleFact): WebIdentityStatement[] =>
    (role.trust ?? []).filter(allows('sts:AssumeRoleWithWebIdentity')).flatMap((statement) => {
      const issuers = statement.federated.flatMap(({ issuer }) => issuer ?? []);
      const kinds = issuers.map((issuer) => issuerKind(issuer, facts, statement));
      const kind = kinds.includes('kubernetes') ? 'kubernetes' : 'unknown';
      return kinds.every((item) => item === 'other') ? [] : [{ statement, issuers, kind }];
    }),
  ),
);

export function webIdentityStatements(role: RoleFact, facts: Facts): WebIdentityStatement[] {
  return readStatements(facts)(role);
}

export const POD_IDENTITY_SERVICE = 'pods.eks.amazonaws.com';

/** The statements that let EKS Pod Identity take a role. */
export function podIdentityStatements(role: RoleFact): TrustStatement[] {
  return (role.trust ?? []).filter(
    ({ effect, services }) => effect === 'Allow' && services.includes(POD_IDENTITY_SERVICE),
  );
}

/** Whether pods can take the role, by either mechanism. */
export function isWorkloadRole(role: RoleFact, facts: Facts): boolean {
  return podIdentityStatements(role).length > 0 || webIdentityStatements(role, facts).length > 0;
}

/** A finding about a role that only tokens of an issuer can take that may be no cluster is a doubt. */
export function ifOfPods(outcome: Outcome, role: RoleFact, facts: Facts): Outcome {
  const tokens = webIdentityStatements(role, facts);
  const isOfPods =
    podIdentityStatements(role).length > 0 || tokens.some(({ kind }) => kind === 'kubernetes');
  return outcome.result !== 'fail' || isOfPods
    ? outcome
    : doubtful(outcome, { issuers: tokens.flatMap(({ issuers }) => issuers) });
}

export function allows(action: string) {
  return ({ effect, actions }: TrustStatement): boolean =>
    effect === 'Allow' && actions.some((item) => includesAction(item, action));
}

function includesAction(pattern: string, action: string): boolean {
  const [wide] = pattern.toLowerCase().split('*');
  return pattern.includes('*')
    ? action.toLowerCase().startsWith(wide)
    : pattern.toLowerCase() === action.toLowerCase();
}

export function isOpaque(statement: TrustStatement): boolean {
  return statement.conditions.some(({ opaque }) => opaque);
}

/** The conditions on a claim of the token, by `sub` or `aud`. */
export function claimConditions(statement: TrustStatement, claim: string): ConditionFact[] {
  return statement.conditions.filter((condition) => condition.claim === claim);
}

const NARROWING_KEYS = [
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:requesttag/eks-cluster-arn',
  'aws:requesttag/eks-cluster-name',
  'aws:requesttag/kubernetes-namespace',
  'aws:requesttag/kubernetes-service-account',
  'aws:requesttag/kubernetes-pod-name',
];

/** The conditions that keep a Pod Identity trust to some cluster, namespace or ServiceAccount. */
export function podIdentityNarrowing(statement: TrustStatement): ConditionFact[] {
  return statement.conditions.filter(
    (condition) =>
      NARROWING_KEYS.includes(condition.key.toLowerCase()) &&
      narrows(condition) &&
      !isOpenPattern(condition),
  );
}

/** For each kind of key two values that share nothing but their form: what matches both matches all. */
const STRANGERS = {
  arn: ['arn:*:eks:eu-west-1:111122223333:cluster/a', 'arn:*:eks:us-gov-x:444455556666:cluster/9'],
  account: ['111122223333', '444455556666'],
  name: ['a', 'yz-9'],
};

function isOpenPattern(condition: ConditionFact): boolean {
  const key = condition.key.toLowerCase();
  const kind = key.endsWith('arn') ? 'arn' : key === 'aws:sourceaccount' ? 'account' : 'name';
  return (
    matchesPatterns(condition) &&
    condition.values.some((value) =>
      STRANGERS[kind].every((stranger) => globMatches(withoutPartition(value), stranger)),
    )
  );
}

type Judge<T> = (role: RoleFact, of: T) => Outcome | undefined;

/** A rule about each statement for tokens of a cluster; `undefined` from the judge is a pass. */
export function judgeWebIdentity(facts: Facts, judge: Judge<WebIdentityStatement>): Outcome[] {
  return facts.roles.flatMap((role) => {
    if (role.trust === undefined) return [unreadable(role)];
    const statements = webIdentityStatements(role, facts);
    if (statements.length === 0) return [notApplicable(role)];
    return statements.map((of) => {
      const outcome = judge(role, of);
      if (outcome?.result === 'fail')
        return of.kind === 'kubernetes' ? outcome : doubtful(outcome, of);
      if (isOpaque(of.statement)) return opaque(role);
      return outcome ?? pass(role);
    });
  });
}

/** The same for a rule that fails on what is absent, which an unreadable condition may hold. */
export function judgeWebIdentityAbsence(
  facts: Facts,
  judge: Judge<WebIdentityStatement>,
): Outcome[] {
  return judgeWebIdentity(facts, (role, of) =>
    isOpaque(of.statement) ? opaque(role) : judge(role, of),
  );
}

/** A rule about each role that trusts EKS Pod Identity. */
export function judgePodIdentity(facts: Facts, judge: Judge<TrustStatement[]>): Outcome[] {
  return facts.roles.map((role) => {
    if (role.trust === undefined) return unreadable(role);
    const statements = podIdentityStatements(role);
    if (statements.length === 0) return notApplicable(role);
    const outcome = judge(role, statements);
    if (outcome?.result !== 'fail' && statements.some(isOpaque)) return opaque(role);
    return outcome ?? pass(role);
  });
}

/** A condition on who the pod is: a claim of its token, a tag of its request, or its cluster. */
export function isAboutPod({ key, claim }: ConditionFact): boolean {
  return claim !== undefined || /^aws:(?:RequestTag\/|Source(?:Arn|Account|Org))/i.test(key);
}

/** A rule about each condition of each statement by which pods take a role. */
export function judgeConditions(
  facts: Facts,
  judge: (role: RoleFact, condition: ConditionFact) => Outcome | undefined,
): Outcome[] {
  const worst = (role: RoleFact, statements: TrustStatement[]) => {
    const outcomes = statements.flatMap(({ conditions }) =>
      conditions.flatMap((condition) => judge(role, condition) ?? []),
    );
    return outcomes.find(({ result }) => result === 'fail') ?? outcomes[0];
  };
  const byPodIdentity = (on: unknown) => podIdentityStatements(on as RoleFact).length > 0;
  const pods = judgePodIdentity(facts, worst).filter(({ on }) => byPodIdentity(on));
  const tokens = judgeWebIdentity(facts, (role, { statement }) => worst(role, [statement])).filter(
    ({ result, on }) => result !== 'not-applicable' || !byPodIdentity(on),
  );
  return [...tokens, ...pods];
}

export function unreadable(role: RoleFact): Outcome {
  return cannotTell(role, 'The trust policy is an expression that is only known at deployment.');
}

function opaque(role: RoleFact): Outcome {
  return cannotTell(role, 'A condition of the trust policy is only known at deployment.');
}

function doubtful(
  { on, message }: Outcome,
  { issuers }: Pick<WebIdentityStatement, 'issuers'>,
): Outcome {
  return cannotTell(on, `Where ${issuers.join(', ')} is a Kubernetes cluster: ${message}`);
}
