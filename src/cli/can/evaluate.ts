import { matchText, type PolicyValue, whereResolved } from './condition-operators';
import { conditionsHold } from './conditions';
import { completedArn, literal, type Token, withWildcards } from './pattern';
import { listOf, type PolicyDocument, type PolicyStatement, statementsOf } from './policy-document';
import { expand } from './policy-variables';
import type { PolicyRequest } from './request';
import { depends, every, not, type OpenCondition, some, type Truth, unknown } from './truth';

/** Which kind of policy a document is: of the role, or of a resource. */
export type PolicyLayer = 'identity' | 'boundary' | 'session' | 'resource';

/** A `Deny` of a resource-based policy, its principal taken out. */
export interface ResourceDeny {
  /** Whose policy it is. */
  readonly name: string;
  readonly version?: string;
  readonly statement: PolicyStatement;
  /** Why it may not be about the role or the resource. */
  readonly doubt?: string;
}

/** A policy that applies, but whose text is not at hand. */
export interface UnseenPolicy {
  readonly unseen: string;
}

/** The policies of one role: what they say, and the names of those that cannot be read. */
export interface RolePolicies {
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument | UnseenPolicy;
  readonly session?: PolicyDocument | UnseenPolicy;
  /** Identity-based policies that are attached and not at hand. */
  readonly unknown: readonly string[];
  /** What resource-based policies that are at hand deny. */
  readonly resourceDenies?: readonly ResourceDeny[];
}

export type Verdict = 'allowed' | 'denied' | 'depends' | 'cannot tell';

export interface DecidingStatement {
  readonly layer: PolicyLayer;
  /** Place of its policy among those of the layer. */
  readonly policy: number;
  readonly statement: PolicyStatement;
}

export interface Evaluation {
  readonly verdict: Verdict;
  /** The statement that denies, or the identity statement that allows. */
  readonly decidedBy?: DecidingStatement;
  /** For `depends`: what the request would have to say. */
  readonly conditions: readonly OpenCondition[];
  /** One sentence for each thing that led here. */
  readonly reasons: readonly string[];
}

interface Judged extends DecidingStatement {
  readonly applies: Truth;
}

const LAYER_NAMES: Readonly<Record<PolicyLayer, string>> = {
  identity: "the role's policies",
  boundary: 'the permissions boundary',
  session: 'the session policy',
  resource: 'a policy of the resource',
};

