import { can, document, type Json, podIdentity } from './can-run';

const ENVIRONMENT = ['--account', '111122223333', '--region', 'eu-west-1'];

const answer = (resource: Json, reference: unknown, action: string, arn: string) =>
  can(
    {
      ...podIdentity([{ Effect: 'Allow', Action: action, Resource: reference }]),
      Resource: resource,
    },
    ...['logging/reader', action, arn, ...ENVIRONMENT],
  );

const ARN = { 'Fn::GetAtt': ['Resource', 'Arn'] };
const HERE = 'eu-west-1:111122223333';

describe('the ARN of a resource with a literal name is known', () => {
  test.each<[string, string, string, unknown, string, string]>([
    ['AWS::SQS::Queue', 'QueueName', 'jobs', ARN, 'sqs:SendMessage', `arn:aws:sqs:${HERE}:jobs`],
    [
      'AWS::SNS::Topic',
      'TopicName',
      'news',
      { Ref: 'Resource' },
      'sns:Publish',
      `arn:aws:sns:${HERE}:news`,
    ],
    [
      'AWS::DynamoDB::Table',
      'TableName',
      'orders',
      ARN,
      'dynamodb:GetItem',
      `arn:aws:dynamodb:${HERE}:table/orders`,
    ],
    [
      'AWS::Kinesis::Stream',
      'Name',
      'clicks',
      ARN,
      'kinesis:PutRecord',
      `arn:aws:kinesis:${HERE}:stream/clicks`,
    ],
    [
      'AWS::Logs::LogGroup',
      'LogGroupName',
      '/app',
      ARN,
      'logs:PutLogEvents',
      `arn:aws:logs:${HERE}:log-group:/app:log-stream:one`,
    ],
    [
      'AWS::ECR::Repository',
      'RepositoryName',
      'app',
      ARN,
      'ecr:BatchGetImage',
      `arn:aws:ecr:${HERE}:repository/app`,
    ],
  ])('%s', (Type, property, name, reference, action, arn) => {
    const ask = (Properties: Json, asked = arn) =>
      answer({ Type, Properties }, reference, action, asked).out;

    expect(ask({ [property]: name })).toMatch(/^allowed /m);
    expect(ask({ [property]: name }, arn.replace(name, 'another'))).toMatch(/^denied /m);
    expect(ask({})).toMatch(/^cannot tell /m);
  });

  test('AWS::S3::Bucket, and what its policy denies', () => {
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'reports' } };
    const objects = { 'Fn::Join': ['', [ARN, '/*']] };
    const ask = (arn: string, more: Json = {}) =>
      can(
        {
          ...podIdentity([{ Effect: 'Allow', Action: 's3:GetObject', Resource: objects }]),
          Resource: bucket,
          ...more,
        },
        ...['logging/reader', 's3:GetObject', arn, ...ENVIRONMENT],
      ).out;
    const policy = {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Resource' },
        PolicyDocument: document({
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: objects,
        }),
      },
    };

    expect(ask('arn:aws:s3:::reports/a')).toMatch(/^allowed /m);
    expect(ask('arn:aws:s3:::others/a')).toMatch(/^denied /m);
    expect(ask('arn:aws:s3:::reports/a', { Policy: policy })).toMatch(/^denied /m);
  });
});
