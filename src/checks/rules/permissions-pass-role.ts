import { narrows } from '../condition-operator';
import type { PermissionStatement } from '../facts';
import { FindingSeverity } from '../finding';
import { globMatches } from '../permissions/glob';
import { doubtfulActions, type GrantVerdict, judgeGrants } from '../permissions/grants';
import type { Rule } from '../rule';

export const permissionsPassRole: Rule = {
  id: 'permissions-pass-role',
  severity: FindingSeverity.WARNING,
  title: '`iam:PassRole` without a condition on the service',
  why: 'The workload can hand the role to any service that runs code, and so take its permissions.',
  fix: 'Add StringEquals on iam:PassedToService with the service that gets the role, and name the role in Resource.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  check: (facts) =>
    judgeGrants(
      facts,
      ({ statement }): GrantVerdict => {
        const wrong = statement.actions.filter(isPassRole);
        if (wrong.length === 0) return doubtfulActions(statement.actions);
        if (namesService(statement)) return {};
        return statement.conditions.some(({ opaque }) => opaque)
          ? { doubt: 'A condition on iam:PassRole is only known at deployment.' }
          : { wrong };
      },
      (wrong) => `${wrong} lets the workload pass roles to any service.`,
    ),
};

/** What allows every action is the matter of permissions-all-actions. */
function isPassRole(action: string): boolean {
  const pattern = action.toLowerCase();
  return pattern.startsWith('iam:') && globMatches(pattern, 'iam:passrole');
}

function namesService({ conditions }: PermissionStatement): boolean {
  return conditions.some(
    (condition) =>
      condition.key.toLowerCase() === 'iam:passedtoservice' &&
      (narrows(condition) || /IfExists$/.test(condition.operator)),
  );
}
