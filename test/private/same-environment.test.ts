import { Aws } from 'aws-cdk-lib';
import { knownToDiffer } from '../../src/private/same-environment';

test.each([
  ['111122223333', '444455556666', true],
  ['111122223333', '111122223333', false],
  ['111122223333', Aws.ACCOUNT_ID, false],
  [Aws.ACCOUNT_ID, '111122223333', false],
])('%s and %s are known to differ: %p', (one, other, differ) => {
  expect(knownToDiffer(one, other)).toBe(differ);
});
