/**
 * Prints README's table of what is deleted when; with `--write` puts it between its markers:
 *
 *     npx ts-node -T --project test/tsconfig.json scripts/deletion-table.ts --write
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DELETION_ROWS, type DeletionRow } from './deletion-rows';

const README = join(__dirname, '..', 'README.md');
const MARKED = /(<!-- deletions:begin -->)([\s\S]*?)(<!-- deletions:end -->)/;

const LEGEND =
  'A ServiceAccount without its role is inert: its pods get no AWS credentials. A namespace that ' +
  '`createNamespace` made stays in every case. kubectl never prunes: nothing that is missing from a ' +
  'manifest is deleted. `overwrite: false` only guards the first deployment of a manifest. Before ' +
  '`RETAIN` takes effect it has to be deployed with all identities of the manifest in place.';

/** The table and what holds for all its rows. */
export function deletionTable(): string {
  const header = ['What changes', 'The ServiceAccount', 'Its role', 'What to do'];
  const rows = Object.values<DeletionRow>(DELETION_ROWS).map((row) => [
    row.change,
    row.serviceAccount === 'stays' && row.role === 'is deleted'
      ? 'stays, inert'
      : row.serviceAccount,
    row.role,
    row.advice ?? '',
  ]);
  const table = [header, header.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return [...table, '', LEGEND].join('\n');
}

/** The same text with the table of today between its markers. */
export function withDeletionTable(text: string): string {
  if (!MARKED.test(text)) {
    throw new Error('no <!-- deletions:begin --> and <!-- deletions:end --> in the text');
  }
  return text.replace(MARKED, (_, begin, __, end) => `${begin}\n\n${deletionTable()}\n\n${end}`);
}

export function readme(): string {
  return readFileSync(README, 'utf8');
}

if (require.main === module) {
  if (process.argv.includes('--write')) {
    writeFileSync(README, withDeletionTable(readme()));
  } else {
    process.stdout.write(`${deletionTable()}\n`);
  }
}
