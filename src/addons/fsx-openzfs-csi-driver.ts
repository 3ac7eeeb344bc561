import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { localArn } from './private/aws-arn';
import { withoutResource } from './private/grant';
import { serviceLinkedRoleGrant } from './private/service-linked-role-grant';

/** What the driver sets on all that it makes, of whichever cluster. */
const DRIVER_TAG = 'fsx.openzfs.csi.aws.com/cluster';

/**
 * FSx for OpenZFS CSI driver.
 *
 * @see https://github.com/kubernetes-sigs/aws-fsx-openzfs-csi-driver/blob/main/docs/install.md
 */
export class FsxOpenZfsCsiDriver {
  /**
   * The controller makes and changes file systems, volumes and snapshots in its region of the
   * account. It deletes those that it made: they carry its tag
   * `fsx.openzfs.csi.aws.com/cluster: true`.
   *
   * @see https://github.com/kubernetes-sigs/aws-fsx-openzfs-csi-driver/blob/main/docs/tagging.md
   */
  public static controller(): PermissionSet {
    const facts = {
      name: 'fsx-openzfs-csi-driver',
      namespace: 'kube-system',
      serviceAccountName: 'fsx-openzfs-csi-controller-sa',
      source:
        'https://github.com/kubernetes-sigs/aws-fsx-openzfs-csi-driver/blob/main/docs/install.md',
      reviewed: '2026-11-22',
    };
    const reason = 'The driver makes these at run time; none of its tags says for which cluster.';
    return new AddonPermissionSet(facts, (context) => {
      const fileSystems = localArn(context, 'fsx', 'file-system/*');
      const volumes = localArn(context, 'fsx', 'volume/*/*');
      const snapshots = localArn(context, 'fsx', 'snapshot/*/*');
      return [
        withoutResource([
          'fsx:DescribeFileSystems',
          'fsx:DescribeSnapshots',
          'fsx:DescribeVolumes',
        ]),
        {
          actions: ['fsx:CreateFileSystem', 'fsx:UpdateFileSystem'],
          resources: [fileSystems],
          reason,
        },
        {
          actions: ['fsx:CreateSnapshot', 'fsx:CreateVolume'],
          resources: [volumes, snapshots],
          reason,
        },
        {
          actions: ['fsx:DeleteFileSystem', 'fsx:DeleteSnapshot', 'fsx:DeleteVolume'],
          resources: [fileSystems, volumes, snapshots],
          conditions: { StringEquals: { [`aws:ResourceTag/${DRIVER_TAG}`]: 'true' } },
          reason: 'The driver makes these at run time; its tag must be on what it deletes.',
        },
        {
          actions: ['fsx:ListTagsForResource', 'fsx:TagResource'],
          resources: [fileSystems, volumes, snapshots],
          reason,
        },
        serviceLinkedRoleGrant(context, 'fsx.amazonaws.com', 'AWSServiceRoleForAmazonFSx'),
      ];
    });
  }
}
