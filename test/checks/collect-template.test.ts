// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions as facts mark them
import { App, CfnOutput, CfnParameter, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { TemplateValues } from '../../src/checks/collect/template-values';
import { collectConstructs } from '../../src/checks/collect-constructs';
import { collectFacts, type Template } from '../../src/checks/collect-template';
import { judge } from '../../src/checks/judgement';
import { rules } from '../../src/checks/rules';
import { serviceAccountRoleTrust } from '../../src/checks/rules/service-account-role-trust';
import { trustMissingSub } from '../../src/checks/rules/trust-missing-sub';
import { association, role } from './app-parts';
import { factsOf, goodStatement, ISSUER, testStack } from './trust-forms';

const roleWith = (trust: unknown, more: Template['Resources'] = {}) =>
  collectFacts({
    templates: [
      {
        stack: 'App',
        account: '111122223333',
        region: 'eu-west-1',
        template: {
          Resources: {
            Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
            ...more,
          },
        },
      },
    ],
  }).roles[0];

describe('intrinsic functions', () => {
  const input = {
    stack: 'App',
    account: '111122223333',
    template: {
      Mappings: { Names: { prod: { namespace: 'logging' } } },
      Resources: {
        Cluster: { Type: 'AWS::EKS::Cluster', Properties: {} },
        Named: { Type: 'AWS::EKS::Cluster', Properties: { Name: 'prod' } },
        Provider: {
          Type: 'AWS::IAM::OIDCProvider',
          Properties: { Url: { 'Fn::GetAtt': ['Cluster', 'OpenIdConnectIssuerUrl'] } },
        },
        Reader: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', Path: '/pods/' } },
        Loop: {
          Type: 'Custom::AWSCDKCfnJson',
          Properties: { Value: { 'Fn::GetAtt': ['Loop', 'Value'] } },
        },
      },
    },
  };
  const resolve = (value: unknown) => new TemplateValues([input]).resolve(input, value);
  const clusterIssuer = '${Fn::GetAtt App.Cluster.OpenIdConnectIssuer}';

  test.each([
    ['Ref to a parameter', { Ref: 'Name' }, '${Ref App.Name}'],
    ['a known pseudo parameter', { Ref: 'AWS::AccountId' }, '111122223333'],
    ['an unknown pseudo parameter', { Ref: 'AWS::Region' }, '${AWS::Region}'],
    ['Ref to a cluster with a name', { Ref: 'Named' }, 'prod'],
    ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'AWS::AccountId' }]] }, 'a:111122223333'],
    [
      'Fn::Sub',
      { 'Fn::Sub': '${AWS::AccountId}-${!aws:x}-${Name}' },
      '111122223333-${aws:x}-${Ref App.Name}',
    ],
    [
      'Fn::Sub with values',
      { 'Fn::Sub': ['${A}', { A: { Ref: 'AWS::AccountId' } }] },
      '111122223333',
    ],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Names', 'prod', 'namespace'] }, 'logging'],
    ['Fn::ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Named' } } }, '{"a":"prod"}'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
    ['Fn::If with equal branches', { 'Fn::If': ['C', 'a', 'a'] }, 'a'],
    ['Fn::If', { 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] }, '${Fn::If C of a or undefined}'],
    ['an unknown function', { 'Fn::Base64': 'a' }, '${Fn::Base64 a}'],
    [
      'the issuer of a cluster, from its URL',
      {
        'Fn::Select': [
          1,
          { 'Fn::Split': ['//', { 'Fn::GetAtt': 'Cluster.OpenIdConnectIssuerUrl' }] },
        ],
      },
      clusterIssuer,
    ],
    [
      'the issuer of a cluster, from the ARN of its provider',
      { 'Fn::Select': [1, { 'Fn::Split': [':oidc-provider/', { Ref: 'Provider' }] }] },
      clusterIssuer,
    ],
    [
      'the ARN of a role with a name',
      { 'Fn::GetAtt': ['Reader', 'Arn'] },
      'arn:${AWS::Partition}:iam::111122223333:role/pods/reader',
    ],
    [
      'a value that refers to itself',
      { 'Fn::GetAtt': ['Loop', 'Value'] },
      '${Fn::GetAtt App.Loop.Value}',
    ],
  ])('%s', (_, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  test('a cut that an expression may move is left alone', () => {
    const value = { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Sub': '${Name}/b' }] }] };

    expect(resolve(value)).toBe('${Fn::Select 1 of Fn::Split / of Ref App.Name /b}');
  });

  test('deep nesting ends', () => {
    let value: unknown = 'a';
    for (let i = 0; i < 5000; i++) value = { 'Fn::Join': ['', [value]] };

    expect(resolve(value)).toContain('Fn::TooDeep');
  });
});

describe('hostile templates', () => {
  const facts = (Resources: unknown) =>
    collectFacts({ templates: [{ stack: 'App', template: { Resources } as Template }] });

  test.each([
    [null],
    ['text'],
    [{ A: null, B: 'text', C: { Type: 'AWS::IAM::Role' } }],
    [{ A: { Type: 'AWS::IAM::Role', Properties: null } }],
    [{ A: { Type: 'AWS::EKS::PodIdentityAssociation', Properties: 'text' } }],
    [
      {
        A: {
          Type: 'Custom::AWSCDK-EKS-KubernetesResource',
          Properties: { Manifest: '[1,null,{"kind":1}]' },
        },
      },
    ],
    [
      {
        A: {
          Type: 'AWS::IAM::Role',
          Properties: { AssumeRolePolicyDocument: { 'Fn::Sub': ['${toString}', 'x'] } },
        },
      },
    ],
    [
      {
        A: {
          Type: 'AWS::IAM::Role',
          Properties: { RoleName: { 'Fn::Join': 'x' }, Policies: [1, null, {}] },
        },
      },
    ],
    [{ A: { Type: 'AWS::EKS::FargateProfile', Properties: { Selectors: [null, { Labels: 7 }] } } }],
    [{ A: { Type: 'AWS::EKS::Nodegroup', Properties: { LaunchTemplate: [[]], AmiType: {} } } }],
  ])('are read as far as they go: %j', (resources) => {
    expect(() => judge(facts(resources), rules)).not.toThrow();
  });

  test('values that double in each step end', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => {
        const last = i === 0 ? 'x' : { 'Fn::GetAtt': [`R${i - 1}`, 'Value'] };
        const Value = { 'Fn::Join': ['', ['["', last, '","', last, '"]']] };
        return [`R${i}`, { Type: 'Custom::AWSCDKCfnJson', Properties: { Value } }];
      }),
    );
    const AssumeRolePolicyDocument = { 'Fn::GetAtt': ['R59', 'Value'] };
    const bomb = {
      ...doubling,
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } },
    };

    expect(facts(bomb).roles).toHaveLength(1);
  });

  const named = (RoleName: unknown) => ({
    Type: 'AWS::IAM::Role',
    Properties: { RoleName, AssumeRolePolicyDocument: { Statement: [] } },
  });
  const twice = (value: unknown) => ({ 'Fn::Join': ['', [value, value]] });
  const steps = (step: (i: number) => [string, unknown]) =>
    Object.fromEntries(Array.from({ length: 60 }, (_, i) => step(i)));

  test.each([
    ['a name that refers to itself', { R: named(twice({ Ref: 'R' })) }, {}],
    [
      'names that refer to names',
      { ...steps((i) => [`R${i}`, named(twice({ Ref: `R${i + 1}` }))]), R60: named('x') },
      {},
    ],
    [
      'exports that import exports',
      { R: named({ 'Fn::ImportValue': 'e0' }) },
      steps((i) => [
        `O${i}`,
        { Value: twice({ 'Fn::ImportValue': `e${i + 1}` }), Export: { Name: `e${i}` } },
      ]),
    ],
    [
      'an export that imports itself',
      { R: named({ 'Fn::ImportValue': 'e' }) },
      { O: { Value: twice({ 'Fn::ImportValue': 'e' }), Export: { Name: 'e' } } },
    ],
    [
      'variables of variables',
      {
        R: named(
          Array.from({ length: 45 }).reduce<unknown>(
            (a) => ({ 'Fn::Sub': ['${a}${a}', { a }] }),
            'x',
          ),
        ),
      },
      {},
    ],
  ])('%s, twice in each step, are worked out once', (_, Resources, Outputs) => {
    const template = { Resources, Outputs } as Template;

    expect(collectFacts({ templates: [{ stack: 'App', template }] }).roles).not.toEqual([]);
  });

  test('a subject with many wildcards is matched in no time', () => {
    const sub = `${'*a'.repeat(200)}*b`;
    const started = Date.now();
    const role = {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'role',
        AssumeRolePolicyDocument: {
          Statement: [
            { ...goodStatement(), Condition: { StringLike: { [`${ISSUER}:sub`]: sub } } },
          ],
        },
      },
    };
    const account = {
      kind: 'ServiceAccount',
      metadata: {
        name: 'a'.repeat(250),
        namespace: 'a',
        annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::${AWS::AccountId}:role/role' },
      },
    };
    const manifest = {
      Type: 'Custom::AWSCDK-EKS-KubernetesResource',
      Properties: { Manifest: { 'Fn::Sub': JSON.stringify([account]) } },
    };
    const outcomes = serviceAccountRoleTrust.check(facts({ role, manifest }));

    expect(outcomes).toMatchObject([{ result: 'fail' }]);
    expect(Date.now() - started).toBeLessThan(2000);
  });
});

