import { isUnresolved } from '../../checks/expression';
import type { Facts } from '../../checks/facts';
import { actionsMatching } from '../../checks/permissions/iam-actions';
import { IAM_ACTIONS_DATE } from '../../checks/permissions/iam-actions-data';
import { subjectOf } from '../../checks/subject';
import { type Evaluation, evaluate, type ResourceDeny, type RolePolicies } from './evaluate';
import { knownContext } from './known-context';
import { isOutOfReach, type PodRole, podRoles } from './pod-role';
import type { PolicyRequest } from './request';
import { inPartition, rolePolicies } from './role-policies';

export interface AccessQuestion extends PolicyRequest {
  readonly namespace: string;
  readonly serviceAccountName: string;
}

/** What one role of the ServiceAccount says. */
export interface RoleAnswer {
  readonly podRole: PodRole;
  readonly evaluation: Evaluation;
  /** Who else must allow it, or may have to. */
  readonly caveat?: string;
  /** What the deciding statement's policy is called. */
  readonly decidedIn?: string;
  /** The question with what the identity itself adds to the context. */
  readonly request: PolicyRequest;
  readonly policies: RolePolicies;
}

export interface AccessAnswer {
  readonly roles: readonly RoleAnswer[];
  /** About the question itself. */
  readonly notes: readonly string[];
}

const NO_POLICIES: RolePolicies = { identity: [], unknown: [] };

const OUT_OF_REACH: Pick<RoleAnswer, 'evaluation' | 'caveat'> = {
  evaluation: {
    verdict: 'denied',
    reasons: ["the role's trust policy does not let these pods take it"],
    conditions: [],
  },
  caveat: 'Until it does, what the role may do does not matter.',
};

/**
 * Whether the pods of a ServiceAccount may do something, as far as the templates say.
 *
 * @param deniesIn what the templates' resource-based policies deny, given the partition
 */
export function accessAnswer(
  facts: Facts,
  question: AccessQuestion,
  deniesIn: (partition: string) => readonly ResourceDeny[],
): AccessAnswer {
  const { namespace, serviceAccountName } = question;
  const { request, notes } = asAwsAsks(question);
  const roles = podRoles(facts, namespace, serviceAccountName).map((found): RoleAnswer => {
    const partition = partitionOf(request.resource, found.role?.region);
    const podRole = { ...found, arn: inPartition(found.arn, partition) };
    const known = knownContext(podRole, namespace, serviceAccountName);
    const full = { ...request, context: overridden(known, request.context) };
    const { role, association } = podRole;
    if (role === undefined) {
      const evaluation = cannotTell(`no template makes the role ${podRole.arn}`);
      return { podRole, evaluation, request: full, policies: NO_POLICIES };
    }
    if (isOutOfReach(facts, podRole, subjectOf(namespace, serviceAccountName))) {
      return { podRole, ...OUT_OF_REACH, request: full, policies: NO_POLICIES };
    }
    const { policies, nameOf } = rolePolicies(
      facts,
      role,
      association?.sessionPolicy,
      partition,
      deniesIn(partition),
    );
    const ours = evaluate(full, policies);
    const { decidedBy } = ours;
    return {
      podRole,
      ...withOtherSide(ours, request, role.account),
      ...(decidedBy && { decidedIn: nameOf(decidedBy) }),
      request: full,
      policies,
    };
  });
  return { roles, notes: [...notes, ...bothMechanisms(roles)] };
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */
function bothMechanisms(roles: readonly RoleAnswer[]): string[] {
  const mechanisms = new Set(roles.map(({ podRole }) => podRole.mechanism));
  return mechanisms.size > 1
    ? ['Where an association applies, new pods get the role of EKS Pod Identity, not that of IRSA.']
    : [];
}

function cannotTell(reason: string): Evaluation {
  return { verdict: 'cannot tell', reasons: [reason], conditions: [] };
}

/** The resource that AWS matches: `*` for an action that takes none, whatever was typed. */
function asAwsAsks({ action, resource, context }: AccessQuestion): {
  request: PolicyRequest;
  notes: string[];
} {
  const [known] = actionsMatching(action);
  const asked = { action: known?.name ?? action, resource, context };
  if (known === undefined) {
    const note = `${action} is not among the actions of AWS's service authorization reference of ${IAM_ACTIONS_DATE}: check its spelling.`;
    return { request: asked, notes: [note] };
  }
  if (known.takesResource) {
    const note = `${known.name} can be about one resource; this is about a request for *.`;
    return { request: asked, notes: resource === '*' ? [note] : [] };
  }
  const note = `${known.name} takes no resource: IAM matches it with *, so this is what was asked.`;
  return { request: { ...asked, resource: '*' }, notes: resource === '*' ? [] : [note] };
}

/** What the user says wins, whatever the case of the key. */
function overridden(
  known: PolicyRequest['context'],
  given: PolicyRequest['context'],
): PolicyRequest['context'] {
  const names = new Set(Object.keys(given).map((key) => key.toLowerCase()));
  const kept = Object.entries(known).filter(([key]) => !names.has(key.toLowerCase()));
  return { ...Object.fromEntries(kept), ...given };
}

function partitionOf(resource: string, region = ''): string {
  const [, partition] = /^arn:(aws[a-z-]*):/.exec(resource) ?? [];
  if (partition !== undefined) return partition;
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Where somebody else must allow it too, this side alone is never plain allowed. */
function withOtherSide(
  evaluation: Evaluation,
  { action, resource }: PolicyRequest,
  account: string | undefined,
): Pick<RoleAnswer, 'evaluation' | 'caveat'> {
  const { verdict } = evaluation;
  if (verdict !== 'allowed' && verdict !== 'depends') return { evaluation };
  const must = trustOfRole(action, resource) ?? otherAccount(resource, account);
  if (must !== undefined)
    return { evaluation: { ...evaluation, verdict: 'depends' }, caveat: must };
  return /^arn:[^:]*:s3:::/.test(resource) ? { evaluation, caveat: ANY_ACCOUNT } : { evaluation };
}

/** The ARN of a bucket does not say. */
const ANY_ACCOUNT = "If the bucket is another account's, a policy of the bucket must allow it too.";

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_permissions-to-switch.html */
function trustOfRole(action: string, resource: string): string | undefined {
  const isAssumed = /^sts:(?:AssumeRole|TagSession|SetSourceIdentity)$/i.test(action);
  return isAssumed ? `The trust policy of ${resource} must allow it too.` : undefined;
}

/** Why the resource is, or may be, another account's. */
function otherAccount(resource: string, roleAccount: string | undefined): string | undefined {
  const [, account] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource) ?? [];
  if (account === undefined || account === roleAccount) return undefined;
  return roleAccount === undefined || isUnresolved(roleAccount)
    ? `If ${account} is not the account of the role, a policy of the resource must allow it too; --account says which account the role is in.`
    : `The resource is in account ${account}, the role in ${roleAccount}: a policy of the resource must allow it too.`;
}
