import { FindingSeverity } from '../finding';
import { doubtfulActions, type GrantVerdict, judgeGrants } from '../permissions/grants';
import type { Rule } from '../rule';

const WILDCARDS_OF_A_SERVICE = /^[^:*?]+:[*?]+$/;

export const permissionsServiceWideActions: Rule = {
  id: 'permissions-service-wide-actions',
  severity: FindingSeverity.WARNING,
  title: 'Every action of a service, such as `s3:*`',
  why: 'The workload can delete, share and reconfigure what it was meant to read or write.',
  fix: 'List the actions that the workload calls, or use the grant methods of the resource, such as bucket.grantRead(identity).',
  source:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  check: (facts) =>
    judgeGrants(
      facts,
      ({ statement }): GrantVerdict => {
        const wrong = statement.actions.filter(
          (action) => WILDCARDS_OF_A_SERVICE.test(action) && action.includes('*'),
        );
        return wrong.length > 0 ? { wrong } : doubtfulActions(statement.actions);
      },
      (wrong) => `The role allows ${wrong}.`,
    ),
};
