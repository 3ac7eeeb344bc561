import { fakeWorld, runCli } from '../fake-world';
import {
  association,
  irsaStatement,
  POD_IDENTITY,
  READ,
  type RoleParts,
  role,
  template,
} from './template-parts';

type Resources = Parameters<typeof template>[0];

function diff(before: Resources, after: Resources, ...args: string[]) {
  const files = { 'old.json': template(before), 'new.json': template(after) };
  return runCli(['explain', 'new.json', '--diff', 'old.json', ...args], fakeWorld({ files }), {
    columns: 1000,
  });
}

function directions(before: Resources, after: Resources): string[] {
  const { out } = diff(before, after, '--format', 'json');
  return [
    ...new Set(JSON.parse(out).changes.map((c: { direction: string }) => c.direction)),
  ].sort() as string[];
}

const named = 'system:serviceaccount:logging:reader';
const other = 'system:serviceaccount:logging:writer';
const all = 'system:serviceaccount:logging:*';
const like = (subject: string | string[]): RoleParts => ({ subject, operator: 'StringLike' });
const may = (...statements: object[]): RoleParts => ({
  statements: statements as RoleParts['statements'],
});
const condition = { StringEquals: { 'aws:SourceVpc': 'vpc-1' } };
const pi = (more = {}): RoleParts => ({ trust: [{ ...POD_IDENTITY, ...more }] });

/** What became wider is narrower the other way round. */
const WIDER: [string, RoleParts, RoleParts][] = [
  ['a second subject', {}, { subject: [named, other] }],
  ['a pattern for a name', {}, like(all)],
  ['a wider pattern', like(all), like('system:serviceaccount:*:*')],
  ['no audience', {}, { audience: null }],
  ['no conditions at all', {}, { condition: {} }],
  ['another statement', {}, { trust: [irsaStatement(), POD_IDENTITY] }],
  [
    'no narrowing for Pod Identity',
    pi({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
    pi(),
  ],
  [
    'a Deny that went',
    { trust: [irsaStatement(), { ...irsaStatement({ subject: other }), Effect: 'Deny' }] },
    {},
  ],
  ['another action', {}, may({ ...READ, Action: ['s3:GetObject', 's3:PutObject'] })],
  ['a pattern for an action', {}, may({ ...READ, Action: 's3:Get*' })],
  [
    'a star for a question mark',
    may({ ...READ, Action: 's3:GetObjec?' }),
    may({ ...READ, Action: 's3:GetObjec*' }),
  ],
  ['every action', {}, may({ ...READ, Action: '*' })],
  [
    'another resource',
    {},
    may({ ...READ, Resource: ['arn:aws:s3:::reports/*', 'arn:aws:s3:::other/*'] }),
  ],
  ['a wider resource', {}, may({ ...READ, Resource: 'arn:aws:s3:::*' })],
  ['a condition that went', may({ ...READ, Condition: condition }), {}],
  [
    'one more value of a condition',
    may({ ...READ, Condition: condition }),
    may({ ...READ, Condition: { StringEquals: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] } } }),
  ],
  ['a denied action that is so no more', may(READ, { ...READ, Effect: 'Deny', Resource: '*' }), {}],
  ['all actions but some', {}, may(READ, { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })],
  ['a managed policy', {}, { managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }],
  ['no boundary any more', { boundary: 'arn:aws:iam::111122223333:policy/b' }, {}],
];

