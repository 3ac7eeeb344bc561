import { type Line, linesPage, type Page, type Tone, textPage } from '../page';
import { printableJson } from '../printable-text';
import type { Change } from './changes';
import type { Direction } from './direction';

const TONES: Record<Direction, Tone> = { wider: 'problem', narrower: 'ok', other: 'unclear' };
const WIDTH = 10;

export function renderChangesText(changes: readonly Change[]): Page {
  if (changes.length === 0) {
    return linesPage([
      { text: 'Nothing changed in who may assume the roles of pods, or in what these may do.' },
    ]);
  }
  const roles = [...new Set(changes.map((c) => c.role))];
  const count = (direction: Direction) => changes.filter((c) => c.direction === direction).length;
  return linesPage([
    ...roles.flatMap((role): Line[] => [
      { text: role, tone: 'strong' },
      ...changes.filter((c) => c.role === role).map(changeLine),
      { text: '' },
    ]),
    { text: `${count('wider')} wider, ${count('narrower')} narrower, ${count('other')} other` },
  ]);
}

function changeLine({ direction, text }: Change): Line {
  return { text, indent: 2, label: { text: direction, width: WIDTH, tone: TONES[direction] } };
}

export function renderChangesJson(changes: readonly Change[]): Page {
  return textPage(printableJson({ version: 1, changes }));
}
