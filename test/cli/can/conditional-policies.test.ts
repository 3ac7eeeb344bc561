import { can, document, type Json, podIdentity, QUEUE, role } from './can-run';

const SEND = 'sqs:SendMessage';
const ALLOW: Json = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };
const DENY: Json = { Effect: 'Deny', Action: SEND, Resource: '*' };

const send = (resources: Json) =>
  can(resources, 'logging/reader', SEND, QUEUE, '--account', '111122223333');

const attached = (statement: Json, more: Json = {}) => ({
  More: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'More',
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: document(statement),
    },
    ...more,
  },
});

const queuePolicy = (statement: unknown, more: Json = {}) => ({
  QueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: ['jobs'],
      PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
    },
    ...more,
  },
});

const inProd = (value: unknown) => ({ 'Fn::If': ['IsProd', value, { Ref: 'AWS::NoValue' }] });
const UNDER = { Condition: 'IsProd' };

describe('cannot tell what a condition of the template decides', () => {
  test.each([
    ['a policy that denies', { ...podIdentity([ALLOW]), ...attached(DENY, UNDER) }],
    ['the only policy that allows', { ...podIdentity([]), ...attached(ALLOW, UNDER) }],
  ])('%s', (_, resources) => {
    const { exitCode, out } = send(resources);

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^cannot tell /m);
    expect(out).toContain(
      'The policy More is made under the condition IsProd of the template only.',
    );
  });

  test.each([
    ['one of the roles of a policy', 'AWS::IAM::Policy', [inProd({ Ref: 'Role' })], 'IsProd'],
    [
      'all roles of a managed policy',
      'AWS::IAM::ManagedPolicy',
      inProd([{ Ref: 'Role' }]),
      'IsProd',
    ],
    [
      'the other role of a policy',
      'AWS::IAM::Policy',
      [{ 'Fn::If': ['IsProd', 'another', { Ref: 'Role' }] }],
      'not IsProd',
    ],
  ])('%s', (_, Type, Roles, condition) => {
    const { out } = send({
      ...podIdentity([ALLOW]),
      More: { Type, Properties: { PolicyName: 'More', Roles, PolicyDocument: document(DENY) } },
    });

    expect(out).toMatch(/^cannot tell /m);
    expect(out).toContain(`is made under the condition ${condition} of the template only.`);
  });

  test('an inline policy', () => {
    const policy = { PolicyName: 'NoSend', PolicyDocument: document(DENY) };
    const trust = (podIdentity([]).Role as { Properties: Json }).Properties;
    const withPolicies = (Policies: unknown) => ({
      ...podIdentity([]),
      Role: role(trust.AssumeRolePolicyDocument as Json, [], { Policies }),
    });
    const allow = { PolicyName: 'Send', PolicyDocument: document(ALLOW) };

    expect(send(withPolicies([allow])).exitCode).toBe(0);
    expect(send(withPolicies([allow, inProd(policy)])).out).toMatch(/^cannot tell /m);
    expect(send(withPolicies(inProd([allow]))).out).toMatch(/^cannot tell /m);
  });

  test('a policy of the resource, or a statement of it', () => {
    const deny = { ...DENY, Principal: '*', Resource: QUEUE };
    const under = (policy: Json) => send({ ...podIdentity([ALLOW]), ...policy }).out;

    expect(under(queuePolicy(deny))).toMatch(/^denied /m);
    expect(under(queuePolicy(deny, UNDER))).toMatch(/^cannot tell /m);
    expect(under(queuePolicy(inProd(deny)))).toMatch(/^cannot tell /m);
    expect(under(queuePolicy(inProd(deny)))).toContain(
      'The policy of t/QueuePolicy cannot be read from the template.',
    );
  });
});

describe('a condition of the template decides nothing', () => {
  const other = (statement: Json) => ({ ...statement, Action: 'sns:*' });

  test.each([
    ['where the policy is about something else', attached(other(DENY), UNDER)],
    ['where the policy allows the same once more', attached(ALLOW, UNDER)],
  ])('%s', (_, more) => {
    expect(send({ ...podIdentity([ALLOW]), ...more }).exitCode).toBe(0);
  });

  test('where the role is made under the same one', () => {
    const { Role, ...resources } = podIdentity([]);

    expect(
      send({ ...resources, Role: { ...(Role as Json), ...UNDER }, ...attached(ALLOW, UNDER) })
        .exitCode,
    ).toBe(0);
  });
});
