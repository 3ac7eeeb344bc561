import { Aspects, Aws, CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { IrsaServiceAccount, ServiceAccountDelivery } from '../../src';
import { deployedValue } from '../deployed-value';
import {
  attributesCluster,
  cfnCluster,
  ENV,
  ISSUER,
  PROVIDER_ARN,
  testApp,
  testStack,
} from '../fixtures';
import { identityRolesOf, trustOf } from '../template-views';

const FORMS: [string, (stack: Stack) => aws_eks.IClusterRef][] = [
  ['object', attributesCluster],
  ['string', cfnCluster],
];

const reader = (stack: Stack, cluster: aws_eks.IClusterRef, more: object = {}) =>
  new IrsaServiceAccount(stack, 'Identity', {
    cluster,
    namespace: 'logging',
    serviceAccountName: 'reader',
    delivery: ServiceAccountDelivery.external(),
    ...more,
  });

/** What stands in the template for the only identity's trust. */
function rawTrustOf(template: Template): any {
  const [{ id }] = identityRolesOf(template);
  return template.toJSON().Resources[id].Properties.AssumeRolePolicyDocument;
}

const OURS = {
  Effect: 'Allow',
  Principal: { Federated: PROVIDER_ARN },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      [`${ISSUER}:aud`]: 'sts.amazonaws.com',
      [`${ISSUER}:sub`]: 'system:serviceaccount:logging:reader',
    },
  },
};