describe('trust policies', () => {
  test('an unreadable condition is kept as an expression', () => {
    const statement = {
      ...goodStatement(),
      Condition: { StringEquals: { 'Fn::GetAtt': ['Json', 'Value'] } },
    };
    const facts = factsOf((stack) => {
      role(stack, 'Role').addPropertyOverride('AssumeRolePolicyDocument', {
        Statement: [statement],
      });
    });

    expect(facts.roles[0].trust?.[0].conditions).toEqual([
      { operator: 'StringEquals', key: '${Fn::GetAtt App.Json.Value}', values: [], opaque: true },
    ]);
    expect(trustMissingSub.check(facts)).toMatchObject([{ result: 'cannot-tell' }]);
  });

  test('a single statement and single values read as lists', () => {
    expect(roleWith({ Statement: goodStatement() }).trust).toMatchObject([
      { actions: ['sts:AssumeRoleWithWebIdentity'], federated: [{ issuer: ISSUER }] },
    ]);
  });

  test.each([['no JSON {'], [[]], [undefined], [{ Statement: ['${x}'] }], [42]])(
    'what is no policy is unreadable: %p',
    (trust) => {
      expect(roleWith(trust).trust).toBeUndefined();
    },
  );

  test('sizes leave out white space and say whether they are exact', () => {
    const text = JSON.stringify({ Statement: [goodStatement()] });
    const spaced = JSON.stringify({ Statement: [goodStatement()] }, undefined, 4);

    expect(roleWith(spaced)).toMatchObject({ trustSize: text.length, trustSizeExact: true });
    expect(
      roleWith({ Statement: [{ ...goodStatement(), Sid: { Ref: 'X' } }] }).trustSizeExact,
    ).toBe(false);
  });
});

