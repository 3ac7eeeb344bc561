import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { LIMITS } from '../../../src/cli/can/answer-lines';
import { canCommand } from '../../../src/cli/can/can-command';
import { shellWord } from '../../../src/cli/can/simulate-call';
import { printPage } from '../../../src/cli/print';
import { fakeWorld } from '../fake-world';

type Json = Record<string, unknown>;

const OBJECT = 'arn:aws:s3:::reports/2026/a.csv';
const SPACED = `${OBJECT} with more words in its key than there is room for in one line`;
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:jobs';
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

const document = (...Statement: Json[]): Json => ({ Version: '2012-10-17', Statement });

const POD_TRUST = document({
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
});

const irsaTrust = (subject: string): Json =>
  document({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${ISSUER}:sub`]: subject, [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
    },
  });

const role = (trust: Json, statements: Json[], more: Json = {}): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: trust,
    Policies: [{ PolicyName: 'Read', PolicyDocument: document(...statements) }],
    ...more,
  },
});

const association = (more: Json = {}): Json => ({
  Type: 'AWS::EKS::PodIdentityAssociation',
  Properties: {
    ClusterName: 'prod',
    Namespace: 'logging',
    ServiceAccount: 'reader',
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ...more,
  },
});

const READ: Json = {
  Sid: 'ReadReports',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::reports/*` },
};

const podIdentity = (statements: Json[], more: Json = {}, associated: Json = {}): Json => ({
  Role: role(POD_TRUST, statements, more),
  Association: association(associated),
});

const can = (resources: Json, ...args: string[]) => canIn(5000, resources, ...args);

function canIn(
  columns: number,
  resources: Json,
  ...args: string[]
): { exitCode: number; out: string } {
  const world = fakeWorld({ files: { 't.json': JSON.stringify({ Resources: resources }) } });
  const { values, positionals } = parseArgs({
    args: [...args, '--template', 't.json'],
    options: Object.fromEntries(
      Object.entries(canCommand.options).map(([name, { type, multiple = false }]) => [
        name,
        { type, multiple },
      ]),
    ),
    allowPositionals: true,
  });
  const options = values as Record<string, string | string[]>;
  const { page, exitCode } = canCommand.run({ positionals, options }, world);
  let out = '';
  printPage(page, {
    columns,
    colour: false,
    write: (text) => {
      out += text;
    },
    writeError: () => undefined,
  });
  return { exitCode, out };
}

const read = (resources: Json, ...options: string[]) =>
  can(resources, 'logging/reader', 's3:GetObject', OBJECT, ...options);

