import { fakeWorld, runCli } from '../fake-world';
import {
  association,
  ISSUER,
  irsaStatement,
  POD_IDENTITY,
  READ,
  type RoleParts,
  role,
  template,
} from './template-parts';

function explain(resources: Parameters<typeof template>[0], format = 'text') {
  const files = { 'stack.json': template(resources) };
  return runCli(['explain', 'stack.json', '--format', format], fakeWorld({ files }), {
    columns: 1000,
  });
}

function rolesOf(resources: Parameters<typeof template>[0]) {
  return JSON.parse(explain(resources, 'json').out).roles;
}

const like = (subject: string): RoleParts => ({ subject, operator: 'StringLike' });
const narrowed = (condition: object): RoleParts => ({
  trust: [{ ...POD_IDENTITY, Condition: condition }],
});

describe('who may assume a role is said in words', () => {
  const WORDS: [RoleParts, string][] = [
    [
      {},
      `The ServiceAccount reader in the namespace logging of the issuer ${ISSUER}, with a token for sts.amazonaws.com.`,
    ],
    [
      like('system:serviceaccount:logging:app-*'),
      `Every ServiceAccount like app-* in the namespace logging of the issuer ${ISSUER}, with a token for sts.amazonaws.com.`,
    ],
    [
      like('system:serviceaccount:*:*'),
      `Every ServiceAccount in every namespace of the issuer ${ISSUER}, with a token for sts.amazonaws.com.`,
    ],
    [
      { audience: null },
      `The ServiceAccount reader in the namespace logging of the issuer ${ISSUER}, with a token for any audience.`,
    ],
    [{ condition: {} }, `Every identity of the issuer ${ISSUER}, with a token for any audience.`],
    [
      { condition: { 'ForAllValues:StringEquals': { [`${ISSUER}:sub`]: 'x' } } },
      `Every identity of the issuer ${ISSUER}, with a token for any audience, where ForAllValues:StringEquals ${ISSUER}:sub x.`,
    ],
    [
      { condition: { StringNotEquals: { [`${ISSUER}:sub`]: 'x' } } },
      `Every identity of the issuer ${ISSUER}, with a token for any audience, where StringNotEquals ${ISSUER}:sub x.`,
    ],
    [
      { condition: { StringEquals: { 'other.example.com:sub': 'x' } } },
      `Every identity of the issuer ${ISSUER}, with a token for any audience, where StringEquals other.example.com:sub x.`,
    ],
    [
      { trust: [POD_IDENTITY] },
      'Every associated ServiceAccount of any cluster, by EKS Pod Identity.',
    ],
    [
      narrowed({ StringEquals: { 'aws:SourceAccount': '111122223333' } }),
      'Every associated ServiceAccount of any cluster of the account 111122223333, by EKS Pod Identity.',
    ],
    [
      narrowed({
        StringEquals: {
          'aws:RequestTag/kubernetes-namespace': 'logging',
          'aws:RequestTag/kubernetes-service-account': 'reader',
        },
      }),
      'The ServiceAccount reader in the namespace logging of any cluster, by EKS Pod Identity.',
    ],
    [
      narrowed({ StringEqualsIfExists: { 'aws:RequestTag/kubernetes-namespace': 'logging' } }),
      'Every associated ServiceAccount of any cluster, by EKS Pod Identity, where StringEqualsIfExists aws:RequestTag/kubernetes-namespace logging.',
    ],
  ];

  test.each(WORDS)('%j', (parts, words) => {
    expect(rolesOf({ Reader: role(parts) })[0].assumedBy).toEqual([words]);
  });

  test('and who may not', () => {
    const trust = [
      irsaStatement(),
      { ...irsaStatement({ subject: 'system:serviceaccount:a:b' }), Effect: 'Deny' },
    ];

    expect(rolesOf({ Reader: role({ trust }) })[0].assumedBy[1]).toMatch(
      /^Denied: The ServiceAccount b in the namespace a/,
    );
  });
});

test('what a role may do is given by service, with resources and conditions', () => {
  const statements = [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 'sqs:SendMessage', 's3:ListBucket'],
      Resource: 'arn:aws:s3:::a',
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    },
    { Effect: 'Deny', NotAction: 's3:*', Resource: '*' },
  ];

  expect(rolesOf({ Reader: role({ statements }) })[0].permissions).toEqual([
    {
      effect: 'Allow',
      service: 's3',
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: ['arn:aws:s3:::a'],
      conditions: ['Bool aws:SecureTransport true'],
    },
    {
      effect: 'Allow',
      service: 'sqs',
      actions: ['sqs:SendMessage'],
      resources: ['arn:aws:s3:::a'],
      conditions: ['Bool aws:SecureTransport true'],
    },
    { effect: 'Deny', service: '*', actions: ['all but s3:*'], resources: ['*'], conditions: [] },
  ]);
});

test('policies and boundary are named', () => {
  const parts = {
    managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    boundary: 'arn:aws:iam::111122223333:policy/b',
  };
  const { out } = explain({ Reader: role(parts) });

  expect(out).toContain(
    'what arn:aws:iam::aws:policy/ReadOnlyAccess allows (these templates do not tell)',
  );
  expect(out).toContain('what the permissions boundary arn:aws:iam::111122223333:policy/b allows');
});

