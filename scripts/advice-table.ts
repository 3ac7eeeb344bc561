import { DEFAULT_ROW, MECHANISM_TABLE, type MechanismRow } from '../src/advice/mechanism-table';
import { markdownTable, putTable } from './readme-table';

/** Which mechanism in which situation, by the data that `MechanismAdvice` decides from. */
export function adviceTable(): string {
  const rows: [string | undefined, MechanismRow][] = [
    [undefined, DEFAULT_ROW],
    ...Object.entries<MechanismRow>(MECHANISM_TABLE),
  ];
  return markdownTable([
    ['Situation', '`MechanismAdvice.of`', 'IRSA', 'EKS Pod Identity', 'Why', 'Source'],
    ...rows.map(([need, { situation, irsa, podIdentity, why, source }]) => [
      situation,
      need ? `\`${need}\`` : '',
      irsa,
      podIdentity,
      why,
      `[${new URL(source).hostname}](${source})`,
    ]),
  ]);
}

if (require.main === module) {
  putTable('advice', adviceTable());
}