describe.each(FORMS)('the %s form of a trust policy', (form, make) => {
  const formOf = (template: Template) =>
    typeof identityRolesOf(template)[0].properties.AssumeRolePolicyDocument;

  test('holds the statement of the identity, and nothing else', () => {
    const stack = testStack();
    reader(stack, make(stack));

    const template = Template.fromStack(stack);
    expect(formOf(template)).toBe(form);
    expect(trustOf(template)).toEqual({ Version: '2012-10-17', Statement: [OURS] });
  });

  test('holds what others add to the role later', () => {
    const stack = testStack();
    const { role } = reader(stack, make(stack));
    (role as iam.Role).assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.ArnPrincipal('arn:aws:iam::444455556666:role/deployer')],
        actions: ['sts:AssumeRole'],
      }),
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['sts:AssumeRole'],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );

    const template = Template.fromStack(stack);
    expect(formOf(template)).toBe(form);
    expect(trustOf(template).Statement).toEqual([
      OURS,
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::444455556666:role/deployer' },
        Action: 'sts:AssumeRole',
      },
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sts:AssumeRole',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  test('lets grantAssumeRole permit other roles to assume this one', () => {
    const stack = testStack();
    const other = new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() });
    const { role } = reader(stack, make(stack));
    role.grantAssumeRole(other);

    const template = Template.fromStack(stack);
    const [{ id }] = identityRolesOf(template);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Resource: { 'Fn::GetAtt': [id, 'Arn'] } }],
      },
      Roles: [{ Ref: stack.getLogicalId(other.node.defaultChild as iam.CfnRole) }],
    });
    expect(trustOf(template).Statement[0]).toEqual(OURS);
  });

  test('holds what a role that is brought along trusted before, and is given after', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Mine', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    role.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.AccountRootPrincipal()],
        actions: ['sts:AssumeRole'],
      }),
    );
    reader(stack, make(stack), { role });
    role.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('backup.amazonaws.com')],
        actions: ['sts:AssumeRole'],
      }),
    );

    const statement = (Principal: object) => ({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal,
    });
    expect(trustOf(Template.fromStack(stack)).Statement).toEqual([
      statement({ Service: 'lambda.amazonaws.com' }),
      statement({ AWS: 'arn:aws:iam::111122223333:root' }),
      OURS,
      statement({ Service: 'backup.amazonaws.com' }),
    ]);
  });

  test.each([
    ['quotes', 'a "quoted" value'],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are what CloudFormation would replace
    ['a policy variable', '${aws:PrincipalTag/team}'],
    ['the form of a substitution', '${Cluster.Arn} and ${a}'],
    ['an escaped substitution', '${!Literal}'],
    ['a dollar sign before a brace of its own', '$${a}$'],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: end
    ['backslashes', 'C:\\temp\\"new"\\'],
    ['control characters', 'a\tb\nc'],
    ['text that JSON escapes', '\u2028 ü \u0001'],
    ['patterns of text replacement', "$& $` $' $1 $$"],
  ])('keeps %s as they are', (_, value) => {
    const stack = testStack();
    const { role } = reader(stack, make(stack));
    (role as iam.Role).assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.AccountRootPrincipal()],
        actions: ['sts:AssumeRole'],
        conditions: { StringEquals: { 'aws:PrincipalTag/team': value } },
      }),
    );

    const [, added] = trustOf(Template.fromStack(stack)).Statement;
    expect(added.Condition).toEqual({ StringEquals: { 'aws:PrincipalTag/team': value } });
  });

  test('takes tokens in values, keys and lists', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Team');
    const { role } = reader(stack, make(stack));
    (role as iam.Role).assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/a`)],
        actions: ['sts:AssumeRole'],
        conditions: {
          StringEquals: {
            'aws:PrincipalTag/team': [`x-${parameter.valueAsString}-"y"`, 'z'],
            'aws:RequestedRegion': Token.asAny({ Ref: 'AWS::Region' }),
            'aws:PrincipalOrgID': Fn.split(',', Fn.join(',', ['o-1', Aws.REGION])),
          },
          NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 },
          Bool: { 'aws:ViaAWSService': true },
        },
      }),
    );

    expect(trustOf(Template.fromStack(stack)).Statement[1]).toEqual({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:role/a' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: {
          'aws:PrincipalTag/team': ['x-<Team>-"y"', 'z'],
          'aws:RequestedRegion': 'eu-west-1',
          'aws:PrincipalOrgID': ['o-1', 'eu-west-1'],
        },
        NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 },
        Bool: { 'aws:ViaAWSService': true },
      },
    });
  });

  test('is what requiredTrustPolicy says', () => {
    const stack = testStack();
    const { requiredTrustPolicy } = reader(stack, make(stack));

    Template.fromStack(stack);
    expect(JSON.parse(deployedValue(stack.resolve(requiredTrustPolicy)))).toEqual({
      Version: '2012-10-17',
      Statement: [OURS],
    });
  });
});

test('the string form names the issuer and the provider once, and is one Fn::Sub', () => {
  const stack = testStack();
  reader(stack, cfnCluster(stack));

  const raw = rawTrustOf(Template.fromStack(stack));
  expect(Object.keys(raw)).toEqual(['Fn::Sub']);
  const text = JSON.stringify(raw);
  expect(text.match(/OpenIdConnectIssuerUrl/g)).toHaveLength(1);
  expect(text.match(/OidcProviderNative/g)).toHaveLength(1);
  expect(text).not.toContain('Fn::Join');
});

test('the string form takes references to another Region, which CDK names by a path', () => {
  const app = testApp();
  const [near, far] = [ENV, { ...ENV, region: 'us-east-1' }].map(
    (env) => new Stack(app, env.region, { env, crossRegionReferences: true }),
  );
  reader(far, cfnCluster(near));

  const template = Template.fromStack(far);
  expect(JSON.stringify(rawTrustOf(template))).toContain('/cdk/exports/');
  expect(trustOf(template).Statement).toEqual([OURS]);
});

test('the string form follows references that are settled after an aspect has looked at it', () => {
  const app = testApp();
  const workloads = testStack(app, 'Workloads');
  const { role } = reader(workloads, cfnCluster(testStack(app, 'Platform')));
  const seen: unknown[] = [];
  Aspects.of(role).add({
    visit: (node) => {
      if (node instanceof iam.CfnRole) {
        seen.push(workloads.resolve(node.assumeRolePolicyDocument));
      }
    },
  });

  const template = Template.fromStack(workloads);
  expect(JSON.stringify(seen)).toContain('Fn::GetAtt');
  expect(JSON.stringify(rawTrustOf(template))).toContain('Fn::ImportValue');
  expect(JSON.stringify(rawTrustOf(template))).not.toContain('Fn::GetAtt');
});

test('a condition key that is a token makes the string form, whoever adds it', () => {
  const stack = testStack();
  const { role } = reader(stack, attributesCluster(stack));
  expect(typeof rawTrustOf(Template.fromStack(stack)).Statement).toBe('object');

  const other = testStack();
  const identity = reader(other, attributesCluster(other));
  (identity.role as iam.Role).assumeRolePolicy?.addStatements(
    new iam.PolicyStatement({
      principals: [new iam.FederatedPrincipal('accounts.example.com', {}, 'sts:AssumeRole')],
      actions: ['sts:AssumeRole'],
      conditions: { StringEquals: { [`${Fn.ref('Issuer')}:aud`]: 'a' } },
    }),
  );
  const template = Template.fromStack(other);
  expect(Object.keys(rawTrustOf(template))).toEqual(['Fn::Sub']);
  expect(trustOf(template).Statement[1].Condition).toEqual({
    StringEquals: { '<Issuer>:aud': 'a' },
  });
  expect(role).toBeDefined();
});

test('each of two clusters whose issuers are tokens keeps its own', () => {
  const stack = testStack();
  const [blue, green] = ['Blue', 'Green'].map((id) => cfnCluster(stack, id));
  reader(stack, blue, { additionalClusters: [green] });

  const [text, variables] = rawTrustOf(Template.fromStack(stack))['Fn::Sub'];
  expect(Object.keys(variables)).toHaveLength(2);
  expect(text.match(/sts:AssumeRoleWithWebIdentity/g)).toHaveLength(2);
});
