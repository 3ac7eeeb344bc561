import type { IdentityFinding } from '../../../checks/finding';
import type { ExplainedRole, Explanation } from '../explained-role';
import { html, type Markup } from './markup';
import { trustSummaries } from './trust-summary';

/** What the report can be filtered by. */
export const FACETS = ['namespace', 'service', 'finding'] as const;

export type Facet = (typeof FACETS)[number];

export interface FacetValue {
  readonly key: string;
  readonly label: string;
  readonly group?: string;
}

export const SEVERITIES = ['error', 'warning', 'info'] as const;

const ANY_NAMESPACE: FacetValue = { key: 'any', label: 'more than named ones (patterns)' };
const MANAGED: FacetValue = { key: 'managed', label: 'managed policies, content unknown' };
const WITHOUT_FINDINGS: FacetValue = { key: 'none', label: 'without findings' };
const WITH_FINDINGS: FacetValue = { key: 'any', label: 'with findings' };

/** The values that a role is found by. */
export function facetValues(role: ExplainedRole): Readonly<Record<Facet, FacetValue[]>> {
  const exact = role.serviceAccounts.map(({ namespace }) => plain(namespace));
  const wide = exact.length === 0 || trustSummaries(role.assumedBy).some((s) => s.wide);
  return {
    namespace: [...exact, ...(wide ? [ANY_NAMESPACE] : [])],
    service: [
      ...role.permissions.map(({ service }) =>
        service === '*' ? { ...plain(service), label: 'every service (*)' } : plain(service),
      ),
      ...(role.otherPolicies.length > 0 ? [MANAGED] : []),
    ],
    finding: role.findings.length > 0 ? role.findings.flatMap(findingValues) : [WITHOUT_FINDINGS],
  };
}

/** The values that a finding about no role is found by. */
export function findingFacetValues(
  finding: IdentityFinding,
): Pick<Record<Facet, FacetValue[]>, 'finding'> {
  return { finding: findingValues(finding) };
}

function findingValues({ id, severity }: IdentityFinding): FacetValue[] {
  return [
    WITH_FINDINGS,
    { key: `severity ${severity}`, label: severity, group: 'Severity' },
    { key: `rule ${id}`, label: id, group: 'Rule' },
  ];
}

/** A name can be anything, and must not look like one of our own keys. */
function plain(name: string): FacetValue {
  return { key: `name ${name}`, label: name };
}

/** All values in the order of the menus, with how many roles each finds; its index is its id in the page. */
export class FacetIndex {
  private readonly entries: Readonly<Record<Facet, Map<string, FacetValue & { count: number }>>>;

  constructor({ roles, otherFindings }: Explanation) {
    this.entries = { namespace: new Map(), service: new Map(), finding: new Map() };
    for (const value of otherFindings.flatMap(findingValues)) this.add('finding', value, 0);
    for (const values of roles.map(facetValues)) {
      for (const facet of FACETS) {
        for (const value of distinct(values[facet])) this.add(facet, value, 1);
      }
    }
    for (const facet of FACETS)
      this.entries[facet] = new Map([...this.entries[facet]].sort(byGroup));
  }

  public values(facet: Facet): (FacetValue & { id: number; count: number })[] {
    return [...this.entries[facet].values()].map((value, id) => ({ ...value, id }));
  }

  /** `data-` attributes by which the script finds what matches. */
  public attributes(values: Partial<Record<Facet, FacetValue[]>>): Markup {
    const attributes = FACETS.map((facet) => {
      const keys = [...this.entries[facet].keys()];
      const ids = distinct(values[facet] ?? []).map(({ key }) => keys.indexOf(key));
      return html` data-${facet}="${ids.join(' ')}"`;
    });
    return html`${attributes}`;
  }

  private add(facet: Facet, value: FacetValue, count: number) {
    const before = this.entries[facet].get(value.key)?.count ?? 0;
    this.entries[facet].set(value.key, { ...value, count: before + count });
  }
}

function distinct(values: readonly FacetValue[]): FacetValue[] {
  return [...new Map(values.map((v) => [v.key, v])).values()];
}
