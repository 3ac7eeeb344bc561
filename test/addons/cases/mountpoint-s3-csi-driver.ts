import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnDirectoryBucket } from 'aws-cdk-lib/aws-s3express';
import { MountpointS3CsiDriver } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

export const cases: AddonCase[] = [
  {
    addon: 'Mountpoint for Amazon S3 CSI driver',
    factory: 'MountpointS3CsiDriver.readWrite',
    title: 'one bucket, files may be deleted',
    declare: (scope) =>
      MountpointS3CsiDriver.readWrite({
        buckets: [Bucket.fromBucketName(scope, 'Data', 'amzn-s3-demo-bucket')],
        allowDelete: true,
      }),
    refuses: [
      {
        why: 'no bucket',
        declare: () => MountpointS3CsiDriver.readWrite({ buckets: [], directoryBuckets: [] }),
        message: /'buckets' and 'directoryBuckets' are empty/,
      },
    ],
    // The document names a bucket, so that nothing is left to narrow.
    upstream: { document: 'mountpoint-s3' },
  },
  {
    addon: 'Mountpoint for Amazon S3 CSI driver',
    factory: 'MountpointS3CsiDriver.readWrite',
    title: 'a prefix of an L1 bucket with a key',
    declare: (scope) =>
      MountpointS3CsiDriver.readWrite({
        buckets: [new CfnBucket(scope, 'Data')],
        prefixes: ['models/'],
        encryptionKeys: [new Key(scope, 'Key')],
      }),
    refuses: [
      {
        why: 'prefixes that are an empty list',
        declare: (scope) =>
          MountpointS3CsiDriver.readWrite({
            buckets: [new CfnBucket(scope, 'Data')],
            prefixes: [],
          }),
        message: /'prefixes' is empty/,
      },
      {
        why: 'a prefix that matches what begins like it too',
        declare: (scope) =>
          MountpointS3CsiDriver.readWrite({
            buckets: [new CfnBucket(scope, 'Data')],
            prefixes: ['models'],
          }),
        message:
          /readWrite: 'prefixes' has 'models'; expected the prefix of a volume, with its final \/ /,
      },
      {
        why: 'a prefix that is the whole bucket',
        declare: (scope) =>
          MountpointS3CsiDriver.readWrite({
            buckets: [new CfnBucket(scope, 'Data')],
            prefixes: [''],
          }),
        message: /'prefixes' has ''/,
      },
      {
        why: 'a prefix with a wildcard',
        declare: (scope) =>
          MountpointS3CsiDriver.readWrite({
            buckets: [new CfnBucket(scope, 'Data')],
            prefixes: ['*/'],
          }),
        message: /'prefixes' has '\*\/'/,
      },
    ],
  },
  {
    addon: 'Mountpoint for Amazon S3 CSI driver',
    factory: 'MountpointS3CsiDriver.readWrite',
    title: 'a directory bucket with a key',
    declare: (scope) =>
      MountpointS3CsiDriver.readWrite({
        directoryBuckets: [
          new CfnDirectoryBucket(scope, 'Fast', {
            dataRedundancy: 'SingleAvailabilityZone',
            locationName: 'euw1-az1',
          }),
        ],
        encryptionKeys: [new Key(scope, 'Key')],
      }),
    refuses: [],
  },
  {
    addon: 'Mountpoint for Amazon S3 CSI driver',
    factory: 'MountpointS3CsiDriver.readOnly',
    title: 'a bucket and a directory bucket',
    declare: (scope) =>
      MountpointS3CsiDriver.readOnly({
        buckets: [Bucket.fromBucketName(scope, 'Data', 'amzn-s3-demo-bucket')],
        directoryBuckets: [
          new CfnDirectoryBucket(scope, 'Fast', {
            dataRedundancy: 'SingleAvailabilityZone',
            locationName: 'euw1-az1',
          }),
        ],
      }),
    refuses: [
      {
        why: 'nothing',
        declare: () => MountpointS3CsiDriver.readOnly({}),
        message: /'buckets' and 'directoryBuckets' are empty/,
      },
    ],
    upstream: {
      document: 'mountpoint-s3',
      adds: [
        {
          actions: ['s3express:CreateSession'],
          why: 'The page has it apart, for directory buckets; here for reading only.',
        },
      ],
      omits: [
        {
          actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'],
          why: 'Only for writing: readWrite().',
        },
      ],
    },
  },
];
