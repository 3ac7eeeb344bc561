import type { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Velero } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const bucket = (scope: Stack) => Bucket.fromBucketName(scope, 'Bucket', 'backups');

const TAGGING = {
  actions: ['s3:PutObjectTagging'],
  why: 'Only with config.tagging, as upstream says: objectTagging.',
};

export const cases: AddonCase[] = [
  {
    addon: 'Velero',
    factory: 'Velero.objectStorage',
    title: 'one bucket',
    declare: (scope) => Velero.objectStorage({ buckets: [bucket(scope)] }),
    refuses: [
      {
        why: 'no bucket',
        declare: () => Velero.objectStorage({ buckets: [] }),
        message: /Velero.objectStorage: 'buckets' is empty; name at least one/,
      },
      {
        why: 'a prefix with a wildcard',
        declare: (scope) => Velero.objectStorage({ buckets: [bucket(scope)], prefix: '*' }),
        message: /'prefix' has '\*'/,
      },
      {
        why: 'a prefix that is empty',
        declare: (scope) => Velero.objectStorage({ buckets: [bucket(scope)], prefix: '' }),
        message: /'prefix' has ''/,
      },
    ],
    upstream: {
      document: 'velero',
      placeholders: { BUCKET: 'backups' },
      omits: [
        TAGGING,
        {
          actions: [
            'ec2:CreateSnapshot',
            'ec2:CreateTags',
            'ec2:CreateVolume',
            'ec2:DeleteSnapshot',
            'ec2:DescribeSnapshots',
            'ec2:DescribeVolumes',
          ],
          why: 'Only for snapshots by the AWS plugin: objectStorageAndEbsSnapshots().',
        },
      ],
    },
  },
  {
    addon: 'Velero',
    factory: 'Velero.objectStorage',
    title: 'a prefix, object tags and a key',
    declare: (scope) =>
      Velero.objectStorage({
        buckets: [bucket(scope)],
        prefix: 'prod',
        objectTagging: true,
        encryptionKeys: [new Key(scope, 'Key')],
      }),
    refuses: [],
  },
  {
    addon: 'Velero',
    factory: 'Velero.objectStorageAndEbsSnapshots',
    title: 'one bucket',
    declare: (scope) => Velero.objectStorageAndEbsSnapshots({ buckets: [bucket(scope)] }),
    refuses: [
      {
        why: 'no bucket',
        declare: () => Velero.objectStorageAndEbsSnapshots({ buckets: [] }),
        message: /Velero.objectStorageAndEbsSnapshots: 'buckets' is empty/,
      },
    ],
    upstream: {
      document: 'velero',
      placeholders: { BUCKET: 'backups' },
      omits: [TAGGING],
      narrows: [
        {
          actions: [
            'ec2:CreateSnapshot',
            'ec2:CreateTags',
            'ec2:CreateVolume',
            'ec2:DeleteSnapshot',
          ],
          why: 'On volumes and snapshots of the region, with the tag that Velero sets.',
        },
      ],
    },
  },
  {
    addon: 'Velero',
    factory: 'Velero.objectStorageAndEbsSnapshots',
    title: 'a key for volumes',
    declare: (scope) =>
      Velero.objectStorageAndEbsSnapshots({
        buckets: [bucket(scope)],
        volumeEncryptionKeys: [new Key(scope, 'Key')],
      }),
    refuses: [],
  },
];
