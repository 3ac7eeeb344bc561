import type { aws_efs, aws_s3, aws_s3files } from 'aws-cdk-lib/interfaces';
import type {
  PermissionContext,
  PermissionSet,
  PermissionWarning,
} from '../permissions/permission-set';
import { WorkloadIdentityError } from '../private/errors';
import { AddonPermissionSet } from './private/addon-permission-set';
import { localArn } from './private/aws-arn';
import { type Grant, withoutResource } from './private/grant';
import { requireScope } from './private/required-scope';

/** The file systems that the controller of the EFS CSI driver provisions access points in. */
export interface EfsCsiDriverControllerProps {
  /**
   * The Amazon EFS file systems.
   *
   * @default - none; then `s3FileSystems` must name at least one
   */
  readonly fileSystems?: aws_efs.IFileSystemRef[];

  /**
   * The Amazon S3 Files file systems.
   *
   * @default - none; then `fileSystems` must name at least one
   */
  readonly s3FileSystems?: aws_s3files.IFileSystemRef[];
}

/** The file systems that the node pods of the EFS CSI driver mount. */
export interface EfsCsiDriverS3FilesNodeProps {
  /** The Amazon S3 Files file systems. At least one. */
  readonly fileSystems: aws_s3files.IFileSystemRef[];

  /**
   * The buckets behind the file systems, which the node reads large files from directly.
   *
   * @default - none; every read goes through the file system
   */
  readonly buckets?: aws_s3.IBucketRef[];
}

const CLUSTER_TAG = 'efs.csi.aws.com/cluster';
const REQUESTED = { StringEquals: { [`aws:RequestTag/${CLUSTER_TAG}`]: 'true' } };
const OWNED = { StringEquals: { [`aws:ResourceTag/${CLUSTER_TAG}`]: 'true' } };
const ACCESS_POINTS = 'The driver makes access points at run time, with its tag.';
const MANAGED = 'docs.aws.amazon.com/aws-managed-policy/latest/reference';

/**
 * Amazon EFS CSI driver: file systems for pods, Amazon EFS and Amazon S3 Files.
 *
 * @see https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/master/docs/iam-policy-create.md
 */
export class EfsCsiDriver {
  /**
   * The controller (`efs-csi-controller-sa`) makes access points in the given file systems. Throws
   * where none is given.
   */
  public static controller(props: EfsCsiDriverControllerProps): PermissionSet {
    const efs = (props.fileSystems ?? []).map((fs) => fs.fileSystemRef.fileSystemArn);
    const s3 = (props.s3FileSystems ?? []).map((fs) => fs.fileSystemRef.fileSystemArn);
    if (efs.length + s3.length === 0) {
      throw new WorkloadIdentityError(
        undefined,
        "EfsCsiDriver.controller: 'fileSystems' and 's3FileSystems' are empty; name at least one " +
          'file system, or choose EfsCsiDriver.controllerAllFileSystems() if you mean all of them',
      );
    }
    return new AddonPermissionSet(facts('efs-csi-controller-sa'), (context) => [
      ...(efs.length > 0 ? efsController(context, { resources: efs }) : []),
      ...(s3.length > 0 ? s3FilesController(s3) : []),
    ]);
  }

  /** The controller makes access points in every Amazon EFS file system of the account; warns. */
  public static controllerAllFileSystems(): PermissionSet {
    const warning = {
      id: 'efsCsiDriverAllFileSystems',
      message:
        'The EFS CSI driver may make access points in every file system of the account, and ' +
        'delete those of every cluster. Use EfsCsiDriver.controller() and name the file systems.',
    };
    return new AddonPermissionSet(facts('efs-csi-controller-sa', [warning]), (context) =>
      efsController(context, {
        resources: [localArn(context, 'elasticfilesystem', 'file-system/*')],
        reason: 'Every file system of the account was chosen.',
      }),
    );
  }

