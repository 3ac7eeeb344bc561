import { Token } from 'aws-cdk-lib';
import type { aws_kms, aws_s3, aws_s3express } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { WorkloadIdentityError } from '../private/errors';
import { AddonPermissionSet } from './private/addon-permission-set';
import type { Grant } from './private/grant';
import { kmsGrants } from './private/kms-grant';
import { requireScope } from './private/required-scope';

/** The buckets that are mounted. */
export interface MountpointS3CsiDriverProps {
  /**
   * The general purpose buckets.
   *
   * @default - none; then `directoryBuckets` must name at least one
   */
  readonly buckets?: aws_s3.IBucketRef[];

  /**
   * The prefixes that volumes mount (`prefix` of the mount options), each with its final `/` and
   * without wildcards. They hold for every general purpose bucket.
   *
   * @default - the whole of each bucket
   */
  readonly prefixes?: string[];

  /**
   * The directory buckets (S3 Express One Zone). Their prefixes cannot be told apart by IAM.
   *
   * @default - none; then `buckets` must name at least one
   */
  readonly directoryBuckets?: aws_s3express.IDirectoryBucketRef[];

  /**
   * The customer managed keys that the buckets are encrypted with. They may be used through S3
   * only.
   *
   * @default - none, which is enough for SSE-S3 and the AWS managed key
   */
  readonly encryptionKeys?: aws_kms.IKeyRef[];
}

/** What is written in the buckets that are mounted. */
export interface MountpointS3CsiDriverReadWriteProps extends MountpointS3CsiDriverProps {
  /**
   * Whether files may be deleted. Choose `true` where volumes set `allow-delete`.
   *
   * @default false
   */
  readonly allowDelete?: boolean;
}

/**
 * Mountpoint for Amazon S3 CSI driver: buckets as file systems. The subject is the driver, whose
 * role serves all volumes. Where volumes set `authenticationSource: pod`, give the preset to the
 * application's ServiceAccount instead, by `namespace` and `serviceAccountName`.
 *
 * @see https://github.com/awslabs/mountpoint-s3/blob/main/doc/CONFIGURATION.md#iam-permissions
 */
export class MountpointS3CsiDriver {
  /** Reads the given buckets. Throws where no bucket is given. */
  public static readOnly(props: MountpointS3CsiDriverProps): PermissionSet {
    return mountpoint('MountpointS3CsiDriver.readOnly', props, ['s3:GetObject'], {
      kmsActions: ['kms:Decrypt'],
      session: { StringEquals: { 's3express:SessionMode': 'ReadOnly' } },
    });
  }

  /** Reads and writes the given buckets. Throws where no bucket is given. */
  public static readWrite(props: MountpointS3CsiDriverReadWriteProps): PermissionSet {
    const objectActions = [
      's3:AbortMultipartUpload',
      's3:GetObject',
      's3:PutObject',
      ...(props.allowDelete ? ['s3:DeleteObject'] : []),
    ];
    return mountpoint('MountpointS3CsiDriver.readWrite', props, objectActions, {
      kmsActions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    });
  }
}

function mountpoint(
  preset: string,
  props: MountpointS3CsiDriverProps,
  objectActions: string[],
  access: { kmsActions: string[]; session?: Grant['conditions'] },
): PermissionSet {
  const buckets = (props.buckets ?? []).map((bucket) => bucket.bucketRef.bucketArn);
  const directories = (props.directoryBuckets ?? []).map(
    (bucket) => bucket.directoryBucketRef.directoryBucketArn,
  );
  if (buckets.length + directories.length === 0) {
    throw new WorkloadIdentityError(
      undefined,
      `${preset}: 'buckets' and 'directoryBuckets' are empty; name at least one bucket`,
    );
  }
  if (props.prefixes) {
    requireScope(preset, 'prefixes', props.prefixes);
    requireFolders(preset, props.prefixes);
  }
  const facts = {
    name: 'mountpoint-s3-csi-driver',
    namespace: 'kube-system',
    serviceAccountName: 's3-csi-driver-sa',
    source: 'https://github.com/awslabs/mountpoint-s3/blob/main/doc/CONFIGURATION.md',
    reviewed: '2026-11-22',
  };
  return new AddonPermissionSet(facts, () => [
    ...(buckets.length > 0 ? bucketGrants(buckets, props.prefixes, objectActions) : []),
    ...(directories.length > 0
      ? [
          {
            actions: ['s3express:CreateSession'],
            resources: directories,
            conditions: access.session,
          },
        ]
      : []),
    // No AWS page says which of the two a directory bucket uses its key by.
    ...(directories.length > 0 ? ['s3', 's3express'] : ['s3']).flatMap((service) =>
      kmsGrants({ keys: props.encryptionKeys, service, actions: access.kmsActions }),
    ),
  ]);
}

/** Without its final slash a prefix would also match what only begins like it. */
function requireFolders(preset: string, prefixes: string[]): void {
  const wrong = prefixes.find(
    (prefix) => !Token.isUnresolved(prefix) && !/^[^*?]+\/$/.test(prefix),
  );
  if (wrong !== undefined) {
    throw new WorkloadIdentityError(
      undefined,
      `${preset}: 'prefixes' has '${wrong}'; expected the prefix of a volume, with its final / ` +
        'and no wildcard, for example models/; leave them out if you mean the whole bucket',
    );
  }
}

function bucketGrants(
  buckets: string[],
  prefixes: string[] | undefined,
  objectActions: string[],
): Grant[] {
  const objects = (prefixes ?? ['']).flatMap((prefix) =>
    buckets.map((bucket) => `${bucket}/${prefix}*`),
  );
  return [
    {
      actions: ['s3:ListBucket'],
      resources: buckets,
      conditions: prefixes && {
        StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) },
      },
    },
    {
      actions: objectActions,
      resources: objects,
      reason: prefixes
        ? 'The objects under the named prefixes.'
        : 'The objects of the named buckets.',
    },
  ];
}
