/**
 * Prints README's table of what is deleted when; with `--write` puts it between its markers:
 *
 *     npx ts-node -T --project test/tsconfig.json scripts/deletion-table.ts --write
 */
import { DELETION_ROWS, type DeletionRow } from './deletion-rows';
import { markdownTable, putTable } from './readme-table';

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
  return [markdownTable([header, ...rows]), '', LEGEND].join('\n');
}

if (require.main === module) {
  putTable('deletions', deletionTable());
}
