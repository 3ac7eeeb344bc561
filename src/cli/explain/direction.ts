/**
 * `wider`: somebody new may assume the role, or it may do more. `narrower`: the opposite. `other`:
 * it cannot be said which, or neither.
 */
export type Direction = 'wider' | 'narrower' | 'other';

/** A change in words. */
export interface Said {
  readonly direction: Direction;
  readonly text: string;
}
