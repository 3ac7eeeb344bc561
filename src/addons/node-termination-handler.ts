import type { aws_autoscaling, aws_kms, aws_sqs } from 'aws-cdk-lib/interfaces';
import type { PermissionSet, PermissionWarning } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn } from './private/aws-arn';
import { type Grant, withoutResource } from './private/grant';
import { kmsGrants } from './private/kms-grant';
import { requireScope } from './private/required-scope';

/** The queue from which events about the nodes are read. */
export interface NodeTerminationHandlerQueueOptions {
  /** The queue to which EventBridge or the Auto Scaling groups send their events. */
  readonly queue: aws_sqs.IQueueRef;

  /**
   * The customer managed keys that encrypt the queue.
   *
   * @default - the queue has no customer managed key
   */
  readonly encryptionKeys?: aws_kms.IKeyRef[];

  /**
   * Whether the handler sends heartbeats (`heartbeatInterval` of the chart), by which a lifecycle
   * action may last longer than the timeout of its hook.
   *
   * @default false
   */
  readonly heartbeats?: boolean;
}

/** The queue, and the nodes' Auto Scaling groups. */
export interface NodeTerminationHandlerQueueProcessorProps
  extends NodeTerminationHandlerQueueOptions {
  /** The Auto Scaling groups whose lifecycle actions are completed. At least one. */
  readonly autoScalingGroups: aws_autoscaling.IAutoScalingGroupRef[];
}

/**
 * AWS Node Termination Handler in queue mode. (In IMDS mode it calls no AWS API.)
 *
 * @see https://github.com/aws/aws-node-termination-handler#5-create-an-iam-role-for-the-pods
 */
export class NodeTerminationHandler {
  /** Nodes of the given groups. Throws where no group is given. */
  public static queueProcessor(props: NodeTerminationHandlerQueueProcessorProps): PermissionSet {
    requireScope(
      'NodeTerminationHandler.queueProcessor',
      'autoScalingGroups',
      props.autoScalingGroups,
      'NodeTerminationHandler.queueProcessorAllGroups()',
    );
    return queueProcessor(props, {
      resources: props.autoScalingGroups.map(({ env, autoScalingGroupRef }) =>
        awsArn(
          `autoscaling:${env.region}:${env.account}:autoScalingGroup:*:autoScalingGroupName/` +
            autoScalingGroupRef.autoScalingGroupName,
        ),
      ),
      reason: 'The ARN of a group has an id that its name does not tell.',
    });
  }

  /**
   * Nodes of every group of the account that carries the tag `aws-node-termination-handler/managed`,
   * by which the handler itself chooses; warns.
   */
  public static queueProcessorAllGroups(
    options: NodeTerminationHandlerQueueOptions,
  ): PermissionSet {
    const taggedGroups = {
      resources: [awsArn('autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/*')],
      conditions: { Null: { 'aws:ResourceTag/aws-node-termination-handler/managed': 'false' } },
      reason: 'Every tagged group of the account was chosen.',
    };
    return queueProcessor(options, taggedGroups, [
      {
        id: 'nodeTerminationHandlerAllGroups',
        message:
          'Node Termination Handler may complete lifecycle actions of every Auto Scaling group of ' +
          'the account with the tag aws-node-termination-handler/managed, whichever cluster it is ' +
          'for. Use NodeTerminationHandler.queueProcessor() and name the groups.',
      },
    ]);
  }
}

function queueProcessor(
  { queue, encryptionKeys, heartbeats }: NodeTerminationHandlerQueueOptions,
  groups: Omit<Grant, 'actions'>,
  warnings?: PermissionWarning[],
): PermissionSet {
  const facts = {
    name: 'aws-node-termination-handler',
    namespace: 'kube-system',
    serviceAccountName: 'aws-node-termination-handler',
    source: 'https://github.com/aws/aws-node-termination-handler/blob/main/README.md',
    reviewed: '2026-11-22',
    warnings,
  };
  return new AddonPermissionSet(facts, () => [
    {
      actions: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'],
      resources: [queue.queueRef.queueArn],
    },
    {
      actions: [
        'autoscaling:CompleteLifecycleAction',
        ...(heartbeats ? ['autoscaling:RecordLifecycleActionHeartbeat'] : []),
      ],
      ...groups,
    },
    withoutResource([
      'autoscaling:DescribeAutoScalingInstances',
      'autoscaling:DescribeTags',
      'ec2:DescribeInstances',
    ]),
    ...kmsGrants({ keys: encryptionKeys, service: 'sqs', actions: ['kms:Decrypt'] }),
  ]);
}
