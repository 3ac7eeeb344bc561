import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { localArn } from './private/aws-arn';
import { withoutResource } from './private/grant';
import { serviceLinkedRoleGrant } from './private/service-linked-role-grant';

/**
 * FSx for OpenZFS CSI driver.
 *
 * @see https://github.com/kubernetes-sigs/aws-fsx-openzfs-csi-driver/blob/main/docs/install.md
 */
export class FsxOpenZfsCsiDriver {
  /**
   * The controller makes, changes and deletes file systems, volumes and snapshots in its region of
   * the account.
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
          actions: ['fsx:CreateFileSystem', 'fsx:DeleteFileSystem', 'fsx:UpdateFileSystem'],
          resources: [fileSystems],
          reason,
        },
        {
          actions: ['fsx:CreateSnapshot', 'fsx:CreateVolume', 'fsx:DeleteVolume'],
          resources: [volumes, snapshots],
          reason,
        },
        { actions: ['fsx:DeleteSnapshot'], resources: [snapshots], reason },
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
