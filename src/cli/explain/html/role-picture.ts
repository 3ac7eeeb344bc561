import type { ExplainedPermission, ExplainedRole } from '../explained-role';
import { findingBadges, worstSeverity } from './finding-markup';
import { html, type Markup, type MarkupPart } from './markup';
import { nameMarkup, shortResource } from './name-markup';
import { trustSummaries } from './trust-summary';

const SHOWN_NODES = 6;
const SHOWN_NAMES = 3;
/** The line towards the column before, and the one towards the next. */
const IN: Markup = html`<span class="in"></span>`;
const OUT: Markup = html`<span class="out"></span>`;

/** ServiceAccounts, trust, role and services of one role, side by side. The role comes first for who listens. */
export function rolePicture(role: ExplainedRole, id: string): Markup {
  return html`<div class="picture">
<div class="column of-role"><div class="node role ${worstSeverity(role.findings)}">${IN}${OUT}
<h3 id="${id}-name"><button type="button" aria-expanded="true" aria-controls="${id}-details">${roleName(role)}</button></h3>
${findingBadges(role.findings)}${
  role.permissionsBoundary ? html`<span class="badge">permissions boundary</span>` : ''
}</div></div>
<ul class="column of-accounts" role="list" aria-label="ServiceAccounts">${accountNodes(role)}</ul>
<ul class="column of-trust" role="list" aria-label="Trust">${trustNodes(role)}</ul>
<ul class="column of-services" role="list" aria-label="What it may do">${serviceNodes(role)}</ul>
</div>`;
}

export function roleName({ path, stack }: ExplainedRole): Markup {
  return stack !== undefined && path.startsWith(`${stack}/`)
    ? html`<span class="soft">${nameMarkup(`${stack}/`)}</span><wbr>${nameMarkup(path.slice(stack.length + 1))}`
    : nameMarkup(path);
}

function accountNodes({ serviceAccounts }: ExplainedRole): MarkupPart {
  const names = new Map(serviceAccounts.map((s) => [`${s.namespace}/${s.name}`, s]));
  const nodes = [...names].map(([key, { namespace, name }]): MarkupPart => {
    const clusters = new Set(
      serviceAccounts.filter((s) => `${s.namespace}/${s.name}` === key).map((s) => s.cluster),
    ).size;
    return html`<li>${OUT}<div class="node account"><span class="soft">${nameMarkup(namespace)}/</span><wbr><b>${nameMarkup(name)}</b>${
      clusters > 1 && !bothMechanisms(serviceAccounts, key)
        ? html` <span class="badge">${clusters} clusters</span>`
        : ''
    }</div></li>`;
  });
  return nodes.length > 0
    ? shown(nodes, OUT)
    : html`<li>${OUT}<div class="node open soft">No ServiceAccount by name</div></li>`;
}

/** An issuer and a cluster's name may be the same cluster, so they cannot be counted together. */
function bothMechanisms(accounts: ExplainedRole['serviceAccounts'], key: string): boolean {
  const own = accounts.filter((s) => `${s.namespace}/${s.name}` === key);
  return new Set(own.map((s) => s.mechanism)).size > 1;
}

function trustNodes({ assumedBy }: ExplainedRole): MarkupPart {
  return shown(
    trustSummaries(assumedBy).map(
      ({ mechanism, text, wide }) =>
        html`<li>${IN}${OUT}<div class="node trust${wide ? ' wide' : ''}"><b>${mechanism}</b> <span class="soft">${text}</span></div></li>`,
    ),
    html`${IN}${OUT}`,
  );
}

function serviceNodes({ permissions, otherPolicies }: ExplainedRole): MarkupPart {
  const groups = new Map<string, ExplainedPermission[]>();
  for (const permission of permissions) {
    const key = `${permission.effect} ${permission.service}`;
    groups.set(key, [...(groups.get(key) ?? []), permission]);
  }
  const nodes = [
    ...[...groups.values()].map(serviceNode),
    ...otherPolicies.map(
      (arn) =>
        html`<li>${IN}<div class="node open"><b>${nameMarkup(arn.split('/').at(-1) ?? arn)}</b> <span class="soft">managed policy, not in these templates</span></div></li>`,
    ),
  ];
  return nodes.length > 0
    ? shown(nodes, IN)
    : html`<li>${IN}<div class="node open soft">Nothing in these templates</div></li>`;
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
  return html`<li>${IN}<div class="node service${every ? ' wide' : ''}">${denied}<b>${service === '*' ? 'every service' : service}</b> <span class="soft">${actionsInShort(service, actions)}</span>${conditions}<ul class="resources">${resources
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

function shown(nodes: readonly MarkupPart[], lines: Markup): MarkupPart {
  const more = nodes.length - SHOWN_NODES;
  if (more <= 1) return nodes;
  return [
    ...nodes.slice(0, SHOWN_NODES),
    html`<li>${lines}<div class="node open soft">and ${more} more, in the details</div></li>`,
  ];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
