import { findingLines } from '../check/finding-lines';
import { type Line, linesPage, type Page } from '../page';
import type { ExplainedRole, Explanation } from './explained-role';
import type { ExplainedServiceAccount } from './explained-service-account';

export function renderText({ roles, otherFindings }: Explanation): Page {
  const count =
    roles.length === 1 ? '1 role that pods can take' : `${roles.length} roles that pods can take`;
  return linesPage([
    { text: count, tone: 'strong' },
    ...roles.flatMap(roleLines),
    ...(otherFindings.length > 0
      ? [
          { text: '' },
          { text: 'Other findings', tone: 'strong' } as Line,
          ...otherFindings.flatMap(findingLines),
        ]
      : []),
  ]);
}

function roleLines(role: ExplainedRole): Line[] {
  return [
    { text: '' },
    { text: role.path, tone: 'strong' },
    ...field('role', [role.arn]),
    ...field('pods', role.serviceAccounts.map(accountInWords)),
    ...field('trusts', role.assumedBy),
    ...field('only if', role.trustConditions),
    ...field(
      'may',
      role.permissions.map((p) => {
        const where = p.conditions.length > 0 ? `, where ${p.conditions.join(' and ')}` : '';
        return `${p.effect === 'Deny' ? 'NOT ' : ''}${p.actions.join(', ')} on ${p.resources.join(', ') || 'nothing'}${where}`;
      }),
    ),
    ...field(
      'also',
      role.otherPolicies.map((arn) => `what ${arn} allows (these templates do not tell)`),
    ),
    ...field(
      'at most',
      role.permissionsBoundary
        ? [`what the permissions boundary ${role.permissionsBoundary} allows`]
        : [],
    ),
    ...role.findings
      .flatMap(findingLines)
      .map((line) => ({ ...line, indent: (line.indent ?? 0) + 2 })),
  ];
}

function field(name: string, values: readonly string[]): Line[] {
  return values.map((text, i) => ({
    text,
    indent: 2,
    label: { text: i === 0 ? name : '', width: 9, tone: 'faint' },
  }));
}

function accountInWords(account: ExplainedServiceAccount): string {
  const { namespace, name, mechanism, cluster, delivery, targetRoleArn, sessionPolicy } = account;
  return [
    `${namespace}/${name} by ${mechanism}${cluster ? ` in ${cluster}` : ''}`,
    ...(targetRoleArn ? [`as the target role ${targetRoleArn}`] : []),
    ...(sessionPolicy ? ['limited by a session policy'] : []),
    `ServiceAccount ${delivery}`,
  ].join('; ');
}