describe('for a reviewer', () => {
  test.each(WIDER)('%s is wider, and its return is narrower', (_, before, after) => {
    expect(directions({ Reader: role(before) }, { Reader: role(after) })).toEqual(['wider']);
    expect(directions({ Reader: role(after) }, { Reader: role(before) })).toEqual(['narrower']);
  });

  const BOTH: [string, RoleParts, RoleParts][] = [
    ['another subject', {}, { subject: other }],
    ['another audience', {}, { audience: 'other' }],
    ['another action', {}, may({ ...READ, Action: 's3:PutObject' })],
  ];
  test.each(BOTH)('%s instead of the first is both', (_, before, after) => {
    expect(directions({ Reader: role(before) }, { Reader: role(after) })).toEqual([
      'narrower',
      'wider',
    ]);
  });

  const SAME: [string, RoleParts, RoleParts][] = [
    ['the order of values', { subject: [named, other] }, { subject: [other, named] }],
    ['StringLike without a wildcard', {}, like(named)],
    [
      'one statement in two',
      may({ ...READ, Action: ['s3:GetObject', 's3:PutObject'] }),
      may(READ, { ...READ, Action: 's3:PutObject' }),
    ],
    [
      'what a wider statement already allows',
      may({ ...READ, Action: 's3:*' }),
      may(READ, { ...READ, Action: 's3:*' }),
    ],
    ['the case of an action', {}, may({ ...READ, Action: 'S3:getobject' })],
    ['a Sid', {}, may({ ...READ, Sid: 'Read' })],
  ];
  test.each(SAME)('%s changes nothing', (_, before, after) => {
    expect(directions({ Reader: role(before) }, { Reader: role(after) })).toEqual([]);
    expect(diff({ Reader: role(before) }, { Reader: role(after) }).out).toContain(
      'Nothing changed',
    );
  });

  const NOT_NARROWER_ONLY: [string, object, object][] = [
    [
      'a value less of a negation',
      { StringNotEquals: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] } },
      { StringNotEquals: { 'aws:SourceVpc': ['vpc-1'] } },
    ],
    ['IfExists', condition, { StringEqualsIfExists: { 'aws:SourceVpc': ['vpc-1'] } }],
    ['ForAllValues', condition, { 'ForAllValues:StringEquals': { 'aws:SourceVpc': ['vpc-1'] } }],
    ['another key', condition, { StringEquals: { 'aws:SourceVpce': ['vpc-1'] } }],
  ];
  test.each(NOT_NARROWER_ONLY)('%s is never passed over', (_, before, after) => {
    const reader = (c: object) => ({ Reader: role(may({ ...READ, Condition: c })) });

    expect(directions(reader(before), reader(after))).toContain('wider');
  });

  test('another boundary is neither', () => {
    const boundary = (name: string) => ({
      Reader: role({ boundary: `arn:aws:iam::111122223333:policy/${name}` }),
    });

    expect(directions(boundary('a'), boundary('b'))).toEqual(['other']);
  });

  test('what a boundary of the templates allows is compared', () => {
    const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' });
    const bounded = (...Statement: unknown[]) => ({
      Reader: role({ boundary: { Ref: 'Limit' } }),
      Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement } } },
    });
    const narrow = bounded(allow('s3:Get*'));

    expect(directions(narrow, narrow)).toEqual([]);
    expect(directions(narrow, bounded(allow('s3:*')))).toContain('wider');
    expect(diff(narrow, bounded(allow('s3:*'))).out).toContain(
      'By its permissions boundary: Now it may s3:* on *.',
    );
    expect(directions(bounded(allow('s3:*')), narrow)).toContain('narrower');
    expect(
      directions(bounded(allow('*'), { ...allow('iam:*'), Effect: 'Deny' }), bounded(allow('*'))),
    ).toEqual(['wider']);
    expect(directions(narrow, bounded({ 'Fn::If': ['C', allow('*'), allow('s3:*')] }))).toEqual([
      'other',
    ]);
    expect(diff(narrow, bounded(allow('s3:*')), '--fail-on', 'wider').exitCode).toBe(1);
  });

  test('a new role is wider, a role that is gone narrower', () => {
    expect(directions({}, { Reader: role() })).toEqual(['wider']);
    expect(directions({ Reader: role() }, {})).toEqual(['narrower']);
  });

  test('an association is wider, a session policy narrower', () => {
    const reader = { Reader: role(pi()) };
    const policy = { DisableSessionTags: true, Policy: '{"Statement":[]}' };

    expect(directions(reader, { ...reader, A: association() })).toEqual(['wider']);
    expect(
      directions({ ...reader, A: association() }, { ...reader, A: association(policy) }),
    ).toEqual(['narrower']);
    expect(
      directions({ ...reader, A: association(policy) }, { ...reader, A: association() }),
    ).toEqual(['wider']);
  });

  test('what a session policy allows is compared', () => {
    const limited = (Action: string) => ({
      Reader: role(pi()),
      A: association({
        DisableSessionTags: true,
        Policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
      }),
    });

    expect(directions(limited('s3:Get*'), limited('*'))).toEqual(['wider']);
    expect(directions(limited('*'), limited('s3:Get*'))).toEqual(['narrower']);
    expect(directions(limited('*'), limited('*'))).toEqual([]);
    expect(diff(limited('s3:Get*'), limited('*')).out).toContain(
      'By its session policy: Now it may * on *. EKS Pod Identity gives it to logging/reader',
    );
  });

  test('another target role is new, and the old one gone', () => {
    const chained = (TargetRoleArn?: string) => ({
      Reader: role(pi()),
      A: association(TargetRoleArn ? { TargetRoleArn } : {}),
    });
    const target = (name: string) => chained(`arn:aws:iam::444455556666:role/${name}`);

    expect(directions(target('data'), target('admin'))).toEqual(['narrower', 'wider']);
    expect(directions(chained(), target('admin'))).toContain('wider');
    expect(diff(target('data'), target('admin')).out).toContain(
      'as the target role arn:aws:iam::444455556666:role/admin.',
    );
  });

  test('roles that pods cannot take are left out', () => {
    const lambda = (action: string) => ({
      Lambda: role({
        trust: [
          {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
        statements: [{ ...READ, Action: action }],
      }),
    });

    expect(directions(lambda('s3:GetObject'), lambda('s3:*'))).toEqual([]);
  });

  test('a role that pods may take from now on is shown', () => {
    const plain = {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };

    expect(
      directions({ R: role({ trust: [plain] }) }, { R: role({ trust: [plain, irsaStatement()] }) }),
    ).toEqual(['wider']);
  });

  test('a trust policy as a string is seen into', () => {
    const string = (subject: string) => {
      const made = role();
      const document = JSON.stringify({ Statement: [irsaStatement({ subject })] });
      return {
        R: {
          ...made,
          Properties: {
            ...(made.Properties as object),
            AssumeRolePolicyDocument: { 'Fn::Sub': document },
          },
        },
      };
    };

    expect(directions(string(named), { R: role() })).toEqual([]);
    expect(diff(string(named), string(all)).out).toContain(
      'The ServiceAccount * in the namespace logging',
    );
  });
});

