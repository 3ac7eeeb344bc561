import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FsxLustreCsiDriver } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

export const cases: AddonCase[] = [
  {
    addon: 'FSx for Lustre CSI driver',
    factory: 'FsxLustreCsiDriver.controller',
    title: 'a data repository',
    declare: (scope) =>
      FsxLustreCsiDriver.controller({
        dataRepositories: [Bucket.fromBucketName(scope, 'Data', 'data')],
      }),
    refuses: [],
    upstream: {
      document: 'fsx-lustre-csi-driver',
      omits: [
        {
          actions: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
          why: 'AmazonFSxFullAccess of AWS does without: FSx sets up its service-linked roles itself.',
        },
      ],
      narrows: [
        {
          actions: ['iam:CreateServiceLinkedRole'],
          why: 'The two roles are named, each for its service.',
        },
        { actions: ['s3:ListBucket'], why: 'The buckets are named.' },
        {
          actions: [
            'fsx:CreateFileSystem',
            'fsx:DeleteFileSystem',
            'fsx:TagResource',
            'fsx:UpdateFileSystem',
          ],
          why: 'File systems only, in the region and account of the cluster.',
        },
      ],
    },
  },
  {
    addon: 'FSx for Lustre CSI driver',
    factory: 'FsxLustreCsiDriver.controller',
    title: 'without S3',
    declare: () => FsxLustreCsiDriver.controller(),
    refuses: [],
  },
];