/**
 * What the identity side of IAM says to a request, in IAM's order: an explicit deny anywhere; then
 * the role's policies, its permissions boundary and its session policy, each of which must allow.
 *
 * Sees no SCP or RCP, and of resource-based policies only the denies that it is given.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function evaluate(request: PolicyRequest, policies: RolePolicies): Evaluation {
  const judged = [...judgeRole(request, policies), ...judgeResources(request, policies)];
  const denies = judged.filter((j) => j.statement.Effect === 'Deny');
  const allows = judged.filter((j) => j.statement.Effect === 'Allow');
  const denying = denies.find((j) => j.applies.is === 'yes');
  if (denying) {
    return closed('denied', [`${LAYER_NAMES[denying.layer]}: an explicit deny applies`], denying);
  }
  const layers = layersOf(policies).map(([layer]) => ({
    layer,
    allowed: allowedBy(layer, policies, allows),
  }));
  const refusing = layers.filter((l) => l.allowed.is === 'no');
  if (refusing.length > 0) {
    return closed(
      'denied',
      refusing.map((l) => `${LAYER_NAMES[l.layer]}: no statement allows it (implicit deny)`),
    );
  }
  const outcome = every([
    ...denies.map((j) => not(j.applies)),
    ...layers.map((l) => l.allowed),
    ...unseenMayDeny(policies),
    ...oddEffects(judged),
  ]);
  const allowing = allows.find((j) => j.layer === 'identity' && j.applies.is === 'yes');
  return open(outcome, allowing);
}

function judgeRole(request: PolicyRequest, policies: RolePolicies): Judged[] {
  return layersOf(policies).flatMap(([layer, documents]) =>
    documents.flatMap((document, policy) =>
      statementsOf(document).map((statement) => ({
        layer,
        policy,
        statement,
        applies: every([
          applies(statement, document.Version, request),
          ...(document.doubt === undefined ? [] : [unknown(document.doubt)]),
        ]),
      })),
    ),
  );
}

function judgeResources(request: PolicyRequest, { resourceDenies = [] }: RolePolicies): Judged[] {
  return resourceDenies.map(({ name, version, statement, doubt }, policy) => {
    const truth = applies(statement, version, request);
    const isClear = truth.is === 'no' || (doubt === undefined && truth.is !== 'unknown');
    const why = doubt ?? `${name} may deny it: ${JSON.stringify(statement)}`;
    return { layer: 'resource', policy, statement, applies: isClear ? truth : unknown(why) };
  });
}

function layersOf(policies: RolePolicies): [PolicyLayer, readonly PolicyDocument[]][] {
  const layers: [PolicyLayer, readonly PolicyDocument[]][] = [['identity', policies.identity]];
  for (const layer of ['boundary', 'session'] as const) {
    const policy = policies[layer];
    if (policy !== undefined) layers.push([layer, 'unseen' in policy ? [] : [policy]]);
  }
  return layers;
}

function unseenIn(policies: RolePolicies, layer: PolicyLayer): readonly string[] {
  if (layer === 'identity') return policies.unknown;
  if (layer === 'resource') return [];
  const policy = policies[layer];
  return policy !== undefined && 'unseen' in policy ? [policy.unseen] : [];
}

function allowedBy(layer: PolicyLayer, policies: RolePolicies, allows: readonly Judged[]): Truth {
  return some([
    ...allows.filter((j) => j.layer === layer).map((j) => j.applies),
    ...unseenIn(policies, layer).map((name) => unseenPolicy(layer, name)),
  ]);
}

function unseenPolicy(layer: PolicyLayer, name: string): Truth {
  const what = layer === 'identity' ? 'the policy' : LAYER_NAMES[layer];
  return unknown(`${what} ${name} is not known from the template`);
}

function unseenMayDeny(policies: RolePolicies): Truth[] {
  return (['identity', 'boundary', 'session'] as const).flatMap((layer) =>
    unseenIn(policies, layer).map((name) => unseenPolicy(layer, name)),
  );
}

function oddEffects(judged: readonly Judged[]): Truth[] {
  return judged
    .filter((j) => !['Allow', 'Deny'].includes(j.statement.Effect) && j.applies.is !== 'no')
    .map((j) => unknown(`Effect '${j.statement.Effect}' is neither Allow nor Deny`));
}

function closed(verdict: Verdict, reasons: readonly string[], by?: Judged): Evaluation {
  return { verdict, reasons, conditions: [], ...(by && { decidedBy: deciding(by) }) };
}

function open(outcome: Truth, allowing: Judged | undefined): Evaluation {
  const decidedBy = allowing && { decidedBy: deciding(allowing) };
  if (outcome.is === 'unknown') {
    return { verdict: 'cannot tell', reasons: outcome.why, conditions: [], ...decidedBy };
  }
  if (outcome.is === 'depends') {
    const reasons = [`the request's ${[...new Set(outcome.on.map((c) => c.key))].join(', ')}`];
    return { verdict: 'depends', reasons, conditions: outcome.on, ...decidedBy };
  }
  return closed('allowed', ["the role's policies allow it and nothing here denies it"], allowing);
}

function deciding({ layer, policy, statement }: Judged): DecidingStatement {
  return { layer, policy, statement };
}

function applies(
  statement: PolicyStatement,
  version: string | undefined,
  request: PolicyRequest,
): Truth {
  const parts = [
    actionMatches(statement, request),
    resourceMatches(statement, version, request),
    conditionsHold(statement.Condition, version, request.context),
  ];
  if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
    parts.push(unknown('IAM refuses a Principal in an identity-based policy'));
  }
  const all = every(parts);
  if (all.is !== 'depends') return all;
  return depends(...all.on.map((condition) => ({ ...condition, effect: statement.Effect })));
}

function actionMatches(statement: PolicyStatement, request: PolicyRequest): Truth {
  const asked = literal(request.action.toLowerCase());
  const matches = listOf(statement.Action ?? statement.NotAction).map((written) => {
    const { tokens } = expand(written.toLowerCase(), undefined, {}, textWildcards);
    return matchText(asked, { written, tokens }, 'Action');
  });
  return statement.Action === undefined ? exclusion(matches) : some(matches);
}

function resourceMatches(
  statement: PolicyStatement,
  version: string | undefined,
  request: PolicyRequest,
): Truth {
  const asked = expand(request.resource, undefined, {}, (tokens) => tokens).tokens;
  const negated = statement.Resource === undefined;
  const matches = listOf(statement.Resource ?? statement.NotResource).map((written): Truth => {
    const { tokens, missing } = expand(written, version, request.context, resourceWildcards);
    if (missing.length === 0) {
      const answer = matchText(asked, { written, tokens: completedArn(tokens) }, 'Resource');
      return negated ? excluded(answer, asked, { written, tokens }) : answer;
    }
    return negated ? unknown(`the request has no ${missing[0]} for '${written}'`) : { is: 'no' };
  });
  return negated ? exclusion(matches) : some(matches);
}

/** AWS says of `Resource` alone that it completes an ARN. */
function excluded(answer: Truth, asked: readonly Token[], value: PolicyValue): Truth {
  const asWritten = matchText(asked, value, 'NotResource');
  if (asWritten.is !== answer.is) return unknown(`'${value.written}' is not an ARN of six parts`);
  return whereResolved(asWritten, value, 'NotResource');
}

/** `NotAction` and `NotResource`; without either element IAM refuses the statement. */
function exclusion(matches: readonly Truth[]): Truth {
  if (matches.length === 0) return unknown('a statement names no action or no resource');
  return not(some(matches));
}

const textWildcards = (tokens: readonly Token[]) => withWildcards(tokens, 'text');
const resourceWildcards = (tokens: readonly Token[]) => withWildcards(tokens, 'resource');
