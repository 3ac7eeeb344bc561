import type { ExplainedRole } from '../explained-role';
import type { FacetIndex } from './facet-index';
import { findingBadges } from './finding-markup';
import { html, type Markup, type MarkupPart } from './markup';
import { nameMarkup, shortResource } from './name-markup';
import { facetValues } from './role-facets';
import { roleName } from './role-picture';
import { trustLanes } from './trust-lane';

/** The picture as a table, one row a role: for who cannot see lines, and to copy from. */
export function roleTable(roles: readonly ExplainedRole[], index: FacetIndex): Markup {
  return html`<table class="roles"><caption class="hidden-visually">Roles that pods can take</caption>
<thead><tr><th scope="col">ServiceAccount</th><th scope="col">Trust</th><th scope="col">Role</th><th scope="col">May</th><th scope="col">Findings</th></tr></thead>
<tbody>${roles.map(
    (role) => html`<tr data-item${index.attributes(facetValues(role))}>
<td>${
      role.serviceAccounts.length > 0
        ? lines(role.serviceAccounts.map((s) => `${s.namespace}/${s.name}`))
        : html`<span class="soft">none by name</span>`
    }</td>
<td>${lines(trustLanes(role).map((s) => `${s.mechanism}: ${s.text}`))}</td>
<th scope="row">${roleName(role)}</th>
<td>${lines(mayDo(role))}</td>
<td>${findingBadges(role.findings)}</td></tr>
`,
  )}</tbody></table>`;
}

function mayDo({ permissions, otherPolicies }: ExplainedRole): string[] {
  return [
    ...permissions.map(
      ({ effect, actions, resources }) =>
        `${effect === 'Deny' ? 'NOT ' : ''}${actions.map(action).join(', ')} on ${resources.map(resource).join(', ') || 'nothing'}`,
    ),
    ...otherPolicies.map((arn) => `what ${arn} allows`),
  ];
}

function action(name: string): string {
  return name === '*' ? 'every action' : name;
}

function resource(arn: string): string {
  return arn === '*' ? 'every resource' : shortResource(arn);
}

function lines(values: readonly string[]): MarkupPart {
  return [...new Set(values)].map((value) => html`<div>${nameMarkup(value)}</div>`);
}
