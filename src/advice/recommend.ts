import {
  DEFAULT_ROW,
  MECHANISM_TABLE,
  type MechanismRow,
  NEED_CONFLICTS,
  type Need,
} from './mechanism-table';

export type Needs = { readonly [need in Need]?: boolean };

/** Either a mechanism with the rows that speak for it, or why there is none. */
export type Recommendation =
  | { readonly mechanism: 'irsa' | 'pod-identity'; readonly rows: readonly MechanismRow[] }
  | { readonly mechanism: undefined; readonly why: string; readonly fix: string };

/** The mechanism that meets all needs; EKS Pod Identity where both do. */
export function recommend(needs: Needs): Recommendation {
  const given = (Object.keys(MECHANISM_TABLE) as Need[]).filter((need) => needs[need]);
  const conflict = NEED_CONFLICTS.find(({ needs: both }) =>
    both.every((need) => given.includes(need)),
  );
  if (conflict) {
    const [one, other] = conflict.needs;
    return {
      mechanism: undefined,
      why: `${one} and ${other} exclude each other: ${conflict.why}`,
      fix: `Drop ${one} or ${other}, or give each a ServiceAccount of its own`,
    };
  }
  const withoutPodIdentity = given.filter((need) => MECHANISM_TABLE[need].podIdentity === 'no');
  const withoutIrsa = given.filter((need) => MECHANISM_TABLE[need].irsa === 'no');
  if (withoutPodIdentity.length > 0 && withoutIrsa.length > 0) {
    return {
      mechanism: undefined,
      why: `${said(withoutPodIdentity)} ${needOnly(withoutPodIdentity)} IRSA, ${said(withoutIrsa)} ${needOnly(withoutIrsa)} EKS Pod Identity. ${sentences([...withoutPodIdentity, ...withoutIrsa])}`,
      fix: `Drop ${said(withoutPodIdentity)} or ${said(withoutIrsa)}, or divide the workload into two ServiceAccounts`,
    };
  }
  const rows = given.map((need) => MECHANISM_TABLE[need]);
  if (withoutPodIdentity.length > 0) {
    return { mechanism: 'irsa', rows };
  }
  const decided = rows.some(
    ({ irsa, podIdentity }) => irsa === 'no' || podIdentity === 'preferred',
  );
  return { mechanism: 'pod-identity', rows: decided ? rows : [...rows, DEFAULT_ROW] };
}

function said(needs: readonly Need[]): string {
  return needs.join(' and ');
}

function needOnly(needs: readonly Need[]): string {
  return needs.length === 1 ? 'works with nothing but' : 'work with nothing but';
}

function sentences(needs: readonly Need[]): string {
  const whole = needs.map((need) => MECHANISM_TABLE[need].why).join(' ');
  return whole.replace(/\.$/, '');
}
