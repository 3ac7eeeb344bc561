import { App, Stack } from 'aws-cdk-lib';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { secretArn } from '../../../src/addons/private/secret-arn';

const env = { account: '111122223333', region: 'eu-west-1' };
const stack = () => new Stack(new App(), 'Test', { env });
const byName = {
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:111122223333:secret:db-??????'],
  ],
};
const PREFIX = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

test('a secret made here, by L1 or L2, has the ARN that CloudFormation gives it', () => {
  const scope = stack();
  const l1 = new CfnSecret(scope, 'L1');
  const l2 = new Secret(scope, 'L2');

  expect(scope.resolve(secretArn(l1))).toEqual({ Ref: 'L1' });
  expect(scope.resolve(secretArn(l2))).toEqual({
    Ref: scope.getLogicalId(l2.node.defaultChild as CfnSecret),
  });
});

test('an imported secret has its complete ARN', () => {
  const secret = Secret.fromSecretCompleteArn(stack(), 'S', `${PREFIX}db-AbCdEf`);

  expect(secretArn(secret)).toBe(`${PREFIX}db-AbCdEf`);
});

test('a secret imported by name or partial ARN matches the suffix that is not known', () => {
  const scope = stack();

  expect(secretArn(Secret.fromSecretPartialArn(scope, 'P', `${PREFIX}db`))).toBe(
    `${PREFIX}db-??????`,
  );
  expect(scope.resolve(secretArn(Secret.fromSecretNameV2(scope, 'N', 'db')))).toEqual(byName);
});

test('a partial ARN whose name ends like a suffix is not taken for a complete one', () => {
  const secret = Secret.fromSecretPartialArn(stack(), 'P', `${PREFIX}my-secret`);

  expect(secretArn(secret)).toBe(`${PREFIX}my-secret-??????`);
});

test('a bare reference by name gets the account and region of its stack', () => {
  const scope = stack();

  const arn = secretArn(CfnSecret.fromSecretId(scope, 'R', 'db'));

  expect(scope.resolve(arn)).toEqual(byName);
});
