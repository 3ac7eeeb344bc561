import type { ExplainedPermission, ExplainedRole } from '../explained-role';
import { html, type Markup, type MarkupPart } from './markup';
import { nameMarkup, shortResource } from './name-markup';
import { firstNodes, WIRE_IN } from './picture-node';

const SHOWN_NAMES = 3;

/** The right half of the picture: one node for each service. */
export function serviceNodes({ permissions, otherPolicies }: ExplainedRole): MarkupPart {
  const groups = new Map<string, ExplainedPermission[]>();
  for (const permission of permissions) {
    const key = `${permission.effect} ${permission.service}`;
    groups.set(key, [...(groups.get(key) ?? []), permission]);
  }
  const nodes = [
    ...[...groups.values()].map(serviceNode),
    ...otherPolicies.map(
      (arn) =>
        html`<li>${WIRE_IN}<div class="node open"><b>${nameMarkup(arn.split('/').at(-1) ?? arn)}</b> <span class="soft">a policy that these templates do not tell</span></div></li>`,
    ),
  ];
  return nodes.length > 0
    ? firstNodes(nodes, WIRE_IN)
    : html`<li>${WIRE_IN}<div class="node open soft">Nothing in these templates</div></li>`;
}

function serviceNode(permissions: readonly ExplainedPermission[]): Markup {
  const [{ effect, service }] = permissions;
  const actions = distinct(permissions.flatMap((p) => p.actions));
  const resources = distinct(permissions.flatMap((p) => p.resources));
  const denied = effect === 'Deny' ? html`<span class="badge">Deny</span> ` : '';
  const every = resources.includes('*') && effect === 'Allow';
  const conditions = permissions.some((p) => p.conditions.length > 0)
    ? html` <span class="badge">with conditions</span>`
    : '';
  return html`<li>${WIRE_IN}<div class="node service${every ? ' wide' : ''}">${denied}<b>${service === '*' ? 'every service' : service}</b> <span class="soft">${actionsInShort(service, actions)}</span>${conditions}<ul class="resources">${resources
    .slice(0, SHOWN_NAMES)
    .map((r) => html`<li>${resourceMarkup(r, effect)}</li>`)}${
    resources.length > SHOWN_NAMES
      ? html`<li class="soft">and ${resources.length - SHOWN_NAMES} more</li>`
      : ''
  }</ul></div></li>`;
}

function resourceMarkup(resource: string, effect: string): Markup {
  if (resource !== '*') return html`<code>${nameMarkup(shortResource(resource))}</code>`;
  return effect === 'Allow'
    ? html`<span class="badge warning">every resource</span>`
    : html`every resource`;
}

function actionsInShort(service: string, actions: readonly string[]): MarkupPart {
  if (actions.some((a) => a === '*' || a === `${service}:*`))
    return html`<mark>every action</mark>`;
  if (actions.length > SHOWN_NAMES) return `${actions.length} actions`;
  return nameMarkup(actions.map((a) => a.slice(a.indexOf(':') + 1)).join(', '));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
