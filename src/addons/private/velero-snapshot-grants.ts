import type { aws_kms } from 'aws-cdk-lib/interfaces';
import type { PermissionContext } from '../../permissions/permission-set';
import { awsArn, localArn, regionOf } from './aws-arn';
import { type Grant, withoutResource } from './grant';
import { kmsGrants } from './kms-grant';

const BACKUP_TAG = 'velero.io/backup';

/** Snapshots get Velero's tag when they are made, and volumes get it from the snapshot. */
export function veleroSnapshotGrants(
  context: PermissionContext,
  keys: aws_kms.IKeyRef[] | undefined,
): Grant[] {
  const volumes = localArn(context, 'ec2', 'volume/*');
  const snapshots = awsArn(`ec2:${regionOf(context)}::snapshot/*`);
  const tagIn = (where: string) => ({ Null: { [`aws:${where}/${BACKUP_TAG}`]: 'false' } });
  return [
    withoutResource(['ec2:DescribeSnapshots', 'ec2:DescribeVolumes']),
    {
      actions: ['ec2:CreateSnapshot'],
      resources: [volumes],
      reason:
        'Volumes are made at run time, and nothing on them says that Velero may back them up.',
    },
    {
      actions: ['ec2:CreateSnapshot'],
      resources: [snapshots],
      conditions: tagIn('RequestTag'),
      reason: 'EC2 makes up the id; the tag of Velero is required instead.',
    },
    {
      actions: ['ec2:CreateVolume'],
      resources: [volumes],
      conditions: tagIn('RequestTag'),
      reason: 'EC2 makes up the id; the tag of Velero is required instead.',
    },
    {
      actions: ['ec2:CreateVolume', 'ec2:DeleteSnapshot'],
      resources: [snapshots],
      conditions: tagIn('ResourceTag'),
      reason: 'Snapshots are made at run time; the tag of Velero is required instead.',
    },
    {
      actions: ['ec2:CreateTags'],
      resources: [snapshots, volumes],
      conditions: { StringEquals: { 'ec2:CreateAction': ['CreateSnapshot', 'CreateVolume'] } },
      reason: 'EC2 makes up the id; tags can only be set while Velero creates the resource.',
    },
    ...kmsGrants({
      keys,
      service: 'ec2',
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
    }),
    ...kmsGrants({
      keys,
      service: 'ec2',
      actions: ['kms:CreateGrant'],
      conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}
