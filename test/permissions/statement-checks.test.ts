import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PermissionSet, PodIdentityAssociation, ServiceAccountDelivery } from '../../src';
import { attributesCluster, testStack } from '../fixtures';
import { refusalOf } from '../refusal';

const declared = (statement: iam.PolicyStatement, asAddon = false) => {
  const stack = testStack();
  return new PodIdentityAssociation(stack, 'Identity', {
    cluster: attributesCluster(stack),
    namespace: 'logging',
    serviceAccountName: 'reader',
    delivery: ServiceAccountDelivery.external(),
    ...(asAddon
      ? { addon: PermissionSet.of({ name: 'mine', statements: [statement] }) }
      : { policyStatements: [statement] }),
  });
};

const allow = (props: iam.PolicyStatementProps) => new iam.PolicyStatement(props);

const REFUSED: [string, iam.PolicyStatementProps, string, RegExp][] = [
  [
    'the action *',
    { actions: ['*'], resources: ['arn:aws:s3:::logs'] },
    "action '*'",
    /name the actions/,
  ],
  [
    'no actions',
    { resources: ['*'] },
    '{"Effect":"Allow","Resource":"*"}',
    /expected at least one/,
  ],
  [
    'no resources',
    { actions: ['s3:GetObject'] },
    '{"Action":"s3:GetObject","Effect":"Allow"}',
    /expected at least one ARN/,
  ],
  [
    'a principal',
    {
      actions: ['s3:GetObject'],
      resources: ['*'],
      principals: [new iam.ServicePrincipal('ec2.amazonaws.com')],
    },
    '"Principal":{"Service":"ec2.amazonaws.com"}',
    /belong to its trust policy/,
  ],
];

describe.each([
  ['policyStatements', false],
  ['an addon', true],
])('statements of %s', (_, asAddon) => {
  test.each(REFUSED)('are refused with %s', (__, props, value, allowed) => {
    const message = refusalOf(() => declared(allow(props), asAddon));

    expect(message).toMatch(/^\[Stack\/Identity\] /);
    expect(message).toContain(value);
    expect(message).toMatch(allowed);
  });

  test.each<[string, iam.PolicyStatementProps]>([
    ['an action and an ARN', { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::logs/*'] }],
    ['every action of a service', { actions: ['s3:*'], resources: ['arn:aws:s3:::logs/*'] }],
    ['a pattern of actions', { actions: ['s3:Get*'], resources: ['*'] }],
    ['a service with a hyphen', { actions: ['execute-api:Invoke'], resources: ['*'] }],
    ['all but some actions', { notActions: ['iam:*'], resources: ['arn:aws:s3:::logs/*'] }],
    ['all but some resources', { actions: ['s3:*'], notResources: ['arn:aws:s3:::logs'] }],
    ['an action that is a token', { actions: [Token.asString({ Ref: 'A' })], resources: ['*'] }],
    [
      'a resource that is a token',
      { actions: ['s3:*'], resources: [Token.asString({ Ref: 'A' })] },
    ],
    [
      'a denial of everything else',
      {
        effect: iam.Effect.DENY,
        actions: ['s3:*'],
        resources: ['*'],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  ])('are accepted with %s', (__, props) => {
    expect(() => declared(allow(props), asAddon)).not.toThrow();
  });
});

test('a denial of every action is accepted: it takes away', () => {
  const denied = allow({ effect: iam.Effect.DENY, actions: ['*'], resources: ['arn:aws:s3:::a'] });

  expect(() => declared(denied)).not.toThrow();
});

test.each(['GetObject', 's3:', 's3: GetObject', '*:GetObject'])(
  "the action '%s' is refused by CDK when the statement is made",
  (action) => {
    expect(() => allow({ actions: [action], resources: ['*'] })).toThrow(`Action '${action}'`);
  },
);
