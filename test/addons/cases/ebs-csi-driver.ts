import { Key } from 'aws-cdk-lib/aws-kms';
import { EbsCsiDriver } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const LOCAL = 'In the region and account of the cluster.';
const SCOPED_ACTIONS = [
  'ec2:AttachVolume',
  'ec2:CopyVolumes',
  'ec2:CreateSnapshot',
  'ec2:CreateTags',
  'ec2:CreateVolume',
  'ec2:DeleteSnapshot',
  'ec2:DeleteTags',
  'ec2:DeleteVolume',
  'ec2:DetachVolume',
  'ec2:EnableFastSnapshotRestores',
  'ec2:LockSnapshot',
  'ec2:ModifyVolume',
];

export const cases: AddonCase[] = [
  {
    addon: 'Amazon EBS CSI driver',
    factory: 'EbsCsiDriver.clusterScoped',
    title: 'without keys',
    declare: () => EbsCsiDriver.clusterScoped(),
    refuses: [],
    upstream: {
      document: 'ebs-csi-driver-cluster-scoped',
      narrows: [
        {
          actions: SCOPED_ACTIONS,
          why: `${LOCAL} The name is written out instead of taken from the session tags.`,
        },
      ],
    },
  },
  {
    addon: 'Amazon EBS CSI driver',
    factory: 'EbsCsiDriver.clusterScoped',
    title: 'an encryption key',
    declare: (scope) => EbsCsiDriver.clusterScoped({ encryptionKeys: [new Key(scope, 'Key')] }),
    refuses: [],
  },
  {
    addon: 'Amazon EBS CSI driver',
    factory: 'EbsCsiDriver.clusterScopedManagedPolicy',
    title: 'by session tags',
    declare: () => EbsCsiDriver.clusterScopedManagedPolicy(),
    refuses: [],
  },
  {
    addon: 'Amazon EBS CSI driver',
    factory: 'EbsCsiDriver.allClusters',
    title: 'every cluster',
    declare: () => EbsCsiDriver.allClusters(),
    refuses: [],
    upstream: {
      document: 'ebs-csi-driver-v2',
      narrows: [{ actions: SCOPED_ACTIONS, why: LOCAL }],
    },
  },
];
