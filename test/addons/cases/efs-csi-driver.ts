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
      omits: [
        {
          actions: [
            's3files:CreateAccessPoint',
            's3files:DeleteAccessPoint',
            's3files:ListAccessPoints',
            's3files:ListFileSystems',
            's3files:TagResource',
          ],
          why: 'No Amazon S3 Files file system is given.',
        },
      ],
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
        {
          actions: ['elasticfilesystem:TagResource'],
          why: 'Only while an access point is made, as the AWS managed policy has it.',
        },
      ],
    },
  },
  {
    addon: 'Amazon EFS CSI driver',
    factory: 'EfsCsiDriver.controllerAllFileSystems',
    title: 'every file system',
    declare: () => EfsCsiDriver.controllerAllFileSystems(),
    refuses: [],
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
  },
  {
    addon: 'Amazon S3 Files (EFS CSI driver)',
    factory: 'EfsCsiDriver.controller',
    title: 'one S3 Files file system',
    declare: (scope) => EfsCsiDriver.controller({ s3FileSystems: [s3(scope)] }),
    refuses: [],
  },
];
