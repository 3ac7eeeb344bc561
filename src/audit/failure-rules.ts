import type { FailureRule } from './audit-plan';
import { podIdentityFailureMeaning } from './pod-identity-failure';

const viaCloudTrail = ['AWS API Call via CloudTrail'];
const failed = [{ exists: true }];

/**
 * One rule per service that issues credentials to pods.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-eks-auth.html
 */
export const failureRules: readonly FailureRule[] = [
  {
    id: 'IrsaFailures',
    description: 'A pod could not get its role by IRSA (AssumeRoleWithWebIdentity failed).',
    eventPattern: {
      source: ['aws.sts'],
      detailType: viaCloudTrail,
      detail: {
        eventSource: ['sts.amazonaws.com'],
        eventName: ['AssumeRoleWithWebIdentity'],
        errorCode: failed,
        // A refused token may leave no name, and must be seen all the same.
        $or: [
          { userIdentity: { userName: [{ prefix: 'system:serviceaccount:' }, null] } },
          { userIdentity: { userName: [{ exists: false }] } },
        ],
      },
    },
  },
  {
    id: 'PodIdentityFailures',
    description: podIdentityFailureMeaning,
    eventPattern: {
      source: ['aws.eks-auth'],
      detailType: viaCloudTrail,
      detail: {
        eventSource: ['eks-auth.amazonaws.com'],
        eventName: ['AssumeRoleForPodIdentity'],
        errorCode: failed,
      },
    },
  },
];