describe('the answer', () => {
  test('is allowed, with the statement, its policy and the limits', () => {
    const { exitCode, out } = read(podIdentity([READ]));

    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^Can logging\/reader s3:GetObject on arn:aws:s3:::reports\/2026\/a\.csv\?$/m,
    );
    expect(out).toMatch(/^allowed +t\/Role \(EKS Pod Identity\)$/m);
    expect(out).toMatch(/^ +By policy Read:$/m);
    expect(out).toContain('"Sid":"ReadReports"');
    expect(out).toContain(LIMITS);
  });

  test('is denied where nothing allows it, and says that a resource policy may', () => {
    const { exitCode, out } = can(podIdentity([READ]), 'logging/reader', 's3:PutObject', OBJECT);

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^denied /m);
    expect(out).toContain('no statement allows it (implicit deny)');
    expect(out).toContain('A policy of a resource in the same account may still allow it.');
  });

  test('is denied by the statement that denies', () => {
    const deny = { Sid: 'NoReports', Effect: 'Deny', Action: 's3:*', Resource: '*' };
    const { out } = read(podIdentity([READ, deny]));

    expect(out).toMatch(/^denied /m);
    expect(out).toContain('"Sid":"NoReports"');
    expect(out).not.toContain('may still allow it');
  });

  test('depends on conditions, and says how to state them', () => {
    const guarded = podIdentity([
      { ...READ, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } },
    ]);

    const { exitCode, out } = read(guarded);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^depends /m);
    expect(out).toContain('It depends on aws:SourceVpce: allowed where StringEquals vpce-1');
    expect(read(guarded, '--context', 'aws:SourceVpce=vpce-1').exitCode).toBe(0);
    expect(read(guarded, '--context', 'aws:SourceVpce=vpce-2').out).toMatch(/^denied /m);
    expect(read(guarded, '--absent', 'aws:SourceVpce').out).toMatch(/^denied /m);
  });

  test('depends on the condition of a deny, and says so', () => {
    const deny = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };

    expect(read(podIdentity([READ, deny])).out).toContain(
      'It depends on aws:SecureTransport: denied where Bool false',
    );
  });

  test('takes a repeated key as several values', () => {
    const tagged = podIdentity([
      { ...READ, Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } } },
    ]);
    const context = (...keys: string[]) =>
      keys.flatMap((key) => ['--context', `aws:TagKeys=${key}`]);

    expect(read(tagged, ...context('a', 'b')).exitCode).toBe(0);
    expect(read(tagged, ...context('a', 'c')).exitCode).toBe(1);
  });

  test('cannot tell with a managed policy that is not in the template', () => {
    const ManagedPolicyArns = ['arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess'];
    const { exitCode, out } = read(podIdentity([READ], { ManagedPolicyArns }));

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^cannot tell /m);
    expect(out).toContain(
      'The policy arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess is not known from the template.',
    );
  });

  test('is the same for the policies of hostile shapes: cannot tell', () => {
    for (const hostile of [null, 'text', [], { Statement: 1 }, { Statement: [{ Effect: {} }] }]) {
      const resources = podIdentity([READ]);
      const more = {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'Odd', PolicyDocument: hostile, Roles: [{ Ref: 'Role' }] },
      };

      expect(read({ ...resources, More: more }).out).toMatch(/^cannot tell /m);
    }
  });

  test('reads the managed policies of the template', () => {
    const resources = {
      ...podIdentity([], { ManagedPolicyArns: [{ Ref: 'Shared' }] }),
      Shared: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { ManagedPolicyName: 'shared', PolicyDocument: document(READ) },
      },
    };

    expect(read(resources).out).toContain('By policy shared:');
  });

  test('cannot tell what a bucket is that has no name in the template', () => {
    const own = { ...READ, Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['B', 'Arn'] }, '/*']] } };
    const { out } = read(podIdentity([own]));

    expect(out).toMatch(/^cannot tell /m);
    expect(out).toContain(`\${Fn::GetAtt t.B.Arn} in Resource has no value in the template`);
    expect(
      can(podIdentity([own]), 'logging/reader', 's3:GetObject', `\${Fn::GetAtt t.B.Arn}/a`)
        .exitCode,
    ).toBe(0);
  });
});

describe('what narrows', () => {
  test('is the permissions boundary in the template', () => {
    const bounded = (statement: Json) => ({
      ...podIdentity([READ], { PermissionsBoundary: { Ref: 'Boundary' } }),
      Boundary: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: document(statement) },
      },
    });
    const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' });

    expect(read(bounded(allow('s3:*'))).exitCode).toBe(0);
    expect(read(bounded(allow('sqs:*'))).out).toContain('The permissions boundary: no statement');
  });

  test('is a permissions boundary elsewhere, of which nothing is known', () => {
    const PermissionsBoundary = 'arn:aws:iam::111122223333:policy/boundary';
    const { out } = read(podIdentity([READ], { PermissionsBoundary }));

    expect(out).toMatch(/^cannot tell /m);
    expect(out).toContain(PermissionsBoundary);
  });

  test('is the session policy of the association', () => {
    const session = (Action: string) => ({
      DisableSessionTags: true,
      Policy: JSON.stringify(document({ Effect: 'Allow', Action, Resource: '*' })),
    });

    expect(read(podIdentity([READ], {}, session('s3:Get*'))).exitCode).toBe(0);
    const { out } = read(podIdentity([READ], {}, session('sqs:*')));
    expect(out).toContain('The session policy: no statement allows it');
    expect(out).toContain('The simulator of AWS does not know the session policy:');
  });
});

