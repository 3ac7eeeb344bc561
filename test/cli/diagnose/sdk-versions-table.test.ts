import { tableInReadme } from '../../../scripts/readme-table';
import { sdkVersionsTable } from '../../../scripts/sdk-versions-table';

test('README has the minimum versions of the SDKs as the doctor has them', () => {
  // On failure: npx ts-node -T -P test/tsconfig.json scripts/sdk-versions-table.ts --write
  expect(tableInReadme('sdk-versions')).toBe(sdkVersionsTable());
});