test('policies reach their role from every side', () => {
  const facts = factsOf((stack) => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' };
    const policyDocument = { Statement: [statement] };
    const one = role(stack, 'Role', goodStatement());
    one.policies = [{ policyName: 'inline', policyDocument }];
    new iam.CfnPolicy(stack, 'Policy', { policyName: 'policy', policyDocument, roles: [one.ref] });
    new iam.CfnRolePolicy(stack, 'RolePolicy', {
      policyName: 'own',
      policyDocument,
      roleName: one.ref,
    });
    new iam.CfnManagedPolicy(stack, 'Named', { policyDocument, roles: [one.ref] });
    const attached = new iam.CfnManagedPolicy(stack, 'Attached', { policyDocument });
    one.managedPolicyArns = [attached.ref, 'arn:aws:iam::aws:policy/ReadOnlyAccess'];
    new iam.CfnPolicy(stack, 'Other', { policyName: 'other', policyDocument, roles: ['somebody'] });
  });

  expect(
    facts.roles[0].policies.map(({ kind, path, statements }) => [
      kind,
      path,
      statements?.[0].actions,
    ]),
  ).toEqual([
    ['inline', 'App/Role', ['s3:GetObject']],
    ['inline', 'App/Policy', ['s3:GetObject']],
    ['inline', 'App/RolePolicy', ['s3:GetObject']],
    ['managed', 'App/Attached', ['s3:GetObject']],
    ['managed', 'App/Named', ['s3:GetObject']],
  ]);
  expect(facts.roles[0].managedPolicyArns).toEqual([
    '${Ref App.Attached}',
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
    '${Ref App.Named}',
  ]);
});

test('the permissions of an iam.Role are found too', () => {
  const facts = factsOf((stack) => {
    const granted = new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com'),
    });
    granted.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: ['*'] }));
  });

  expect(facts.roles[0].policies).toMatchObject([
    {
      path: 'App/Role/DefaultPolicy',
      statements: [{ actions: ['s3:ListBucket'], resources: ['*'] }],
    },
  ]);
});

test('references through nested stacks and stages are followed', () => {
  const app = new App();
  const stage = new Stage(app, 'Prod', { env: { account: '111122223333', region: 'eu-west-1' } });
  const parent = new Stack(stage, 'Parent');
  const inner = new NestedStack(parent, 'Inner');
  const shared = role(parent, 'Shared', goodStatement());
  association(inner, 'FromParent', { roleArn: shared.attrArn });
  association(parent, 'FromInner', { roleArn: role(inner, 'Hidden', goodStatement()).attrArn });
  const other = new Stack(stage, 'Other');
  association(other, 'FromOther', { roleArn: shared.attrArn });
  app.synth();

  const facts = collectConstructs(app);
  const arnOf = (path: string) => facts.roles.find((item) => item.path === path)?.arn;
  const roleOf = Object.fromEntries(facts.associations.map(({ path, roleArn }) => [path, roleArn]));

  expect(roleOf).toEqual({
    'Prod/Parent/Inner/FromParent': arnOf('Prod/Parent/Shared'),
    'Prod/Parent/FromInner': arnOf('Prod/Parent/Inner/Hidden'),
    'Prod/Other/FromOther': arnOf('Prod/Parent/Shared'),
  });
  expect(facts.roles.map(({ account, region }) => [account, region])).toEqual([
    ['111122223333', 'eu-west-1'],
    ['111122223333', 'eu-west-1'],
  ]);
});

test('exports of another stack that are made by hand are followed', () => {
  const stack = testStack();
  const shared = role(stack, 'Shared', goodStatement());
  new CfnOutput(stack, 'Output', { value: shared.attrArn, exportName: 'shared-role' });
  const other = new Stack(stack.node.root as App, 'Other');
  association(other, 'A', { roleArn: Fn.importValue('shared-role') });
  new CfnParameter(other, 'Unused');

  const facts = collectConstructs(stack.node.root);
  expect(facts.associations[0].roleArn).toBe(facts.roles[0].arn);
});
