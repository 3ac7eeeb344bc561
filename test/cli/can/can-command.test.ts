import { LIMITS } from '../../../src/cli/can/answer-lines';
import { can, document, OBJECT, podIdentity, READ, read } from './can-run';

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
    expect(read(tagged, ...context('a'), '--context', 'AWS:tagkeys=c').exitCode).toBe(1);
    expect(() => read(tagged, ...context('a'), '--absent', 'AWS:tagkeys')).toThrow(
      'AWS:tagkeys cannot be both --context and --absent',
    );
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
