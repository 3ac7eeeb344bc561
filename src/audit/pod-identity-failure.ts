/** A failed `AssumeRoleForPodIdentity` call. It names the node and the cluster, never the subject. */
export const podIdentityFailure: readonly string[] = [
  '$.eventSource = "eks-auth.amazonaws.com"',
  '$.eventName = "AssumeRoleForPodIdentity"',
  '$.errorCode = "*"',
];

export const podIdentityFailureMeaning =
  'EKS cannot give pods the role of their association: the trust policy does not admit pods.eks.amazonaws.com, its conditions do not match, or the role is gone. The event names the node and the cluster, not the ServiceAccount.';
