import type { Line, Tone } from '../page';
import { hasProblem, type Step, type Verdict } from './step';

const TONES: Record<Verdict, Tone> = { ok: 'ok', problem: 'problem', 'cannot tell': 'unclear' };
const LABEL_WIDTH = 13;

/** The checklist as lines, problems repeated at the end for whoever reads only that. */
export function stepLines(title: string, steps: readonly Step[]): Line[] {
  return [{ text: title, tone: 'strong' }, ...steps.flatMap(linesOf), { text: '' }, summary(steps)];
}

function linesOf(step: Step): Line[] {
  return [
    { text: '' },
    {
      text: step.question,
      label: { text: step.verdict, width: LABEL_WIDTH, tone: TONES[step.verdict] },
    },
    ...(step.command
      ? [
          {
            text: `$ ${step.command}`,
            indent: LABEL_WIDTH,
            tone: 'faint',
            fold: 'command',
          } as const,
        ]
      : []),
    ...step.found.map((text) => ({ text, indent: LABEL_WIDTH })),
    ...(step.fix ?? []).map(
      (text): Line => ({
        text,
        indent: LABEL_WIDTH,
        label: { text: step.verdict === 'problem' ? 'Fix:' : 'To do:', width: 7, tone: 'strong' },
      }),
    ),
  ];
}

function summary(steps: readonly Step[]): Line {
  const count = (verdict: Verdict) => steps.filter((s) => s.verdict === verdict).length;
  const figures = `${count('ok')} ok, ${count('problem')} problem, ${count('cannot tell')} cannot tell`;
  return { text: figures, tone: hasProblem(steps) ? 'problem' : 'strong' };
}
