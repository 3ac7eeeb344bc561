import { isUnresolved } from '../expression';
import type { Facts } from '../facts';
import { FindingSeverity } from '../finding';
import { inWords, judgeWorkloadRoles } from '../permissions/grants';
import { cannotTell, fail, pass, type Rule } from '../rule';

const AWS_MANAGED = ':iam::aws:policy/';
const TOO_WIDE = /^(?:AdministratorAccess|PowerUserAccess)|_?FullAccess(?:_?V\d+)?$/;

export const permissionsFullAccessPolicy: Rule = {
  id: 'permissions-full-access-policy',
  severity: FindingSeverity.WARNING,
  title: 'Administrator or full-access managed policy',
  why: 'Such policies are made for people: every resource, and every action of a service or of AWS.',
  fix: 'Give the workload a policy of its own, with the actions it calls on the resources it uses.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
  check: (facts) =>
    judgeWorkloadRoles(facts, (role) => {
      const names = role.managedPolicyArns
        .filter(isAwsManaged)
        .map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
      const wide = names.filter((name) => TOO_WIDE.test(name));
      if (wide.length > 0) return fail(role, `The role has ${inWords(wide)}.`);
      const open = role.managedPolicyArns.find((arn) => isOpen(arn, facts));
      return open === undefined
        ? pass(role)
        : cannotTell(role, `The managed policy ${open} is only known at deployment.`);
    }),
};

/** An expression that is neither an AWS managed policy nor one of the templates. */
function isOpen(arn: string, { managedPolicies }: Facts): boolean {
  const isKnown = isAwsManaged(arn) || managedPolicies.some((policy) => policy.arn === arn);
  return !isKnown && isUnresolved(arn.replace(/^arn:\$\{AWS::Partition\}:iam::[^:]*:policy\//, ''));
}

function isAwsManaged(arn: string): boolean {
  return arn.includes(AWS_MANAGED);
}
