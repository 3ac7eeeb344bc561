import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_kms } from 'aws-cdk-lib/interfaces';
import type {
  PermissionContext,
  PermissionSet,
  PermissionWarning,
} from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn, localArn, regionOf } from './private/aws-arn';
import { clusterNames } from './private/cluster-tag';
import { type Conditions, type Grant, withoutResource } from './private/grant';
import { kmsGrants } from './private/kms-grant';

/** What the EBS CSI driver may encrypt with. */
export interface EbsCsiDriverOptions {
  /**
   * The customer managed keys that StorageClasses name (`kmsKeyId`). They may be used through EC2
   * only.
   *
   * @default - none, which is enough for volumes without such a key
   */
  readonly encryptionKeys?: aws_kms.IKeyRef[];
}

const MANAGED_TAG = 'ebs.csi.aws.com/cluster';
const CLUSTER_TAG = 'ebs.csi.aws.com/cluster-name';
const NODE_TAGS = ['eks:cluster-name', 'eks:eks-cluster-name', CLUSTER_TAG];
const MIGRATED_TAG = 'kubernetes.io/created-for/pvc/name';
const CREATED = 'The driver makes volumes and snapshots at run time; their tag must match.';

/**
 * Amazon EBS CSI driver: volumes for pods. The subject is the controller; the driver's node pods
 * (`ebs-csi-node-sa`) need no role.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md
 */
export class EbsCsiDriver {
  /**
   * Volumes and snapshots of the cluster alone: those with the tag `ebs.csi.aws.com/cluster-name`
   * and its name. The driver sets the tag from version 1.58.0 on, where it knows its cluster: the
   * EKS add-on does, with the chart set `controller.k8sTagClusterId`. Tag older volumes and
   * snapshots yourself before you switch. Nodes need the tag too, unless EKS set `eks:cluster-name`
   * (managed node groups) or Karpenter set `eks:eks-cluster-name`. The name is written into the
   * policy, so it works with IRSA as well as with EKS Pod Identity.
   *
   * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/issues/2918
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverEKSClusterScopedPolicy.html
   */
  public static clusterScoped(options: EbsCsiDriverOptions = {}): PermissionSet {
    const source =
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverEKSClusterScopedPolicy.html';
    return new AddonPermissionSet(facts('ebs-csi-driver', source), (context) => {
      const names = clusterNames(context);
      return [
        ...volumeGrants(context, CLUSTER_TAG, names),
        ...NODE_TAGS.map((tag) => attachToInstances(context, tag, names)),
        ...keyGrants(options),
      ];
    });
  }

  /**
   * The same by the AWS managed policy, which takes the cluster's name from the session tags of
   * EKS Pod Identity. AWS keeps it up to date.
   *
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverEKSClusterScopedPolicy.html
   */
  public static clusterScopedManagedPolicy(options: EbsCsiDriverOptions = {}): PermissionSet {
    const source =
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverEKSClusterScopedPolicy.html';
    const managed = {
      ...facts('ebs-csi-driver-managed', source),
      managedPolicies: [
        iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonEBSCSIDriverEKSClusterScopedPolicy'),
      ],
      requiresSessionTags:
        'AmazonEBSCSIDriverEKSClusterScopedPolicy compares tags with ' +
        // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
        '${aws:PrincipalTag/eks-cluster-name}, which only the session tags of EKS Pod Identity ' +
        'carry. Use EbsCsiDriver.clusterScoped() instead, which has the name in the policy.',
    };
    return new AddonPermissionSet(managed, () => keyGrants(options));
  }

  /**
   * Volumes and snapshots of every cluster of the account: those with the tag
   * `ebs.csi.aws.com/cluster: true`, and volumes migrated from the in-tree driver; warns.
   *
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverPolicyV2.html
   */
  public static allClusters(options: EbsCsiDriverOptions = {}): PermissionSet {
    const warning = {
      id: 'ebsCsiDriverAllClusters',
      message:
        'The EBS CSI driver may attach, change and delete the volumes and snapshots of every ' +
        'cluster of the account. Use EbsCsiDriver.clusterScoped() and set ' +
        'controller.k8sTagClusterId.',
    };
    const source =
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverPolicyV2.html';
    return new AddonPermissionSet(
      facts('ebs-csi-driver-all-clusters', source, [warning]),
      (context) => [
        ...volumeGrants(context, MANAGED_TAG, ['true']),
        {
          actions: [...VOLUME_WRITES, 'ec2:CopyVolumes'],
          resources: arns(context, ['volume']),
          conditions: { StringLike: { [`ec2:ResourceTag/${MIGRATED_TAG}`]: '*' } },
          reason: 'Volumes of the in-tree driver have no other tag.',
        },
        attachToInstances(context),
        ...keyGrants(options),
      ],
    );
  }
}

