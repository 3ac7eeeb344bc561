import type { Rule } from '../rule';

/** Every rule, in the order of the table in README. Nothing else knows all rules. */
export const rules: readonly Rule[] = [];
