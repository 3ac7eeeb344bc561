import type { Explanation } from '../explained-role';
import { html, type Markup } from './markup';

interface Figure {
  readonly count: number;
  readonly one: string;
  readonly many: string;
  readonly severity?: string;
}

/** The figures below the title. */
export function reportFigures({ roles, otherFindings }: Explanation): Markup {
  const accounts = new Set(
    roles.flatMap((r) => r.serviceAccounts.map((s) => JSON.stringify([s.namespace, s.name]))),
  );
  const findings = [...new Set([...roles.flatMap((r) => r.findings), ...otherFindings])];
  const of = (severity: string) => findings.filter((f) => f.severity === severity).length;
  const everywhere = roles.filter((r) =>
    r.permissions.some((p) => p.effect === 'Allow' && p.resources.includes('*')),
  ).length;
  const figures: Figure[] = [
    { count: roles.length, one: 'role', many: 'roles' },
    { count: accounts.size, one: 'ServiceAccount', many: 'ServiceAccounts' },
    { count: everywhere, one: 'role with every resource', many: 'roles with every resource' },
    { count: of('error'), one: 'error', many: 'errors', severity: 'error' },
    { count: of('warning'), one: 'warning', many: 'warnings', severity: 'warning' },
    ...(of('info') > 0 ? [{ count: of('info'), one: 'info', many: 'info' }] : []),
  ];
  return html`<dl class="figures">${figures.map(
    ({ count, one, many, severity }) =>
      html`<div class="${count > 0 ? (severity ?? '') : ''}"><dt>${count === 1 ? one : many}</dt><dd>${count}</dd></div>`,
  )}</dl>`;
}