const VOLUME_WRITES = [
  'ec2:AttachVolume',
  'ec2:DeleteVolume',
  'ec2:DetachVolume',
  'ec2:ModifyVolume',
];

function facts(name: string, source: string, warnings?: PermissionWarning[]) {
  return {
    name,
    namespace: 'kube-system',
    serviceAccountName: 'ebs-csi-controller-sa',
    source,
    reviewed: '2026-11-22',
    warnings,
  };
}

function volumeGrants(context: PermissionContext, tag: string, values: string[]): Grant[] {
  const requested: Conditions = { StringEquals: { [`aws:RequestTag/${tag}`]: values } };
  const owned: Conditions = { StringEquals: { [`ec2:ResourceTag/${tag}`]: values } };
  const volumes = { resources: arns(context, ['volume']), reason: CREATED };
  const snapshots = { resources: arns(context, ['snapshot']), reason: CREATED };
  return [
    withoutResource([
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeInstances',
      'ec2:DescribeSnapshots',
      'ec2:DescribeVolumeStatus',
      'ec2:DescribeVolumes',
      'ec2:DescribeVolumesModifications',
    ]),
    { ...volumes, actions: ['ec2:CopyVolumes', 'ec2:CreateVolume'], conditions: requested },
    { ...snapshots, actions: ['ec2:CreateSnapshot'], conditions: requested },
    {
      ...volumes,
      actions: [...VOLUME_WRITES, 'ec2:CopyVolumes', 'ec2:CreateSnapshot'],
      conditions: owned,
    },
    {
      ...snapshots,
      actions: [
        'ec2:CreateVolume',
        'ec2:DeleteSnapshot',
        'ec2:EnableFastSnapshotRestores',
        'ec2:LockSnapshot',
      ],
      conditions: owned,
    },
    {
      actions: ['ec2:CreateTags'],
      resources: arns(context, ['volume', 'snapshot']),
      conditions: {
        StringEquals: { 'ec2:CreateAction': ['CreateVolume', 'CreateSnapshot', 'CopyVolumes'] },
      },
      reason: 'Tags are set while a volume or snapshot is made, and only then.',
    },
    {
      ...volumes,
      actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
      conditions: {
        ...owned,
        Null: { 'aws:TagKeys': 'false' },
        'ForAllValues:StringNotEquals': { 'aws:TagKeys': [MANAGED_TAG, CLUSTER_TAG, MIGRATED_TAG] },
      },
    },
  ];
}

function attachToInstances(context: PermissionContext, tag?: string, values?: string[]): Grant {
  const resources = arns(context, ['instance']);
  const actions = ['ec2:AttachVolume', 'ec2:DetachVolume'];
  return tag && values
    ? {
        actions,
        resources,
        conditions: { StringEquals: { [`ec2:ResourceTag/${tag}`]: values } },
        reason: 'Nodes come and go; a tag with the name of the cluster must match.',
      }
    : { actions, resources, reason: 'Nodes come and go, and need no tag; the volume does.' };
}

function keyGrants({ encryptionKeys }: EbsCsiDriverOptions): Grant[] {
  return [
    ...kmsGrants({
      keys: encryptionKeys,
      service: 'ec2',
      actions: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext'],
    }),
    ...kmsGrants({
      keys: encryptionKeys,
      service: 'ec2',
      actions: ['kms:CreateGrant'],
      conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}

function arns(context: PermissionContext, types: string[]): string[] {
  // Snapshots have no account in their ARN.
  return types.map((type) =>
    type === 'snapshot'
      ? awsArn(`ec2:${regionOf(context)}::snapshot/*`)
      : localArn(context, 'ec2', `${type}/*`),
  );
}
