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
  return marked(name).exec(readme())?.[2]?.trim();
}

/** The same text with the table between the markers of that name. */
export function withTable(text: string, name: string, table: string): string {
  if (!marked(name).test(text)) {
    throw new Error(`README.md has no <!-- ${name}:begin --> and <!-- ${name}:end -->`);
  }
  return text.replace(marked(name), (_, begin, __, end) => `${begin}\n\n${table}\n\n${end}`);
}

/** Writes the table into README with `--write`, and to the terminal without. */
export function putTable(name: string, table: string): void {
  if (process.argv.includes('--write')) {
    writeFileSync(README, withTable(readme(), name, table));
  } else {
    process.stdout.write(`${table}\n`);
  }
}

export function readme(): string {
  return readFileSync(README, 'utf8');
}

function marked(name: string): RegExp {
  return new RegExp(`(<!-- ${name}:begin -->)([\\s\\S]*?)(<!-- ${name}:end -->)`);
}
