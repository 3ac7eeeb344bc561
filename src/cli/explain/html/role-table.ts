import type { ExplainedRole } from '../explained-role';
import type { FacetIndex } from './facet-index';
import { findingBadges } from './finding-markup';
import { html, type Markup, type MarkupPart } from './markup';
import { nameMarkup, shortResource } from './name-markup';
import { facetValues } from './role-facets';
import { roleName } from './role-picture';
import { trustLanes } from './trust-lane';

const COLUMNS = ['ServiceAccount', 'Trust', 'Role', 'What it may do', 'Findings'];

/**
 * The picture as a table, one row a role: for who cannot see lines, and to copy from. Its roles are
 * spelled out because the style sheet lays rows out as grids, so that only those in sight cost time.
 */
export function roleTable(roles: readonly ExplainedRole[], index: FacetIndex): Markup {
  return html`<table class="roles" role="table" aria-label="Roles that pods can take">
<thead role="rowgroup"><tr role="row">${COLUMNS.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${roles.map(
    (role) => html`<tr role="row" data-item${index.attributes(facetValues(role))}>
<td role="cell">${accounts(role)}</td>
<td role="cell">${lines(trustLanes(role).map((s) => `${s.mechanism}: ${s.text}`))}</td>
<th scope="row" role="rowheader">${roleName(role)}</th>
<td role="cell">${mayDo(role)}</td>
<td role="cell">${findingBadges(role.findings)}</td></tr>
`,
  )}</tbody></table>`;
}

function accounts({ serviceAccounts }: ExplainedRole): MarkupPart {
  return serviceAccounts.length > 0
    ? lines(serviceAccounts.map((s) => `${s.namespace}/${s.name}`))
    : html`<span class="soft">none by name</span>`;
}

function mayDo({ permissions, otherPolicies }: ExplainedRole): MarkupPart {
  return [
    ...permissions.map(({ effect, actions, resources }) => {
      const marked = effect === 'Allow';
      return html`<div>${marked ? '' : 'NOT '}${listed(actions.map((a) => (a === '*' ? every('action', marked) : nameMarkup(a))))} on ${
        resources.length > 0
          ? listed(
              resources.map((r) =>
                r === '*' ? every('resource', marked) : nameMarkup(shortResource(r)),
              ),
            )
          : 'nothing'
      }</div>`;
    }),
    lines(otherPolicies.map((arn) => `what ${arn} allows`)),
  ];
}

function every(noun: string, marked: boolean): MarkupPart {
  return marked ? html`<mark>every ${noun}</mark>` : `every ${noun}`;
}

function listed(parts: readonly MarkupPart[]): MarkupPart {
  return parts.map((part, i) => (i === 0 ? part : html`, ${part}`));
}

function lines(values: readonly string[]): MarkupPart {
  return [...new Set(values)].map((value) => html`<div>${nameMarkup(value)}</div>`);
}
