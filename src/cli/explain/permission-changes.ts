import { permissionStatement, readDocument } from '../../checks/collect/policy-document';
import type { PermissionStatement } from '../../checks/facts';
import type { Said } from './direction';
import { type Grant, permissionGrants, uncovered } from './grant';

/** What became of the statements of a role's policies. */
export function statementChanges(
  before: readonly PermissionStatement[],
  after: readonly PermissionStatement[],
): Said[] {
  const [old, now] = [permissionGrants(before), permissionGrants(after)];
  const added = uncovered(now, old);
  const gone = uncovered(old, now);
  const allow = (g: Grant) => g.effect === 'Allow';
  const deny = (g: Grant) => g.effect === 'Deny';
  return [
    ...merged(added.filter(allow)).map(
      (t): Said => ({ direction: 'wider', text: `Now it may ${t}.` }),
    ),
    ...merged(gone.filter(deny)).map(
      (t): Said => ({ direction: 'wider', text: `No longer denied: ${t}.` }),
    ),
    ...merged(gone.filter(allow)).map(
      (t): Said => ({ direction: 'narrower', text: `No longer: ${t}.` }),
    ),
    ...merged(added.filter(deny)).map(
      (t): Said => ({ direction: 'narrower', text: `Now denied: ${t}.` }),
    ),
  ];
}

/** The same of a policy that limits a role: its permissions boundary or a session policy. */
export function limitChanges(name: string, before: unknown, after: unknown): Said[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [old, now] = [before, after].map((document) => readDocument(document).statements);
  if (!old || !now) return [{ direction: 'other', text: `What ${name} allows changed.` }];
  return statementChanges(old.map(permissionStatement), now.map(permissionStatement)).map(
    ({ direction, text }) => ({ direction, text: `By ${name}: ${text}` }),
  );
}

/** Grants on the same resource in one line. */
export function merged(grants: readonly Grant[]): string[] {
  const lines = new Map<string, string[]>();
  for (const { text } of grants) {
    const at = text.indexOf(' on ');
    const [action, rest] = [text.slice(0, at), text.slice(at)];
    lines.set(rest, [...(lines.get(rest) ?? []), action]);
  }
  return [...lines].map(([rest, actions]) => `${[...new Set(actions)].join(', ')}${rest}`);
}
