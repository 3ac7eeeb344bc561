import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../src/checks/rule';
import { rules } from '../src/checks/rules';

const README = join(__dirname, '..', 'README.md');
const MARKED = /(<!-- rules:begin -->)([\s\S]*?)(<!-- rules:end -->)/;

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
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');
}

/** A bar ends a cell, and `<issuer>` would be read as HTML. */
function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/</g, '&lt;');
}

/** The table that README has now; `undefined` where its markers are missing. */
export function rulesInReadme(): string | undefined {
  return MARKED.exec(readFileSync(README, 'utf8'))?.[2]?.trim();
}

function writeReadme(table: string): void {
  const before = readFileSync(README, 'utf8');
  if (!MARKED.test(before)) {
    throw new Error('README.md has no <!-- rules:begin --> and <!-- rules:end -->');
  }
  writeFileSync(
    README,
    before.replace(MARKED, (_, begin, __, end) => `${begin}\n\n${table}\n\n${end}`),
  );
}

if (require.main === module) {
  if (process.argv.includes('--write')) writeReadme(rulesTable());
  else console.log(rulesTable());
}