  /**
   * The node pods (`efs-csi-node-sa`) mount Amazon S3 Files file systems. For Amazon EFS they need
   * no role. Throws where no file system is given.
   */
  public static s3FilesNode(props: EfsCsiDriverS3FilesNodeProps): PermissionSet {
    requireScope('EfsCsiDriver.s3FilesNode', 'fileSystems', props.fileSystems);
    const buckets = (props.buckets ?? []).map((bucket) => bucket.bucketRef.bucketArn);
    const nodeFacts = {
      ...facts('efs-csi-node-sa'),
      name: 's3-files-csi-node',
      source: `https://${MANAGED}/AmazonS3FilesClientFullAccess.html`,
    };
    return new AddonPermissionSet(nodeFacts, () => [
      s3FilesClient(props.fileSystems.map((fs) => fs.fileSystemRef.fileSystemArn)),
      ...(buckets.length > 0
        ? [
            { actions: ['s3:ListBucket'], resources: buckets },
            {
              actions: ['s3:GetObject', 's3:GetObjectVersion'],
              resources: buckets.map((arn) => `${arn}/*`),
              reason: 'The objects of the named buckets.',
            },
          ]
        : []),
    ]);
  }
}

function facts(serviceAccountName: string, warnings?: PermissionWarning[]) {
  return {
    name: 'efs-csi-driver',
    namespace: 'kube-system',
    serviceAccountName,
    source:
      'https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/master/docs/iam-policy-example.json',
    reviewed: '2026-11-22',
    warnings,
  };
}

function efsController(
  context: PermissionContext,
  fileSystems: Pick<Grant, 'resources' | 'reason'>,
): Grant[] {
  const accessPoints = [localArn(context, 'elasticfilesystem', 'access-point/*')];
  return [
    withoutResource(['ec2:DescribeAvailabilityZones']),
    {
      actions: ['elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:DescribeMountTargets'],
      ...fileSystems,
    },
    {
      actions: ['elasticfilesystem:DescribeAccessPoints'],
      resources: [...fileSystems.resources, ...accessPoints],
      reason: fileSystems.reason ?? ACCESS_POINTS,
    },
    {
      actions: ['elasticfilesystem:CreateAccessPoint'],
      ...fileSystems,
      conditions: REQUESTED,
    },
    {
      actions: ['elasticfilesystem:TagResource'],
      resources: accessPoints,
      conditions: {
        StringEquals: {
          ...REQUESTED.StringEquals,
          'elasticfilesystem:CreateAction': 'CreateAccessPoint',
        },
      },
      reason: ACCESS_POINTS,
    },
    {
      actions: ['elasticfilesystem:DeleteAccessPoint'],
      resources: accessPoints,
      conditions: OWNED,
      reason: ACCESS_POINTS,
    },
  ];
}

function s3FilesController(fileSystems: string[]): Grant[] {
  const accessPoints = fileSystems.map((arn) => `${arn}/access-point/*`);
  return [
    {
      actions: ['s3files:ListAccessPoints', 's3files:ListFileSystems'],
      resources: ['*'],
      reason: 'The driver finds the file system and its access points in lists of the account.',
    },
    { actions: ['s3files:CreateAccessPoint'], resources: fileSystems, conditions: REQUESTED },
    {
      actions: ['s3files:TagResource'],
      resources: accessPoints,
      conditions: {
        StringEquals: { ...REQUESTED.StringEquals, 's3files:CreateAction': 'CreateAccessPoint' },
      },
      reason: ACCESS_POINTS,
    },
    {
      actions: ['s3files:DeleteAccessPoint'],
      resources: accessPoints,
      conditions: OWNED,
      reason: ACCESS_POINTS,
    },
    s3FilesClient(fileSystems),
  ];
}

function s3FilesClient(fileSystems: string[]): Grant {
  return {
    actions: ['s3files:ClientMount', 's3files:ClientRootAccess', 's3files:ClientWrite'],
    resources: fileSystems,
  };
}
