import type { aws_iam, aws_sqs } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { karpenterGrants } from './private/karpenter-grants';
import { requireScope } from './private/required-scope';

/** What Karpenter needs to know of the cluster's surroundings. */
export interface KarpenterControllerProps {
  /** The roles that Karpenter may give to nodes (`role` of an EC2NodeClass). At least one. */
  readonly nodeRoles: aws_iam.IRoleRef[];

  /**
   * The queue of interruption events (`settings.interruptionQueue` of the chart).
   *
   * @default - Karpenter does not handle interruptions
   */
  readonly interruptionQueue?: aws_sqs.IQueueRef;
}

/**
 * Karpenter: nodes made to measure. Version 1.0 or later.
 *
 * @see https://karpenter.sh/docs/reference/cloudformation/
 */
export class Karpenter {
  /**
   * What the controller needs, for the nodes of its own cluster alone. They are told apart by the
   * tags `kubernetes.io/cluster/<name>: owned` and `eks:eks-cluster-name`; where the cluster's name
   * is not known before deployment, by the second only. Throws where no node role is given.
   */
  public static controller(props: KarpenterControllerProps): PermissionSet {
    requireScope('Karpenter.controller', 'nodeRoles', props.nodeRoles);
    const facts = {
      name: 'karpenter',
      namespace: 'kube-system',
      serviceAccountName: 'karpenter',
      source: 'https://karpenter.sh/docs/reference/cloudformation/',
      reviewed: '2026-11-22',
    };
    return new AddonPermissionSet(facts, (context) =>
      karpenterGrants(context, {
        nodeRoleArns: props.nodeRoles.map((role) => role.roleRef.roleArn),
        queueArn: props.interruptionQueue?.queueRef.queueArn,
      }),
    );
  }
}
