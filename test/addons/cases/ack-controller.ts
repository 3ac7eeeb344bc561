import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { AckController, AckService } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const statement = (scope: Stack) =>
  new PolicyStatement({
    actions: ['dynamodb:DescribeTable'],
    resources: [scope.formatArn({ service: 'dynamodb', resource: 'table/orders' })],
  });

const BUCKET_ACTIONS = [
  ...['CreateBucket', 'DeleteBucket', 'DeleteBucketPolicy', 'DeleteBucketWebsite'],
  ...['GetBucketLocation', 'ListAllMyBuckets', 'ListBucket'],
  ...[
    'AccelerateConfiguration',
    'AnalyticsConfiguration',
    'BucketAcl',
    'BucketCORS',
    'BucketLogging',
    'BucketNotification',
    'BucketOwnershipControls',
    'BucketPolicy',
    'BucketPublicAccessBlock',
    'BucketRequestPayment',
    'BucketTagging',
    'BucketVersioning',
    'BucketWebsite',
    'EncryptionConfiguration',
    'IntelligentTieringConfiguration',
    'InventoryConfiguration',
    'LifecycleConfiguration',
    'MetricsConfiguration',
    'ReplicationConfiguration',
  ].flatMap((setting) => [`Get${setting}`, `Put${setting}`]),
].map((name) => `s3:${name}`);

export const cases: AddonCase[] = [
  {
    addon: 'ACK controllers',
    factory: 'AckController.s3',
    title: 'buckets with a prefix, replicated',
    declare: (scope) =>
      AckController.s3({
        bucketNamePrefixes: ['team-a-'],
        replicationRoles: [Role.fromRoleName(scope, 'Replication', 'replication')],
      }),
    refuses: [
      {
        why: 'no prefix',
        declare: () => AckController.s3({ bucketNamePrefixes: [] }),
        message: /'bucketNamePrefixes' is empty; name at least one/,
      },
      {
        why: 'a prefix that matches every bucket',
        declare: () => AckController.s3({ bucketNamePrefixes: ['*'] }),
        message: /'bucketNamePrefixes' has '\*'/,
      },
    ],
    upstream: {
      document: 'ack-s3',
      adds: [{ actions: BUCKET_ACTIONS, why: 'Upstream has s3:* instead.' }],
      omits: [
        { actions: ['s3:*'], why: 'Each call of the controller is named; none reaches objects.' },
        { actions: ['s3-object-lambda:*'], why: 'The controller has no call for it.' },
      ],
      narrows: [{ actions: ['iam:PassRole'], why: 'The replication roles are named.' }],
    },
  },
  {
    addon: 'ACK controllers',
    factory: 'AckController.sqs',
    title: 'queues with a prefix',
    declare: () => AckController.sqs({ queueNamePrefixes: ['team-a-'] }),
    refuses: [
      {
        why: 'no prefix',
        declare: () => AckController.sqs({ queueNamePrefixes: [] }),
        message: /'queueNamePrefixes' is empty/,
      },
    ],
    upstream: {
      document: 'ack-sqs',
      adds: [
        {
          actions: [
            'sqs:CreateQueue',
            'sqs:DeleteQueue',
            'sqs:GetQueueAttributes',
            'sqs:GetQueueUrl',
            'sqs:ListQueueTags',
            'sqs:SetQueueAttributes',
            'sqs:TagQueue',
            'sqs:UntagQueue',
          ],
          why: 'Upstream has sqs:* instead.',
        },
      ],
      omits: [
        { actions: ['sqs:*'], why: 'Each call of the controller is named; none reaches messages.' },
      ],
    },
  },
  {
    addon: 'ACK controllers',
    factory: 'AckController.statements',
    title: 'statements of your own',
    declare: (scope) =>
      AckController.statements({ controllerName: 'dynamodb', statements: [statement(scope)] }),
    refuses: [
      {
        why: 'no statement',
        declare: () => AckController.statements({ controllerName: 'dynamodb', statements: [] }),
        message: /'statements' is empty/,
      },
      {
        why: 'the name of a chart instead of a service',
        declare: (scope) =>
          AckController.statements({
            controllerName: 'ack-dynamodb-controller',
            statements: [statement(scope)],
          }),
        message: /'controllerName' is 'ack-dynamodb-controller'; expected the service's name/,
      },
    ],
  },
  {
    addon: 'ACK controllers',
    factory: 'AckController.recommended',
    title: 'the policy of the makers',
    declare: () => AckController.recommended(AckService.EC2),
    refuses: [],
  },
];