describe('what the identity says of the request', () => {
  const byNamespace = {
    ...READ,
    Resource: `arn:aws:s3:::\${aws:PrincipalTag/kubernetes-namespace}-reports/*`,
  };
  const ask = (resources: Json, resource: string) =>
    can(resources, 'logging/reader', 's3:GetObject', resource);

  test('is the session tags of Pod Identity', () => {
    expect(ask(podIdentity([byNamespace]), 'arn:aws:s3:::logging-reports/a').exitCode).toBe(0);
    expect(ask(podIdentity([byNamespace]), 'arn:aws:s3:::billing-reports/a').out).toMatch(
      /^denied/m,
    );
  });

  test('is nothing about session tags that are off', () => {
    const resources = podIdentity([byNamespace], {}, { DisableSessionTags: true });

    expect(ask(resources, 'arn:aws:s3:::logging-reports/a').out).toMatch(/^depends /m);
  });
});

describe('whose role it is', () => {
  const irsa = { Role: role(irsaTrust('system:serviceaccount:logging:reader'), [READ]) };

  test('is found by the trust policy of IRSA', () => {
    expect(read(irsa).out).toMatch(/^allowed +t\/Role \(IRSA\)$/m);
  });

  test('is the target role of an association', () => {
    const resources = {
      ...podIdentity([], {}, { TargetRoleArn: { 'Fn::GetAtt': ['Target', 'Arn'] } }),
      Target: role(POD_TRUST, [READ]),
    };

    expect(read(resources).out).toMatch(/^allowed +t\/Target /m);
  });

  test('is both roles where both mechanisms are set up', () => {
    const { exitCode, out } = read({
      ...podIdentity([]),
      Irsa: role(irsaTrust('system:serviceaccount:logging:reader'), [READ]),
    });

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^denied +t\/Role \(EKS Pod Identity\)$/m);
    expect(out).toMatch(/^allowed +t\/Irsa \(IRSA\)$/m);
    expect(out).toContain('new pods get the role of EKS Pod Identity');
  });

  test('is not a role that trusts another ServiceAccount', () => {
    const other = { Role: role(irsaTrust('system:serviceaccount:logging:readers'), [READ]) };

    expect(() => read(other)).toThrow('they know logging/readers');
  });

  test('is a role that no template makes', () => {
    const RoleArn = 'arn:aws:iam::111122223333:role/elsewhere';
    const { out } = read(podIdentity([READ], {}, { RoleArn }));

    expect(out).toMatch(/^cannot tell +arn:aws:iam::111122223333:role\/elsewhere/m);
  });

  test('is an error that names the ServiceAccounts that have one', () => {
    expect(() => can(irsa, 'logging/writer', 's3:GetObject', OBJECT)).toThrow(
      'the templates give logging/writer no role; they know logging/reader',
    );
  });
});

describe('across accounts', () => {
  const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };
  const ask = (...options: string[]) =>
    can(podIdentity([send]), 'logging/reader', 'sqs:SendMessage', QUEUE, ...options);

  test('it is never plain allowed', () => {
    const { exitCode, out } = ask('--account', '999988887777');

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^depends /m);
    expect(out).toContain('The resource is in account 111122223333, the role in 999988887777');
  });

  test('conditions and the other account are both named', () => {
    const guarded = { ...send, Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
    const { out } = can(
      podIdentity([guarded]),
      ...['logging/reader', 'sqs:SendMessage', QUEUE, '--account', '999988887777'],
    );

    expect(out).toContain('It depends on aws:SecureTransport');
    expect(out).toContain('The resource is in account 111122223333');
  });

  test('what is denied here is denied', () => {
    const { out } = can(
      podIdentity([]),
      ...['logging/reader', 'sqs:SendMessage', QUEUE, '--account', '999988887777'],
    );

    expect(out).toMatch(/^denied /m);
  });

  test('it depends where the account of the role is not known', () => {
    expect(ask().out).toContain('--account says which account the role is in');
  });

  test('it is allowed within the account', () => {
    expect(ask('--account', '111122223333').exitCode).toBe(0);
  });
});

