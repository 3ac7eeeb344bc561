import { type Page, textPage } from '../page';
import type { ExplainedRole, Explanation } from './explained-role';

/** A flow chart, ServiceAccount to role to services, for Markdown that draws mermaid. */
export function renderMermaid({ roles }: Explanation): Page {
  return textPage(['flowchart LR', ...roles.flatMap(roleLines)].join('\n'));
}

function roleLines(role: ExplainedRole, index: number): string[] {
  const id = `r${index}`;
  const services = new Map<string, Set<string>>();
  for (const { service, resources, effect } of role.permissions) {
    if (effect === 'Deny') continue;
    services.set(service, new Set([...(services.get(service) ?? []), ...resources]));
  }
  const worst = role.findings.some((f) => f.severity === 'error')
    ? ['  style '.concat(id, ' stroke:#c00,stroke-width:2px')]
    : [];
  return [
    `  ${id}["${label(role.path)}"]`,
    ...role.serviceAccounts.map(
      (s, i) =>
        `  ${id}s${i}(["${label(`${s.namespace}/${s.name}`)}"]) -- "${label(s.mechanism)}" --> ${id}`,
    ),
    ...[...services].map(
      ([service, resources], i) =>
        `  ${id} --> ${id}p${i}["${label(service === '*' ? 'every service' : service)}<br/>${label(count(resources))}"]`,
    ),
    ...worst,
  ];
}

function count(resources: ReadonlySet<string>): string {
  if (resources.has('*')) return 'every resource';
  return resources.size === 1 ? [...resources][0] : `${resources.size} resources`;
}

/** Mermaid reads HTML and its own syntax in labels: everything but plain characters is an entity. */
function label(text: string): string {
  return [...text.slice(0, 200)]
    .map((c) => (/[\p{L}\p{N} ._/:*-]/u.test(c) ? c : `#${c.codePointAt(0)};`))
    .join('');
}
