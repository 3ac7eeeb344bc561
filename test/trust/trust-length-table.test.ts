import { tableInReadme } from '../../scripts/readme-table';
import { trustLengthTable } from '../../scripts/trust-length-table';

test('README says how many clusters fit as the code has it', () => {
  // On failure: npx ts-node -T -P test/tsconfig.json scripts/trust-length-table.ts --write
  expect(tableInReadme('trust-length')).toBe(trustLengthTable());
});