describe('the question', () => {
  test('is put as AWS puts it where the action takes no resource', () => {
    const list = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };
    const { exitCode, out } = can(
      podIdentity([list]),
      'logging/reader',
      's3:listallmybuckets',
      'arn:aws:s3:::reports',
    );

    expect(exitCode).toBe(0);
    expect(out).toContain('s3:ListAllMyBuckets takes no resource');
  });

  test('with an action that AWS does not list is answered with a warning', () => {
    const { out } = can(podIdentity([READ]), 'logging/reader', 's3:GetObjct', OBJECT);

    expect(out).toContain('s3:GetObjct is not among the actions');
  });

  test.each([
    [['reader', 's3:GetObject', OBJECT], 'must be NAMESPACE/NAME; it is reader'],
    [['logging/reader', 's3:Get*', OBJECT], 'must be one action such as s3:GetObject'],
    [['logging/reader', 'GetObject', OBJECT], 'must be one action such as s3:GetObject'],
    [['logging/reader', 's3:GetObject', 'reports'], 'must be one ARN without wildcards'],
    [['logging/reader', 's3:GetObject', 'arn:aws:s3:::a/*'], 'must be one ARN without wildcards'],
    [['logging/reader', 's3:GetObject'], 'needs NAMESPACE/NAME, ACTION and RESOURCE'],
    [['logging/reader', 's3:GetObject', OBJECT, '--context', 'x'], '--context must be KEY=VALUE'],
    [['logging/reader', 's3:GetObject', OBJECT, '--account', '1'], 'must be twelve digits'],
    [
      ['logging/reader', 's3:GetObject', OBJECT, '--context', 'a:b=1', '--absent', 'a:b'],
      'cannot be both',
    ],
  ])('%j is refused', (args, message) => {
    expect(() => can(podIdentity([READ]), ...args)).toThrow(message);
  });
});

describe('the call to the simulator', () => {
  const callOf = (out: string) =>
    /\$ (aws iam simulate-principal-policy .*)$/m.exec(out)?.[1] ?? '';

  /** What a shell hands to aws, once the printed lines are pasted. */
  function wordsOfCall(out: string): string[] {
    const pasted = out
      .slice(out.indexOf('$ aws iam simulate-principal-policy') + 2)
      .split('\n\n')[0];
    const script = `aws() { printf '%s\\0' "$@"; }\n${pasted}`;
    return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
  }

  test('asks the same of a role with a name', () => {
    const named = podIdentity([READ], { RoleName: 'reader' });
    const { out } = read(named, '--account', '111122223333');

    expect(callOf(out)).toMatch(
      /^aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::111122223333:role\/reader --action-names s3:GetObject --resource-arns arn:aws:s3:::reports\/2026\/a\.csv /,
    );
  });

  test('looks up the role that has no name yet', () => {
    const { out } = read(podIdentity([READ]));

    expect(out).toMatch(
      /\$ ROLE_ARN="\$\(aws iam get-role --role-name "\$\(aws cloudformation describe-stack-resource --stack-name t --logical-resource-id Role /,
    );
    expect(callOf(out)).toContain('--policy-source-arn "$ROLE_ARN"');
  });

  test.each([5000, 60])('reaches aws word by word from %i columns', (columns) => {
    const hostile = `it's $(touch /tmp/x); "b" \`c\` \\ *`;
    const guarded = podIdentity(
      [{ ...READ, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      { RoleName: 'reader' },
      { DisableSessionTags: true },
    );
    const { out } = canIn(
      columns,
      guarded,
      ...['logging/reader', 's3:GetObject', SPACED, '--account', '111122223333'],
      ...['--context', `app:Key=${hostile}`, '--context', 'aws:SecureTransport=true'],
    );

    const words = wordsOfCall(out);
    const entries = JSON.parse(words[words.indexOf('--context-entries') + 1]);
    expect(words[words.indexOf('--resource-arns') + 1]).toBe(SPACED);
    expect(entries).toEqual([
      { ContextKeyName: 'app:Key', ContextKeyValues: [hostile], ContextKeyType: 'string' },
      {
        ContextKeyName: 'aws:SecureTransport',
        ContextKeyValues: ['true'],
        ContextKeyType: 'boolean',
      },
    ]);
  });

  test.each([
    ['arn:aws:s3:::a/b', 'arn:aws:s3:::a/b'],
    ['a b', `'a b'`],
    [`it's`, `'it'\\''s'`],
    ['', `''`],
    ['~x', `'~x'`],
  ])('quotes %j as %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});
