import { FindingSeverity } from '../../checks/finding';
import { type Line, linesPage, type Page } from '../page';
import type { CheckReport } from './check-report';
import { findingLines } from './finding-lines';

export function renderText({ read, rules, findings, cannotTell }: CheckReport): Page {
  const count = (severity: FindingSeverity) =>
    findings.filter((f) => f.severity === severity).length;
  return linesPage([
    {
      text: `${rules} rules over ${counted(read.templates, 'template')} and ${counted(read.objects, 'object')} of manifests`,
      tone: 'strong',
    },
    ...findings.flatMap((f): Line[] => [{ text: '' }, ...findingLines(f)]),
    ...(cannotTell.length > 0
      ? [{ text: '' }, { text: 'Cannot be told from these files', tone: 'strong' } as Line]
      : []),
    ...cannotTell.map(
      ({ id, path, reason }): Line => ({ text: `${id} at ${path}: ${reason}`, indent: 2 }),
    ),
    { text: '' },
    {
      text: `${counted(count(FindingSeverity.ERROR), 'error')}, ${counted(count(FindingSeverity.WARNING), 'warning')}, ${counted(count(FindingSeverity.INFO), 'info')}, ${cannotTell.length} cannot be told`,
    },
  ]);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
