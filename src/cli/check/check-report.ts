import type { IdentityFinding } from '../../checks/finding';

/** What the rules said of the files that were read. */
export interface CheckReport {
  readonly read: { readonly templates: number; readonly objects: number };
  readonly rules: number;
  readonly findings: readonly IdentityFinding[];
  readonly cannotTell: readonly Undecided[];
}

/** A rule that the files do not let decide. */
export interface Undecided {
  readonly id: string;
  readonly path: string;
  readonly reason: string;
}
