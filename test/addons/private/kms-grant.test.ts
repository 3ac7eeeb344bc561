import { App, Stack } from 'aws-cdk-lib';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { kmsGrants } from '../../../src/addons/private/kms-grant';
import { refusalOf } from '../../refusal';

const key = (scope: Stack, region: string) =>
  Key.fromKeyArn(scope, region, `arn:aws:kms:${region}:111122223333:key/k1`);

test('without keys there is no grant', () => {
  expect(kmsGrants({ service: 's3', actions: ['kms:Decrypt'] })).toEqual([]);
  expect(kmsGrants({ service: 's3', actions: ['kms:Decrypt'], keys: [] })).toEqual([]);
});

test('keys of several regions are each usable through the service of their own region', () => {
  const stack = new Stack(new App(), 'Test');
  const keys = [key(stack, 'eu-west-1'), key(stack, 'us-east-1')];

  const grants = kmsGrants({ service: 's3', actions: ['kms:Decrypt'], keys });

  expect(grants.map((g) => [g.resources, g.conditions])).toEqual([
    [
      ['arn:aws:kms:eu-west-1:111122223333:key/k1'],
      { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    ],
    [
      ['arn:aws:kms:us-east-1:111122223333:key/k1'],
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    ],
  ]);
});

test('the encryption context is required beside the service, and other conditions are kept', () => {
  const stack = new Stack(new App(), 'Test');

  const [grant] = kmsGrants({
    service: 'ssm',
    actions: ['kms:Decrypt'],
    keys: [key(stack, 'eu-west-1')],
    encryptionContext: { PARAMETER_ARN: ['arn:aws:ssm:eu-west-1:111122223333:parameter/a'] },
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });

  expect(grant?.conditions).toEqual({
    Bool: { 'kms:GrantIsForAWSResource': 'true' },
    StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' },
    StringLike: {
      'kms:EncryptionContext:PARAMETER_ARN': ['arn:aws:ssm:eu-west-1:111122223333:parameter/a'],
    },
  });
});

test('the service has the same suffix in China', () => {
  const scope = new Stack(new App(), 'Test', {
    env: { account: '111122223333', region: 'cn-north-1' },
  });

  const [grant] = kmsGrants({
    service: 's3',
    actions: ['kms:Decrypt'],
    keys: [new Key(scope, 'Key')],
  });

  expect(grant?.conditions).toEqual({
    StringEquals: { 'kms:ViaService': 's3.cn-north-1.amazonaws.com' },
  });
});

describe('an alias', () => {
  const arnsOf = (stack: Stack, key: IKey) =>
    stack.resolve(
      kmsGrants({ service: 's3', actions: ['kms:Decrypt'], keys: [key] }).flatMap(
        ({ resources }) => resources,
      ),
    );

  test('stands for its key, where that is known', () => {
    const stack = new Stack(new App(), 'Test');
    const target = new Key(stack, 'Key');
    const made = new Alias(stack, 'Made', { aliasName: 'alias/a', targetKey: target });
    const imported = Alias.fromAliasAttributes(stack, 'Imported', {
      aliasName: 'alias/a',
      aliasTargetKey: target,
    });

    expect(arnsOf(stack, made)).toEqual(arnsOf(stack, target));
    expect(arnsOf(stack, imported)).toEqual(arnsOf(stack, target));
  });

  test('is refused where only its name is known: IAM has no permission for aliases', () => {
    const stack = new Stack(new App(), 'Test');

    expect(refusalOf(() => arnsOf(stack, Alias.fromAliasName(stack, 'Named', 'alias/a')))).toMatch(
      /^\[Test\/Named\] the key is known by its alias 'alias\/a' only.*Key\.fromKeyArn\(\)/,
    );
  });
});
