import { FindingSeverity } from '../finding';
import { doubtfulActions, type GrantVerdict, judgeGrants } from '../permissions/grants';
import type { Rule } from '../rule';

const EVERY_ACTION = /^\*+(:\*+)?$/;

export const permissionsAllActions: Rule = {
  id: 'permissions-all-actions',
  severity: FindingSeverity.WARNING,
  title: '`Action: *`, or `NotAction` in an Allow',
  why: 'Whoever gets into the pod can do everything that AWS offers on those resources, in services of tomorrow too.',
  fix: 'List the actions that the workload calls. CloudTrail and IAM Access Analyzer show which.',
  source:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  check: (facts) =>
    judgeGrants(
      facts,
      ({ statement }): GrantVerdict => {
        if (statement.notActions.length > 0) {
          return { wrong: [`every action but ${statement.notActions.join(', ')}`] };
        }
        const wrong = statement.actions.filter((action) => EVERY_ACTION.test(action));
        return wrong.length > 0
          ? { wrong: ['every action (Action: *)'] }
          : doubtfulActions(statement.actions);
      },
      (wrong) => `The role allows ${wrong}.`,
    ),
};
