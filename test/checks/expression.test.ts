// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions as facts mark them
import { accountOfArn, isUnresolved, mark, same, sameArn } from '../../src/checks/expression';

const ISSUER_OF_A = '${Fn::GetAtt App.A.OpenIdConnectIssuer}';

test.each([
  ['${Ref App.Name}', true],
  ['a-${AWS::Region}-b', true],
  ['${Fn::GetAtt App.A.Arn}', true],
  ['{{resolve:ssm:name}}', true],
  ['${aws:PrincipalTag/team}', false],
  ['plain', false],
])('%s is unresolved: %p', (text, expected) => {
  expect(isUnresolved(text)).toBe(expected);
});

test.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['${Ref App.Name}', '${Ref App.Name}', true],
  ['${Ref App.Name}', '${Ref App.Other}', undefined],
  ['${Ref App.Name}', 'anything', undefined],
  ['x-${Ref App.Name}-y', 'x-1-y', undefined],
  ['x-${Ref App.Name}-y', 'x-y', false],
  ['x-${Ref App.Name}-y', 'z-1-y', false],
  ['a${Ref App.N}b${Ref App.M}c', 'a1b2c', undefined],
  ['a${Ref App.N}b${Ref App.M}c', 'a1c', false],
  ['{{resolve:ssm:name}}', 'anything', undefined],
  [ISSUER_OF_A, '${Fn::GetAtt App.B.OpenIdConnectIssuer}', false],
  [`p/${ISSUER_OF_A}`, 'p/${Fn::GetAtt App.B.OpenIdConnectIssuer}', false],
  [ISSUER_OF_A, '${Ref App.Issuer}', undefined],
])('%s and %s are the same: %p', (a, b, expected) => {
  expect(same(a, b)).toBe(expected);
  expect(same(b, a)).toBe(expected);
});

test('the partition of an ARN does not matter', () => {
  const arn = (partition: string) => `arn:${partition}:iam::111122223333:role/reader`;

  expect(sameArn(arn('aws-cn'), arn('${AWS::Partition}'))).toBe(true);
  expect(sameArn(arn('aws'), arn('aws').replace('reader', 'writer'))).toBe(false);
});

test.each([
  ['arn:aws:iam::111122223333:role/a', '111122223333'],
  ['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/a', '${AWS::AccountId}'],
  ['${Fn::GetAtt App.A.Arn}', undefined],
])('the account of %s is %s', (arn, account) => {
  expect(accountOfArn(arn)).toBe(account);
});

test('a mark can stand in JSON text and in another mark', () => {
  const inner = mark('Fn::Join "a" of {"b":1}\n');

  expect(JSON.parse(`{"key":"${inner}"}`)).toEqual({ key: inner });
  expect(mark(`Fn::Select 1 of ${inner}`)).toMatch(/^\$\{[^{}]*\}$/);
});
