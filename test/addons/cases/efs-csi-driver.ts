import type { Stack } from 'aws-cdk-lib';
import { CfnFileSystem } from 'aws-cdk-lib/aws-efs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnFileSystem as CfnS3FileSystem } from 'aws-cdk-lib/aws-s3files';
import { EfsCsiDriver } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const efs = (scope: Stack) => new CfnFileSystem(scope, 'Efs');
const s3 = (scope: Stack) =>
  new CfnS3FileSystem(scope, 'S3', {
    bucket: scope.formatArn({ service: 's3', region: '', account: '', resource: 'data' }),
    roleArn: scope.formatArn({ service: 'iam', region: '', resource: 'role/s3-files' }),
  });

const NO_S3_FILES = {
  actions: [
    's3files:CreateAccessPoint',
    's3files:DeleteAccessPoint',
    's3files:ListAccessPoints',
    's3files:ListFileSystems',
    's3files:TagResource',
  ],
  why: 'No Amazon S3 Files file system is given.',
};

const TAG_NEW = {
  actions: ['elasticfilesystem:TagResource'],
  why: 'Only while an access point is made, as the AWS managed policy has it.',
};

const CLIENT = ['s3files:ClientMount', 's3files:ClientRootAccess', 's3files:ClientWrite'];

export const cases: AddonCase[] = [
  {
    addon: 'Amazon EFS CSI driver',
    factory: 'EfsCsiDriver.controller',
    title: 'one EFS file system',
    declare: (scope) => EfsCsiDriver.controller({ fileSystems: [efs(scope)] }),
    refuses: [
      {
        why: 'no file system',
        declare: () => EfsCsiDriver.controller({ fileSystems: [], s3FileSystems: [] }),
        message:
          /'fileSystems' and 's3FileSystems' are empty; .*EfsCsiDriver.controllerAllFileSystems/,
      },
      {
        why: 'nothing',
        declare: () => EfsCsiDriver.controller({}),
        message: /'fileSystems' and 's3FileSystems' are empty/,
      },
    ],
    upstream: {
      document: 'efs-csi-driver',
      omits: [NO_S3_FILES],
      narrows: [
        {
          actions: [
            'elasticfilesystem:CreateAccessPoint',
            'elasticfilesystem:DescribeAccessPoints',
            'elasticfilesystem:DescribeFileSystems',
            'elasticfilesystem:DescribeMountTargets',
          ],
          why: 'The file systems are named.',
        },
        {
          actions: ['elasticfilesystem:DeleteAccessPoint'],
          why: 'In the region and account of the cluster.',
        },
        TAG_NEW,
      ],
    },
  },
  {
    addon: 'Amazon EFS CSI driver',
    factory: 'EfsCsiDriver.controllerAllFileSystems',
    title: 'every file system',
    declare: () => EfsCsiDriver.controllerAllFileSystems(),
    refuses: [],
    upstream: {
      document: 'efs-csi-driver',
      omits: [NO_S3_FILES],
      narrows: [
        {
          actions: [
            'elasticfilesystem:CreateAccessPoint',
            'elasticfilesystem:DeleteAccessPoint',
            'elasticfilesystem:DescribeAccessPoints',
            'elasticfilesystem:DescribeFileSystems',
            'elasticfilesystem:DescribeMountTargets',
          ],
          why: 'In the region and account of the cluster.',
        },
        TAG_NEW,
      ],
    },
  },
  {
    addon: 'Amazon S3 Files (EFS CSI driver)',
    factory: 'EfsCsiDriver.s3FilesNode',
    title: 'one S3 Files file system and its bucket',
    declare: (scope) =>
      EfsCsiDriver.s3FilesNode({
        fileSystems: [s3(scope)],
        buckets: [Bucket.fromBucketName(scope, 'Data', 'data')],
      }),
    refuses: [
      {
        why: 'no file system',
        declare: () => EfsCsiDriver.s3FilesNode({ fileSystems: [] }),
        message: /'fileSystems' is empty/,
      },
    ],
    upstream: {
      document: 's3-files-client',
      adds: [
        {
          actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
          why:
            'For named buckets, instead of AmazonS3ReadOnlyAccess, which upstream attaches beside it. ' +
            'AmazonElasticFileSystemsUtils is left out: mounting needs none of it.',
        },
      ],
      narrows: [{ actions: CLIENT, why: 'The file systems are named.' }],
    },
  },
  {
    addon: 'Amazon S3 Files (EFS CSI driver)',
    factory: 'EfsCsiDriver.controller',
    title: 'one S3 Files file system',
    declare: (scope) => EfsCsiDriver.controller({ s3FileSystems: [s3(scope)] }),
    refuses: [],
    upstream: {
      document: 's3-files-csi-driver',
      adds: [
        {
          actions: CLIENT,
          why: 'From AmazonS3FilesClientFullAccess, which upstream attaches beside it.',
        },
      ],
      narrows: [
        {
          actions: [
            's3files:CreateAccessPoint',
            's3files:DeleteAccessPoint',
            's3files:TagResource',
          ],
          why:
            'The file systems are named, and the tag must have its value. Further tags may be set, ' +
            'which the driver does for its --tags.',
        },
      ],
    },
  },
];
