import type { IdentityFinding } from '../../../checks/finding';
import type { ExplainedRole } from '../explained-role';
import { trustLanes } from './trust-lane';

/** What the report can be filtered by. */
export const FACETS = ['namespace', 'service', 'finding'] as const;

export type Facet = (typeof FACETS)[number];

/** One entry of a filter's menu. */
export interface FacetValue {
  readonly key: string;
  readonly label: string;
  readonly order: number;
  readonly group?: string;
}

const WIDE: FacetValue = { key: 'wide', label: 'more than named ones', order: 2 };
const MANAGED: FacetValue = { key: 'managed', label: 'managed policies, not shown', order: 2 };
const WITH: FacetValue = { key: 'with', label: 'with findings', order: 0 };
const WITHOUT: FacetValue = { key: 'without', label: 'without findings', order: 1 };
const SEVERITIES = ['error', 'warning', 'info'];

/** The values that a role is found by. */
export function facetValues(role: ExplainedRole): Readonly<Record<Facet, FacetValue[]>> {
  const exact = role.serviceAccounts.map(({ namespace }) => named(namespace));
  const wide = exact.length === 0 || trustLanes(role).some((lane) => lane.kind === 'wide');
  return {
    namespace: [...exact, ...(wide ? [WIDE] : [])],
    service: [
      ...role.permissions.map(({ service }) =>
        named(service, service === '*' ? 'every service' : service),
      ),
      ...(role.otherPolicies.length > 0 ? [MANAGED] : []),
    ],
    finding: role.findings.length > 0 ? role.findings.flatMap(findingFacetValues) : [WITHOUT],
  };
}

/** The values that a finding is found by. */
export function findingFacetValues({ id, severity }: IdentityFinding): FacetValue[] {
  return [
    WITH,
    {
      key: `severity ${severity}`,
      label: severity,
      group: 'Severity',
      order: 2 + SEVERITIES.indexOf(severity),
    },
    { key: `rule ${id}`, label: id, group: 'Rule', order: 5 },
  ];
}

/** A name can be anything, also one of our own keys. */
function named(name: string, label = name): FacetValue {
  return { key: `name ${name}`, label, order: 1 };
}
