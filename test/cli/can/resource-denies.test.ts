import { can, type Json, OBJECT, podIdentity, READ, read } from './can-run';

const bucketPolicy = (more: Json, Resource: unknown = 'arn:aws:s3:::reports/*'): Json => ({
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: 'reports',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource, ...more }],
      },
    },
  },
});

const TLS_ONLY = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const readUnder = (policy: Json, ...options: string[]) =>
  read({ ...podIdentity([READ]), ...policy }, ...options);

test('what a bucket policy denies to everybody is denied', () => {
  const { exitCode, out } = readUnder(bucketPolicy({}));

  expect(exitCode).toBe(1);
  expect(out).toMatch(/^denied /m);
  expect(out).toContain('By the policy of t/Policy:');
});

test('the condition of a bucket policy is named', () => {
  const { out } = readUnder(bucketPolicy(TLS_ONLY));

  expect(out).toMatch(/^depends /m);
  expect(out).toContain('It depends on aws:SecureTransport: denied where Bool false');
  expect(readUnder(bucketPolicy(TLS_ONLY), '--context', 'aws:SecureTransport=true').exitCode).toBe(
    0,
  );
});

test('cannot tell whether a bucket policy for another principal means the role', () => {
  const Principal = { AWS: 'arn:aws:iam::111122223333:role/someone' };
  const { out } = readUnder(bucketPolicy({ Principal }));

  expect(out).toMatch(/^cannot tell /m);
  expect(out).toContain('The policy of t/Policy may deny it: {"Effect":"Deny"');
});

test('cannot tell whether a bucket without a name is the one that was asked about', () => {
  const own = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/*']] };

  expect(readUnder(bucketPolicy(TLS_ONLY, own)).out).toMatch(/^cannot tell /m);
  expect(
    readUnder(bucketPolicy(TLS_ONLY, own), '--context', 'aws:SecureTransport=true').exitCode,
  ).toBe(0);
});

test.each([
  ['other resources', bucketPolicy({}, 'arn:aws:s3:::archive/*')],
  ['other actions', bucketPolicy({ Action: 's3:Put*' })],
  ['nothing', bucketPolicy({ Effect: 'Allow' })],
])('a bucket policy that denies %s leaves the allow', (_, policy) => {
  expect(readUnder(policy).exitCode).toBe(0);
});

test('a bucket policy that denies does not make up for a role that is not allowed', () => {
  const { out } = can(
    { ...podIdentity([]), ...bucketPolicy(TLS_ONLY) },
    ...['logging/reader', 's3:GetObject', OBJECT],
  );

  expect(out).toMatch(/^denied /m);
});

test('a key policy is about its own key only, whichever that is', () => {
  const resources = {
    ...podIdentity([{ Effect: 'Allow', Action: ['kms:Decrypt', 's3:*'], Resource: '*' }]),
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: {
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }],
        },
      },
    },
  };
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';

  expect(
    can(resources, 'logging/reader', 'kms:Decrypt', key, '--account', '111122223333').out,
  ).toMatch(/^cannot tell /m);
  expect(can(resources, 'logging/reader', 's3:GetObject', OBJECT).exitCode).toBe(0);
});

describe('the policy of a table', () => {
  const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders';
  const ResourcePolicy = {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 'dynamodb:*', Resource: TABLE }],
    },
  };
  const getItem = (table: Json) =>
    can(
      {
        ...podIdentity([{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' }]),
        Table: table,
      },
      ...['logging/reader', 'dynamodb:GetItem', TABLE, '--account', '111122223333'],
    ).out;

  test.each([
    ['AWS::DynamoDB::Table', { ResourcePolicy }],
    ['AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'eu-west-1', ResourcePolicy }] }],
  ])('%s is read', (Type, Properties) => {
    expect(getItem({ Type, Properties })).toMatch(/^denied /m);
  });

  test.each([[{}], [{ ResourcePolicy: { Ref: 'AWS::NoValue' } }], [null]])(
    'a table without one denies nothing: %j',
    (Properties) => {
      expect(getItem({ Type: 'AWS::DynamoDB::Table', Properties })).toMatch(/^allowed /m);
    },
  );

  test.each([
    ['text'],
    [{ PolicyDocument: 'text' }],
    [{ PolicyDocument: [[1]] }],
    [{ 'Fn::If': ['IsProd', ResourcePolicy, { Ref: 'AWS::NoValue' }] }],
  ])('cannot tell where it cannot be read: %j', (odd) => {
    const out = getItem({ Type: 'AWS::DynamoDB::Table', Properties: { ResourcePolicy: odd } });

    expect(out).toMatch(/^cannot tell /m);
  });
});
