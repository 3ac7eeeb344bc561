import type { Facts } from '../facts';
import { FindingSeverity } from '../finding';
import { judgeWorkloadRoles } from '../permissions/grants';
import { cannotTell, fail, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

export const permissionsManagedPolicyCount: Rule = {
  id: 'permissions-managed-policy-count',
  severity: FindingSeverity.ERROR,
  title: 'More managed policies than a role can have',
  why: 'The deployment fails, unless the quota of the account was raised.',
  fix: 'Join policies, or raise the quota L-0DA4ABF3 (up to 25) and say so in the context key cdk-eks-workload-identity:quotas.',
  source: SOURCES.iamQuotas,
  check: (facts) =>
    judgeWorkloadRoles(facts, (role) => {
      const { length } = role.managedPolicyArns;
      const limit = facts.quotas.managedPoliciesPerRole;
      if (length > limit) {
        return fail(role, `The role has ${length} managed policies; its account allows ${limit}.`);
      }
      const list = role.managedPolicyArns.find((arn) => mayBeList(arn, facts));
      return list === undefined
        ? pass(role)
        : cannotTell(role, `How many policies ${list} stands for is only known at deployment.`);
    }),
};

/** A lone expression that is not a policy of the templates may stand for a list. */
function mayBeList(arn: string, { managedPolicies }: Facts): boolean {
  const alone = /^\$\{(?:Fn::If|Fn::Split|Fn::Object|Ref )[^{}]*\}$/.test(arn);
  return alone && !managedPolicies.some((policy) => policy.arn === arn);
}
