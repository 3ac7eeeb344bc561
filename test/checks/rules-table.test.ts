import { tableInReadme } from '../../scripts/readme-table';
import { rulesTable } from '../../scripts/rules-table';

test('README has the rules as the code has them', () => {
  // On failure: npx ts-node -T -P test/tsconfig.json scripts/rules-table.ts --write
  expect(tableInReadme('rules')).toBe(rulesTable());
});
