import { sessionTagComplaint } from '../trust/session-tag-complaint';
import type { DeclaredIdentity, Facts, PolicyFact, RoleFact } from './facts';
import { associationsOf, declaredFor } from './subject';

/**
 * Permissions that compare a session tag, on roles that no session with these tags takes: whoever gave them to the
 * role, by a grant, a policy or a role that was brought along.
 */
export function refusedSessionTags(facts: Facts): string[] {
  return facts.roles.flatMap((role) => {
    const identities = declaredFor(facts, role);
    return identities.length === 0 || hasSessionTags(facts, role, identities)
      ? []
      : complaintsAbout(role, identities[0], reasonOf(facts, role, identities[0]));
  });
}

/** One identity that sends tags is enough: its pods are meant. So are those of an association of somebody else. */
function hasSessionTags(facts: Facts, role: RoleFact, identities: DeclaredIdentity[]): boolean {
  return (
    identities.some(({ mechanism, sessionTags }) => mechanism === 'pod-identity' && sessionTags) ||
    associationsOf(facts, role).some(
      (association) =>
        association.sessionTags !== false &&
        !identities.some((identity) => isOf(association, identity)),
    )
  );
}

function isOf(
  one: { readonly namespace?: string; readonly serviceAccountName: string },
  other: DeclaredIdentity,
): boolean {
  return one.namespace === other.namespace && one.serviceAccountName === other.serviceAccountName;
}

function reasonOf(facts: Facts, role: RoleFact, identity: DeclaredIdentity): string {
  if (identity.mechanism !== 'pod-identity') {
    return 'IRSA sets no session tags';
  }
  const hasPolicy = associationsOf(facts, role).some(
    (association) => isOf(association, identity) && association.sessionPolicy !== undefined,
  );
  return hasPolicy ? 'a sessionPolicy turns session tags off' : 'session tags are off';
}

function complaintsAbout(role: RoleFact, { path }: DeclaredIdentity, whyNoTags: string): string[] {
  return role.policies
    .flatMap(statementsOf)
    .flatMap((statement) => sessionTagComplaint(statement, whyNoTags) ?? [])
    .map((complaint) => `[${path}] ${complaint}`);
}

/** As the policy has them. */
function statementsOf({ statements, document }: PolicyFact): unknown[] {
  return statements ? [(document as { readonly Statement: unknown }).Statement].flat() : [];
}
