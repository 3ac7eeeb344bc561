import { type Grant, withoutResource } from './grant';
import { PREFIX_REASON } from './name-prefix';

/** The settings of a bucket that the controller reads whole each time, and writes one by one. */
const SETTINGS = [
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
];

export function ackBucketGrants(buckets: string[], replicationRoles: string[]): Grant[] {
  return [
    {
      actions: [
        's3:CreateBucket',
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:DeleteBucketWebsite',
        's3:GetBucketLocation',
        's3:ListBucket',
        ...SETTINGS.flatMap((setting) => [`s3:Get${setting}`, `s3:Put${setting}`]),
      ],
      resources: buckets,
      reason: PREFIX_REASON,
    },
    withoutResource(['s3:ListAllMyBuckets']),
    ...(replicationRoles.length > 0
      ? [
          {
            actions: ['iam:PassRole'],
            resources: replicationRoles,
            conditions: { StringEquals: { 'iam:PassedToService': 's3.amazonaws.com' } },
          },
        ]
      : []),
  ];
}
