import type { FacetIndex } from './facet-index';
import { html, type Markup, type MarkupPart } from './markup';
import { FACETS, type Facet } from './role-facets';

const LABELS: Readonly<Record<Facet, string>> = {
  namespace: 'Namespace',
  service: 'AWS service',
  finding: 'Findings',
};

/** The menus above the picture. Without scripts they would do nothing, so the script shows them. */
export function filterForm(index: FacetIndex): Markup {
  return html`<form id="filter" role="search" aria-label="Filter the roles" hidden>
${FACETS.map((facet) => menu(facet, index))}
<button type="reset">Reset</button>
<p id="count" role="status" aria-live="polite"></p>
<fieldset><legend class="hidden-visually">Show as</legend>
<label><input type="radio" name="view" value="picture" checked> Picture</label>
<label><input type="radio" name="view" value="table"> Table</label></fieldset>
<button type="button" id="expand" aria-pressed="false">Expand all</button>
</form>`;
}

function menu(facet: Facet, index: FacetIndex): Markup {
  const values = index.values(facet);
  const groups = [...new Set(values.map((v) => v.group))];
  return html`<div class="menu"><label for="filter-${facet}">${LABELS[facet]}</label> <select id="filter-${facet}" name="${facet}"><option value="">all</option>${groups.map(
    (group): MarkupPart => {
      const options = values
        .filter((v) => v.group === group)
        .map(
          (v) =>
            html`<option value="${v.id}">${v.label}${v.count > 0 ? ` (${v.count})` : ''}</option>`,
        );
      return group === undefined ? options : html`<optgroup label="${group}">${options}</optgroup>`;
    },
  )}</select></div>`;
}
