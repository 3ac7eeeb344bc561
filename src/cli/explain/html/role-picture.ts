import type { ExplainedRole } from '../explained-role';
import { findingBadges, worstSeverity } from './finding-markup';
import { laneNodes } from './lane-markup';
import { html, type Markup } from './markup';
import { nameMarkup } from './name-markup';
import { WIRE_IN, WIRE_OUT } from './picture-node';
import { serviceNodes } from './service-markup';

/** ServiceAccounts, trust, role and services side by side. For who listens the role comes first. */
export function rolePicture(role: ExplainedRole, id: string): Markup {
  return html`<div class="picture">
<div class="column of-role"><div class="node role ${worstSeverity(role.findings)}">${WIRE_IN}${WIRE_OUT}
<h3 id="${id}-name"><button type="button" aria-expanded="true" aria-controls="${id}-details">${roleName(role)}</button></h3>
${findingBadges(role.findings)}${
  role.permissionsBoundary ? html`<span class="badge">permissions boundary</span>` : ''
}</div></div>
<ul class="column fan of-lanes" role="list" aria-label="Trust">${laneNodes(role)}</ul>
<ul class="column fan of-services" role="list" aria-label="What it may do">${serviceNodes(role)}</ul>
</div>`;
}

export function roleName({ path, stack }: ExplainedRole): Markup {
  return stack !== undefined && path.startsWith(`${stack}/`)
    ? html`<span class="soft">${nameMarkup(`${stack}/`)}</span><wbr>${nameMarkup(path.slice(stack.length + 1))}`
    : nameMarkup(path);
}
