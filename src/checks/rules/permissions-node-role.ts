import { isUnresolved, sameArn } from '../expression';
import type { Facts, RoleFact } from '../facts';
import { FindingSeverity } from '../finding';
import { globMatches } from '../permissions/glob';
import { doubtfulActions, type GrantVerdict, grantsOutcome, inWords } from '../permissions/grants';
import { cannotTell, fail, notApplicable, type Outcome, type Rule } from '../rule';

/** What the EKS guide attaches to node roles, and what Systems Manager needs to reach nodes. */
const NODE_POLICIES = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEKS_CNI_Policy',
  'AmazonSSMManagedInstanceCore',
];

/**
 * What nodes themselves call: to join, to tell the stack that they have (cfn-init and cfn-signal), to pull images, to
 * give pods addresses and identities.
 */
const NODE_ACTIONS = [
  'cloudformation:describestackresource',
  'cloudformation:signalresource',
  'ec2:describe*',
  'ec2:assignipv6addresses',
  'ec2:unassignipv6addresses',
  'ec2:createtags',
  'ecr:batchcheck*',
  'ecr:batchget*',
  'ecr:batchimportupstreamimage',
  'ecr:describe*',
  'ecr:get*',
  'ecr:list*',
  'eks:describecluster',
  'eks-auth:assumeroleforpodidentity',
  'ssm:updateinstanceinformation',
  'ssmmessages:*',
  'ec2messages:*',
];

export const permissionsNodeRole: Rule = {
  id: 'permissions-node-role',
  severity: FindingSeverity.WARNING,
  title: 'Application permissions on a node role',
  why: 'Every pod on the node that reaches the instance metadata service has them.',
  fix: "Move them to an identity of the workload's ServiceAccount.",
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html',
  check: (facts) => [...facts.roles.map((role) => judge(role, facts)), ...rolesElsewhere(facts)],
};

function judge(role: RoleFact, facts: Facts): Outcome {
  const isNodeRole = facts.nodeRoles.some(({ roleArn }) => roleArn && sameArn(roleArn, role.arn));
  if (!isNodeRole) return notApplicable(role);
  const own = new Set(facts.managedPolicies.map(({ arn }) => arn));
  const attached = role.managedPolicyArns.filter((arn) => !own.has(arn));
  const foreign = attached.filter((arn) => !isUnresolved(nameOf(arn)) && !isNodePolicy(arn));
  if (foreign.length > 0) return fail(role, `The node role has ${inWords(foreign.map(nameOf))}.`);
  const outcome = grantsOutcome(
    role,
    ({ statement }): GrantVerdict => {
      if (statement.notActions.length > 0) return { wrong: ['NotAction'] };
      const wrong = statement.actions.filter((a) => !isUnresolved(a) && !isNodeAction(a));
      return wrong.length > 0 ? { wrong } : doubtfulActions(statement.actions);
    },
    (wrong) => `The node role allows ${wrong}.`,
  );
  if (outcome.result !== 'pass' || attached.every(isNodePolicy)) return outcome;
  return cannotTell(role, 'A managed policy of the node role is only known at deployment.');
}

/** Node roles that no template makes. */
function rolesElsewhere({ nodeRoles, roles }: Facts): Outcome[] {
  return nodeRoles
    .filter(({ roleArn }) => !roles.some(({ arn }) => roleArn && sameArn(roleArn, arn)))
    .map((on) => cannotTell(on, 'The role of these nodes is not in the templates.'));
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const isNodePolicy = (arn: string): boolean => NODE_POLICIES.includes(nameOf(arn));

const isNodeAction = (action: string): boolean =>
  NODE_ACTIONS.some((pattern) => globMatches(pattern, action.toLowerCase()));
