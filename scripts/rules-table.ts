import type { Rule } from '../src/checks/rule';
import { rules } from '../src/checks/rules';
import { markdownTable, putTable } from './readme-table';

/** The table of rules, made from the code: a row for each, in the order in which they are judged. */
export function rulesTable(): string {
  const header = ['Id', 'Severity', 'What is found', 'Why it matters', 'What to do', 'Source'];
  const rows = rules.map(({ id, severity, title, why, fix, source }: Rule) => [
    `\`${id}\``,
    severity,
    title,
    why,
    fix,
    `[${new URL(source).hostname}](${source})`,
  ]);
  // `<issuer>` would be read as HTML.
  return markdownTable([
    header,
    ...rows.map((cells) => cells.map((text) => text.replaceAll('<', '&lt;'))),
  ]);
}

if (require.main === module) {
  putTable('rules', rulesTable());
}
