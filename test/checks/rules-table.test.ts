import { rulesInReadme, rulesTable } from '../../scripts/rules-table';

test('README has the rules as the code has them', () => {
  // On failure: npx ts-node scripts/rules-table.ts --write
  expect(rulesInReadme()).toBe(rulesTable());
});