test('a statement of absurd size is compared as a whole, and soon', () => {
  const names = (prefix: string) => Array.from({ length: 5_000 }, (_, i) => `${prefix}${i}`);
  const huge = (action: string) => ({
    Reader: role(
      may({
        Effect: 'Allow',
        Action: [...names('s3:A'), action],
        Resource: names('arn:aws:s3:::'),
      }),
    ),
  });

  expect(directions(huge('s3:X'), huge('s3:X'))).toEqual([]);
  expect(directions(huge('s3:X'), huge('s3:Y'))).toEqual(['narrower', 'wider']);
});

test('thousands of small statements that all changed are compared soon', () => {
  const many = (prefix: string) => ({
    Reader: role(
      may(...Array.from({ length: 4_000 }, (_, i) => ({ ...READ, Action: `s3:${prefix}${i}` }))),
    ),
  });

  expect(directions(many('A'), many('B'))).toEqual(['narrower', 'wider']);
});

describe('--fail-on wider', () => {
  test('exits with 1 where something is wider, and with 0 where all is narrower', () => {
    const [narrow, wide] = [{ Reader: role() }, { Reader: role(like(all)) }];

    expect(diff(narrow, wide, '--fail-on', 'wider').exitCode).toBe(1);
    expect(diff(wide, narrow, '--fail-on', 'wider').exitCode).toBe(0);
    expect(diff(narrow, wide).exitCode).toBe(0);
  });

  test.each([
    [['--fail-on', 'narrower', '--diff', 'x']],
    [['--fail-on', 'wider']],
    [['--diff', 'x', '--format', 'mermaid']],
  ])('%j is refused', (args) => {
    expect(
      runCli(['explain', 'new.json', ...args], fakeWorld({ files: { 'new.json': template({}) } })),
    ).toMatchObject({ exitCode: 2 });
  });
});
