import type { Facts, RoleFact } from '../../checks/facts';
import { serviceAccountsOf } from '../../checks/subject';
import { associationChanges, associationTexts } from './association-changes';
import type { Direction, Said } from './direction';
import { type Grant, permissionGrants, trustGrants, uncovered } from './grant';
import { limitChanges, merged, statementChanges } from './permission-changes';
import { pairRoles } from './role-pairs';

/** One thing that a reviewer should see. */
export interface Change {
  readonly direction: Direction;
  readonly role: string;
  readonly what: 'role' | 'trust' | 'permissions' | 'association' | 'ServiceAccount';
  readonly text: string;
}

export function changesBetween(older: Facts, newer: Facts): Change[] {
  const pairs = pairRoles(older, newer);
  return pairs.flatMap(({ before, after }) => {
    const role = (after ?? before)?.path ?? '';
    const said = (direction: Direction, what: Change['what'], text: string): Change => ({
      direction,
      role,
      what,
      text,
    });
    if (!before && after)
      return [
        said('wider', 'role', 'This role is new.'),
        ...everything(newer, after).map((t) => said('wider', t.what, t.text)),
      ];
    if (before && !after)
      return [said('narrower', 'role', 'This role is gone, with all that it allowed.')];
    if (!before || !after) return [];
    return [
      ...trustChanges(before, after).map((c) => said(c.direction, 'trust', c.text)),
      ...permissionChanges(before, after).map((c) => said(c.direction, 'permissions', c.text)),
      ...boundaryChanges(older, newer, before, after).map((c) =>
        said(c.direction, 'permissions', c.text),
      ),
      ...associationChanges(associationTexts(older, before), associationTexts(newer, after)).map(
        (c) => said(c.direction, 'association', c.text),
      ),
      ...listChanges(accountTexts(older, before), accountTexts(newer, after)).map((text) =>
        said('other', 'ServiceAccount', text),
      ),
    ];
  });
}

function everything(facts: Facts, role: RoleFact): { what: Change['what']; text: string }[] {
  return [
    ...[...new Set(trustGrants(role.trust ?? []).map(assumedBy))].map((text) => ({
      what: 'trust' as const,
      text,
    })),
    ...merged(permissionGrants(statementsOf(role))).map((text) => ({
      what: 'permissions' as const,
      text: `It may ${text}.`,
    })),
    ...outside(role).map((arn) => ({
      what: 'permissions' as const,
      text: `It may do what ${arn} allows.`,
    })),
    ...associationTexts(facts, role).map(({ text }) => ({ what: 'association' as const, text })),
  ];
}

function trustChanges(before: RoleFact, after: RoleFact): Said[] {
  if (!before.trust || !after.trust) {
    return before.trust === after.trust
      ? []
      : [
          {
            direction: 'other',
            text: 'The trust policy, in whole or before, is known only at deployment.',
          },
        ];
  }
  const [old, now] = [trustGrants(before.trust), trustGrants(after.trust)];
  return directions(uncovered(now, old), uncovered(old, now), (grant, gone) =>
    gone ? `No longer: ${grant.text}` : assumedBy(grant),
  );
}

function assumedBy(grant: Grant): string {
  return grant.effect === 'Deny' ? grant.text : `May be assumed by: ${grant.text}`;
}

function permissionChanges(before: RoleFact, after: RoleFact): Said[] {
  return [
    ...statementChanges(statementsOf(before), statementsOf(after)),
    ...unreadable(before, after),
    ...outside(after)
      .filter((a) => !outside(before).includes(a))
      .map((a): Said => ({ direction: 'wider', text: `Now it may do what ${a} allows.` })),
    ...outside(before)
      .filter((a) => !outside(after).includes(a))
      .map((a): Said => ({ direction: 'narrower', text: `No longer what ${a} allows.` })),
  ];
}

function unreadable(before: RoleFact, after: RoleFact): Said[] {
  const count = (role: RoleFact) =>
    role.policies.filter((p) => !p.statements).map((p) => JSON.stringify(p.document ?? p.name));
  return count(before).join() === count(after).join()
    ? []
    : [{ direction: 'other', text: 'A policy that is known only at deployment changed.' }];
}

function boundaryChanges(
  older: Facts,
  newer: Facts,
  { permissionsBoundary: old }: RoleFact,
  { permissionsBoundary: now }: RoleFact,
): Said[] {
  if (old === undefined && now === undefined) return [];
  if (old === undefined)
    return [{ direction: 'narrower', text: `It has a permissions boundary now: ${now}.` }];
  if (now === undefined)
    return [
      { direction: 'wider', text: `It has no permissions boundary any more; it was ${old}.` },
    ];
  return [
    ...(old === now
      ? []
      : [
          {
            direction: 'other' as const,
            text: `Its permissions boundary is ${now}; it was ${old}.`,
          },
        ]),
    ...limitChanges('its permissions boundary', policyOf(older, old), policyOf(newer, now)),
  ];
}

function policyOf({ managedPolicies }: Facts, arn: string): unknown {
  return managedPolicies.find((policy) => policy.arn === arn)?.document;
}

function accountTexts(facts: Facts, role: RoleFact): string[] {
  return serviceAccountsOf(facts, role).map(
    (a) => `the ServiceAccount ${a.namespace ?? '?'}/${a.name} is annotated with it`,
  );
}

function listChanges(old: readonly string[], now: readonly string[]): string[] {
  return [
    ...now.filter((t) => !old.includes(t)).map((t) => `Now ${t}.`),
    ...old.filter((t) => !now.includes(t)).map((t) => `No longer: ${t}.`),
  ];
}

function directions(
  added: readonly Grant[],
  gone: readonly Grant[],
  words: (g: Grant, gone: boolean) => string,
): Said[] {
  return [
    ...added.map(
      (g): Said => ({
        direction: g.effect === 'Allow' ? 'wider' : 'narrower',
        text: words(g, false),
      }),
    ),
    ...gone.map(
      (g): Said => ({
        direction: g.effect === 'Allow' ? 'narrower' : 'wider',
        text: words(g, true),
      }),
    ),
  ].filter(
    (said, i, all) =>
      all.findIndex((o) => o.text === said.text && o.direction === said.direction) === i,
  );
}

function statementsOf(role: RoleFact) {
  return role.policies.flatMap((p) => p.statements ?? []);
}

/** Attached managed policies whose content is not in the templates. */
function outside(role: RoleFact): string[] {
  const known = role.policies.map((p) => ('arn' in p ? p.arn : undefined));
  return role.managedPolicyArns.filter((arn) => !known.includes(arn));
}
