import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const README = join(__dirname, '..', 'README.md');

/** Rows of cells as Markdown, the first row as the header. A bar would end a cell. */
export function markdownTable([header, ...rows]: string[][]): string {
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** The table that README has between the markers of that name; `undefined` where they are missing. */
export function tableInReadme(name: string): string | undefined {
  return marked(name).exec(readFileSync(README, 'utf8'))?.[2]?.trim();
}

/** Writes the table into README with `--write`, and to the terminal without. */
export function putTable(name: string, table: string): void {
  if (!process.argv.includes('--write')) {
    process.stdout.write(`${table}\n`);
    return;
  }
  const before = readFileSync(README, 'utf8');
  if (!marked(name).test(before)) {
    throw new Error(`README.md has no <!-- ${name}:begin --> and <!-- ${name}:end -->`);
  }
  writeFileSync(
    README,
    before.replace(marked(name), (_, begin, __, end) => `${begin}\n\n${table}\n\n${end}`),
  );
}

function marked(name: string): RegExp {
  return new RegExp(`(<!-- ${name}:begin -->)([\\s\\S]*?)(<!-- ${name}:end -->)`);
}
