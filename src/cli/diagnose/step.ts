/** `cannot tell` is an answer of its own: it is never printed as fine. */
export type Verdict = 'ok' | 'problem' | 'cannot tell';

/** One question of the checklist, with its answer. */
export interface Step {
  readonly question: string;
  readonly verdict: Verdict;
  /** The command whose answer it rests on, as the user can run it. */
  readonly command?: string;
  /** What was seen. */
  readonly found: readonly string[];
  /** What to change; for `cannot tell`, how to find out. */
  readonly fix?: readonly string[];
}

export function ok(question: string, ...found: string[]): Step {
  return { question, verdict: 'ok', found };
}

export function problem(question: string, found: readonly string[], ...fix: string[]): Step {
  return { question, verdict: 'problem', found, fix };
}

export function cannotTell(question: string, found: readonly string[], ...fix: string[]): Step {
  return { question, verdict: 'cannot tell', found, fix };
}

export function hasProblem(steps: readonly Step[]): boolean {
  return steps.some((step) => step.verdict === 'problem');
}