test('what a condition of the template decides is said', () => {
  const policy = { PolicyName: 'Maybe', PolicyDocument: { Statement: [READ] } };
  const Reader = role({ statements: [] });
  const Properties = Reader.Properties as Record<string, unknown>;
  const NOTHING = { Ref: 'AWS::NoValue' };
  const attached = (more: object) => ({
    Type: 'AWS::IAM::Policy',
    Properties: { ...policy, Roles: [{ Ref: 'Reader' }] },
    ...more,
  });
  const under = { Condition: 'IsProd' };
  const WHERE = "where the template's condition IsProd holds at deployment";
  const inline = { ...Properties, Policies: [{ 'Fn::If': ['IsProd', policy, NOTHING] }] };

  expect(explain({ Reader: { ...Reader, Properties: inline } }).out).toContain(
    'what an inline policy allows (these templates do not tell)',
  );
  expect(explain({ Reader, More: attached(under) }).out).toContain(WHERE);
  expect(explain({ Reader, More: attached({}) }).out).not.toContain('where');
  expect(explain({ Reader: { ...Reader, ...under }, More: attached(under) }).out).not.toContain(
    WHERE,
  );
});

test('both mechanisms of a role are shown, and roles that pods cannot take are not', () => {
  const trust = [irsaStatement(), POD_IDENTITY];
  const lambda = role({
    trust: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  });
  const roles = rolesOf({ Lambda: lambda, Reader: role({ trust }), A: association() });

  expect(roles.map((r: { path: string }) => r.path)).toEqual(['stack/Reader']);
  expect(roles[0].serviceAccounts.map((s: { mechanism: string }) => s.mechanism)).toEqual([
    'EKS Pod Identity',
    'IRSA',
  ]);
});

test('a role that the templates hand out and do not make is listed, and not called known', () => {
  const arn = 'arn:aws:iam::111122223333:role/elsewhere';
  const target = 'arn:aws:iam::999922223333:role/target';
  const [other, reader] = rolesOf({
    A: association({ RoleArn: arn, TargetRoleArn: target }),
    B: association({ ServiceAccount: 'b', DisableSessionTags: true, Policy: '{"Statement":[]}' }),
    Reader: role({ trust: [POD_IDENTITY] }),
  }).reverse();

  expect(other).toMatchObject({
    path: arn,
    permissions: [],
    assumedBy: [expect.stringContaining('cannot be told')],
  });
  expect(other.serviceAccounts).toEqual([
    expect.objectContaining({ name: 'reader', targetRoleArn: target }),
  ]);
  expect(reader.serviceAccounts).toEqual([
    expect.objectContaining({ name: 'b', sessionPolicy: true }),
  ]);
});

test('findings stand at no role of a name that only begins alike', () => {
  const wide = role({ statements: [{ ...READ, Action: ['*'] }] });
  const isWide = (resources: Parameters<typeof template>[0]): boolean[] =>
    rolesOf(resources).map(({ findings }: { findings: { id: string }[] }) =>
      findings.some(({ id }) => id === 'permissions-all-actions'),
    );
  const below = { ...wide, Metadata: { 'aws:cdk:path': 'stack/Reader/Role' } };

  expect(isWide({ Reader: role(), 'Reader-': wide, Reader0: wide })).toEqual([false, true, true]);
  expect(isWide({ Reader: role(), Below: below })).toEqual([true, true]);
});

test('findings stand at their role', () => {
  const { out, exitCode } = explain({ Reader: role({ audience: null }) });

  expect(exitCode).toBe(0);
  expect(out).toContain('trust-missing-aud at stack/Reader');
});

describe('hostile names', () => {
  const evil = '"]; click r0 href "javascript:alert(1)" <script>alert(1)</script>\u001b[31m`';
  const resources = {
    Reader: role({
      subject: `system:serviceaccount:logging:${evil}`,
      statements: [{ ...READ, Resource: evil }],
    }),
  };

  test('cannot leave a label of the flow chart', () => {
    const { out } = explain(resources, 'mermaid');

    expect(out).toContain('alert#40;1#41;');
    for (const text of out.match(/"([^"]*)"/g) ?? [])
      expect(text).not.toMatch(/<(?!br\/>)|[;\]](?<!#\d+;)/);
    expect((out.match(/"/g) ?? []).length % 2).toBe(0);
    expect(out).not.toMatch(/\]; click|<script/);
  });

  test.each(['text', 'json', 'mermaid'])('cannot reach the terminal as %s', (format) => {
    expect(explain(resources, format).out).not.toContain('\u001b');
  });
});

test.each([
  ['a file that is not there', {}, /cannot read stack.json/],
  [
    'no resources',
    { 'stack.json': '{"a": 1}' },
    /is not a CloudFormation template: it has no Resources/,
  ],
  ['odd resources', { 'stack.json': '{"Resources": {"A": null}}' }, /A has no Type/],
  ['an odd type', { 'stack.json': '{"Resources": {"A": {"Type": 1}}}' }, /A has no Type/],
  ['broken JSON', { 'stack.json': '{"Resources": {' }, /stack.json is not JSON/],
])('%s is an error in one line', (_, files, message) => {
  const { exitCode, out, err } = runCli(
    ['explain', 'stack.json'],
    fakeWorld({ files: files as Record<string, string> }),
  );

  expect([exitCode, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});

test.each([
  ['properties that are text', { Type: 'AWS::IAM::Role', Properties: 'x' }],
  [
    'a trust policy that is a number',
    { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: 7 } },
  ],
  [
    'statements that are null',
    {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Statement: [null, 1, 'x'] } },
    },
  ],
  [
    'a Sub without text',
    { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { 'Fn::Sub': [] } } },
  ],
  [
    'policies that are null',
    { Type: 'AWS::IAM::Role', Properties: { Policies: [null], ManagedPolicyArns: { Ref: 'X' } } },
  ],
])('%s do not stop it', (_, resource) => {
  for (const command of ['explain', 'check']) {
    const run = runCli(
      [command, 'stack.json'],
      fakeWorld({ files: { 'stack.json': template({ Odd: resource, Reader: role() }) } }),
    );
    expect(run.err).toBe('');
  }
});
