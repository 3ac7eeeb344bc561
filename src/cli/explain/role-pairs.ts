import type { Facts, RoleFact } from '../../checks/facts';
import { isWorkloadRole } from '../../checks/workload-trust';

/** A role before and after; one side is missing where it is new or gone. */
export interface RolePair {
  readonly before?: RoleFact;
  readonly after?: RoleFact;
}

/** The same role is the same logical id in the same stack, or else the same path or ARN. */
export function pairRoles(older: Facts, newer: Facts): RolePair[] {
  const left = new Set(older.roles);
  const pairs = newer.roles.map((after): RolePair => {
    const before =
      [...left].find(
        (o) => (o.stack === after.stack && o.logicalId === after.logicalId) || o.arn === after.arn,
      ) ?? [...left].find((o) => o.path === after.path);
    if (before) left.delete(before);
    return before ? { before, after } : { after };
  });
  return [...pairs, ...[...left].map((before): RolePair => ({ before }))]
    .filter(
      ({ before, after }) =>
        (before && isWorkloadRole(before, older)) || (after && isWorkloadRole(after, newer)),
    )
    .sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
}

function pathOf({ before, after }: RolePair): string {
  return (after ?? before)?.path ?? '';
}
