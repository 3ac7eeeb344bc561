import type { aws_s3 } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { localArn } from './private/aws-arn';
import { withoutResource } from './private/grant';
import { serviceLinkedRoleGrant } from './private/service-linked-role-grant';

/** What FSx for Lustre file systems may be linked to. */
export interface FsxLustreCsiDriverOptions {
  /**
   * The buckets that StorageClasses name as data repositories (`s3ImportPath`, `s3ExportPath`).
   *
   * @default - none; file systems are not linked to S3
   */
  readonly dataRepositories?: aws_s3.IBucketRef[];
}

/**
 * FSx for Lustre CSI driver.
 *
 * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/docs/install.md
 */
export class FsxLustreCsiDriver {
  /** The controller makes, changes and deletes file systems in its region of the account. */
  public static controller(options: FsxLustreCsiDriverOptions = {}): PermissionSet {
    const buckets = (options.dataRepositories ?? []).map((bucket) => bucket.bucketRef.bucketArn);
    const facts = {
      name: 'fsx-lustre-csi-driver',
      namespace: 'kube-system',
      serviceAccountName: 'fsx-csi-controller-sa',
      source: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/docs/install.md',
      reviewed: '2026-11-22',
    };
    return new AddonPermissionSet(facts, (context) => [
      withoutResource(['fsx:DescribeFileSystems']),
      {
        actions: [
          'fsx:CreateFileSystem',
          'fsx:DeleteFileSystem',
          'fsx:TagResource',
          'fsx:UpdateFileSystem',
        ],
        resources: [localArn(context, 'fsx', 'file-system/*')],
        reason:
          'The driver makes file systems at run time; none of its tags says for which cluster.',
      },
      serviceLinkedRoleGrant(context, 'fsx.amazonaws.com', 'AWSServiceRoleForAmazonFSx'),
      ...(buckets.length > 0
        ? [
            { actions: ['s3:ListBucket'], resources: buckets },
            serviceLinkedRoleGrant(
              context,
              's3.data-source.lustre.fsx.amazonaws.com',
              'AWSServiceRoleForFSxS3Access_*',
            ),
          ]
        : []),
    ]);
  }
}
