import { FsxOpenZfsCsiDriver } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

export const cases: AddonCase[] = [
  {
    addon: 'FSx for OpenZFS CSI driver',
    factory: 'FsxOpenZfsCsiDriver.controller',
    title: 'the controller',
    declare: () => FsxOpenZfsCsiDriver.controller(),
    refuses: [],
    upstream: {
      document: 'fsx-openzfs-csi-driver',
      omits: [
        {
          actions: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
          why: 'AmazonFSxFullAccess of AWS does without: FSx sets up its service-linked roles itself.',
        },
      ],
      narrows: [
        {
          actions: ['iam:CreateServiceLinkedRole'],
          why: 'The role is named.',
        },
        {
          actions: [
            'fsx:CreateFileSystem',
            'fsx:CreateSnapshot',
            'fsx:CreateVolume',
            'fsx:ListTagsForResource',
            'fsx:TagResource',
            'fsx:UpdateFileSystem',
          ],
          why: 'File systems, volumes and snapshots, in the region and account of the cluster.',
        },
        {
          actions: ['fsx:DeleteFileSystem', 'fsx:DeleteSnapshot', 'fsx:DeleteVolume'],
          why: 'Only what has the tag of the driver, which its page on tags suggests.',
        },
      ],
    },
  },
];
