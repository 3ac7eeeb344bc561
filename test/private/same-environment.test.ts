import { Aws } from 'aws-cdk-lib';
import { knownToBeSame, knownToDiffer } from '../../src/private/same-environment';

test.each([
  ['111122223333', '444455556666', true, false],
  ['111122223333', '111122223333', false, true],
  ['111122223333', Aws.ACCOUNT_ID, false, false],
  [Aws.ACCOUNT_ID, '111122223333', false, false],
  [Aws.ACCOUNT_ID, Aws.ACCOUNT_ID, false, false],
])('%s and %s are known to differ: %p, to be the same: %p', (one, other, differ, same) => {
  expect(knownToDiffer(one, other)).toBe(differ);
  expect(knownToBeSame(one, other)).toBe(same);
});
