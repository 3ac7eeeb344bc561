import { App, Stack } from 'aws-cdk-lib';
import { WorkloadIdentityError } from '../../src/private/errors';

test('the message begins with the construct path', () => {
  const stack = new Stack(new App(), 'Stack');
  const error = new WorkloadIdentityError(new Stack(stack, 'Inner'), 'is wrong');
  expect(error.message).toBe('[Stack/Inner] is wrong');
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('WorkloadIdentityError');
});

test.each([
  ['without a construct', undefined],
  ['for the app itself, whose path is empty', new App()],
])('the message stands alone %s', (_, scope) => {
  expect(new WorkloadIdentityError(scope, 'is wrong').message).toBe('is wrong');
});
