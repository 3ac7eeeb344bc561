import type { Explanation } from '../explained-role';
import { html, type Markup } from './markup';
import {
  FACETS,
  type Facet,
  type FacetValue,
  facetValues,
  findingFacetValues,
} from './role-facets';

interface Entry extends FacetValue {
  /** What the page calls it; a name itself could hold blanks and quotes. */
  readonly id: number;
  /** How many roles it finds. */
  readonly count: number;
}

/** Everything that the report can be filtered by, in the order of the menus. */
export class FacetIndex {
  private readonly entries: Readonly<Record<Facet, ReadonlyMap<string, Entry>>>;

  constructor({ roles, otherFindings }: Explanation) {
    const ofRoles = roles.map(facetValues);
    this.entries = {
      namespace: numbered(ofRoles.map((r) => r.namespace)),
      service: numbered(ofRoles.map((r) => r.service)),
      finding: numbered(
        ofRoles.map((r) => r.finding),
        otherFindings.flatMap(findingFacetValues),
      ),
    };
  }

  public values(facet: Facet): Entry[] {
    return [...this.entries[facet].values()];
  }

  /** Attributes by which the page's script finds what matches. */
  public attributes(values: Partial<Readonly<Record<Facet, FacetValue[]>>>): Markup {
    const attributes = FACETS.map((facet) => {
      const ids = new Set((values[facet] ?? []).map(({ key }) => this.entries[facet].get(key)?.id));
      return html` data-${facet}="${[...ids].join(' ')}"`;
    });
    return html`${attributes}`;
  }
}

function numbered(
  lists: readonly FacetValue[][],
  others: readonly FacetValue[] = [],
): ReadonlyMap<string, Entry> {
  const counts = new Map(others.map((value) => [value.key, { value, count: 0 }]));
  for (const list of lists) {
    for (const value of new Map(list.map((v) => [v.key, v])).values()) {
      counts.set(value.key, { value, count: (counts.get(value.key)?.count ?? 0) + 1 });
    }
  }
  const sorted = [...counts.values()].sort(
    (a, b) => a.value.order - b.value.order || (a.value.label < b.value.label ? -1 : 1),
  );
  return new Map(sorted.map(({ value, count }, id) => [value.key, { ...value, id, count }]));
}
