import { App, Stack, CfnParameter as TemplateParameter } from 'aws-cdk-lib';
import { CfnParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { parameterArn } from '../../../src/addons/private/parameter-arn';

const env = { account: '111122223333', region: 'eu-west-1' };
const stack = () => new Stack(new App(), 'Test', { env });
const ssm = (name: unknown) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...(name as unknown[])]],
});

const declared = (scope: Stack, name?: string) =>
  new CfnParameter(scope, 'P', { type: 'String', value: 'v', name });

test('a name with a slash at its beginning gets no second one', () => {
  const scope = stack();

  expect(scope.resolve(parameterArn(declared(scope, '/team-a/url')))).toEqual(
    ssm([':ssm:eu-west-1:111122223333:parameter/team-a/url']),
  );
});

test('a name without a slash gets one', () => {
  const scope = stack();

  expect(scope.resolve(parameterArn(declared(scope, 'url')))).toEqual(
    ssm([':ssm:eu-west-1:111122223333:parameter/url']),
  );
});

test('a name that CloudFormation makes up has no slash', () => {
  const scope = stack();

  expect(scope.resolve(parameterArn(declared(scope)))).toEqual(
    ssm([':ssm:eu-west-1:111122223333:parameter/', { Ref: 'P' }]),
  );
});

test('an imported parameter knows its own ARN', () => {
  const scope = stack();
  const parameter = StringParameter.fromStringParameterName(scope, 'P', '/team-a/url');

  expect(parameterArn(parameter)).toBe(parameter.parameterArn);
});

test('fails where the name is a token, because nobody knows whether it has a slash', () => {
  const scope = stack();
  const name = new TemplateParameter(scope, 'Name').valueAsString;

  expect(() => parameterArn(declared(scope, name))).toThrow(
    /^\[Test\/P\] the name of the parameter is a token, .*pass an ssm.IParameter/,
  );
});
