/** The pages that rules rest on. */
export const SOURCES = {
  irsaTrust: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  irsaCrossAccount: 'https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html',
  oidcProvider:
    'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html',
  podIdentity: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html',
  podIdentityRole: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html',
  podIdentityTags: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html',
  podIdentityAssociation:
    'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html',
  podIdentityHow: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html',
  webhook: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  bestPractices:
    'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
  conditionOperators:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
  conditionSets:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
  iamQuotas: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  serviceAccounts:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
  podSecurity: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
} as const;
