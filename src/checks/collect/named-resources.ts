/** A kind of resource whose ARN follows from the name that a template gives it. */
interface NamedResource {
  /** The property that holds the name. */
  readonly name: string;
  /** What `Ref` gives, where it is one of the two. */
  readonly ref?: 'name' | 'arn';
  /** The attribute that is the ARN. */
  readonly attribute: string;
  /** The ARN from the service on. */
  arn(parts: { readonly region: string; readonly account: string; readonly name: string }): string;
}

const TABLE: NamedResource = {
  name: 'TableName',
  ref: 'name',
  attribute: 'Arn',
  arn: ({ region, account, name }) => `dynamodb:${region}:${account}:table/${name}`,
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
const NAMED_RESOURCES: Readonly<Record<string, NamedResource>> = {
  'AWS::S3::Bucket': {
    name: 'BucketName',
    ref: 'name',
    attribute: 'Arn',
    arn: ({ name }) => `s3:::${name}`,
  },
  'AWS::SQS::Queue': {
    name: 'QueueName',
    attribute: 'Arn',
    arn: ({ region, account, name }) => `sqs:${region}:${account}:${name}`,
  },
  'AWS::SNS::Topic': {
    name: 'TopicName',
    ref: 'arn',
    attribute: 'TopicArn',
    arn: ({ region, account, name }) => `sns:${region}:${account}:${name}`,
  },
  'AWS::DynamoDB::Table': TABLE,
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::Kinesis::Stream': {
    name: 'Name',
    ref: 'name',
    attribute: 'Arn',
    arn: ({ region, account, name }) => `kinesis:${region}:${account}:stream/${name}`,
  },
  'AWS::Logs::LogGroup': {
    name: 'LogGroupName',
    ref: 'name',
    attribute: 'Arn',
    arn: ({ region, account, name }) => `logs:${region}:${account}:log-group:${name}:*`,
  },
  'AWS::ECR::Repository': {
    name: 'RepositoryName',
    ref: 'name',
    attribute: 'Arn',
    arn: ({ region, account, name }) => `ecr:${region}:${account}:repository/${name}`,
  },
};

export function namedResource(type: string): NamedResource | undefined {
  return Object.hasOwn(NAMED_RESOURCES, type) ? NAMED_RESOURCES[type] : undefined;
}
