import type { aws_kms, aws_s3 } from 'aws-cdk-lib/interfaces';
import type { PermissionContext, PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn } from './private/aws-arn';
import type { Grant } from './private/grant';
import { kmsGrants } from './private/kms-grant';
import { PREFIX_REASON, prefixPatterns } from './private/name-prefix';
import { requireScope } from './private/required-scope';
import { veleroSnapshotGrants } from './private/velero-snapshot-grants';

/** Where Velero keeps its backups. */
export interface VeleroObjectStorageProps {
  /** The buckets of the backup storage locations. At least one. */
  readonly buckets: aws_s3.IBucketRef[];

  /**
   * The `prefix` of the backup storage locations, for example `prod`. Objects outside it cannot be
   * read or written; their names can still be listed, because Velero also asks for the bucket
   * itself.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /**
   * The customer managed keys that encrypt the buckets.
   *
   * @default - the keys that AWS manages
   */
  readonly encryptionKeys?: aws_kms.IKeyRef[];

  /**
   * Whether the backup storage location has `config.tagging`.
   *
   * @default false
   */
  readonly objectTagging?: boolean;
}

/** Backups in a bucket, and snapshots of EBS volumes by the AWS plugin. */
export interface VeleroEbsSnapshotsProps extends VeleroObjectStorageProps {
  /**
   * The customer managed keys that encrypt the volumes.
   *
   * @default - the keys that AWS manages
   */
  readonly volumeEncryptionKeys?: aws_kms.IKeyRef[];
}

/**
 * Velero: backup and restore of a cluster. The ServiceAccount is the chart's; `velero install` makes
 * one named `velero` instead.
 *
 * @see https://github.com/vmware-tanzu/velero-plugin-for-aws#set-permissions-for-velero
 */
export class Velero {
  /**
   * Backups in S3 only: enough where volumes are backed up by the CSI driver, by data movement or
   * from the file system. Throws where no bucket is given.
   */
  public static objectStorage(props: VeleroObjectStorageProps): PermissionSet {
    const storage = objectStorageGrants('Velero.objectStorage', props);
    return velero(() => storage);
  }

  /**
   * Backups in S3 and EBS snapshots made by Velero's own AWS plugin. Only snapshots that carry
   * Velero's tag `velero.io/backup` can be deleted or restored. Snapshots are in the region of the
   * cluster. Throws where no bucket is given.
   */
  public static objectStorageAndEbsSnapshots(props: VeleroEbsSnapshotsProps): PermissionSet {
    const storage = objectStorageGrants('Velero.objectStorageAndEbsSnapshots', props);
    return velero((context) => [
      ...storage,
      ...veleroSnapshotGrants(context, props.volumeEncryptionKeys),
    ]);
  }
}

function velero(grants: (context: PermissionContext) => Grant[]): PermissionSet {
  return new AddonPermissionSet(
    {
      name: 'velero',
      namespace: 'velero',
      serviceAccountName: 'velero-server',
      source: 'https://github.com/vmware-tanzu/velero-plugin-for-aws/blob/main/README.md',
      reviewed: '2026-11-22',
    },
    grants,
  );
}

function objectStorageGrants(preset: string, props: VeleroObjectStorageProps): Grant[] {
  requireScope(preset, 'buckets', props.buckets);
  const inside =
    props.prefix === undefined
      ? ['*']
      : prefixPatterns(preset, 'prefix', [props.prefix]).map((p) => p.replace(/\/?\*$/, '/*'));
  const arns = props.buckets.map(({ bucketRef }) => awsArn(`s3:::${bucketRef.bucketName}`));
  const objects = arns.flatMap((arn) => inside.map((pattern) => `${arn}/${pattern}`));
  return [
    { actions: ['s3:ListBucket'], resources: arns },
    {
      actions: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetObject',
        's3:ListMultipartUploadParts',
        's3:PutObject',
        ...(props.objectTagging ? ['s3:PutObjectTagging'] : []),
      ],
      resources: objects,
      reason: props.prefix === undefined ? 'Velero makes up the names of objects.' : PREFIX_REASON,
    },
    ...kmsGrants({
      keys: props.encryptionKeys,
      service: 's3',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      // A bucket with a bucket key uses its own ARN, one without uses the object's.
      encryptionContext: { 'aws:s3:arn': [...arns, ...objects] },
    }),
  ];
}
