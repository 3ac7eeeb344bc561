/** What a workload needs of its AWS identity, as far as that decides between IRSA and EKS Pod Identity. */
export interface WorkloadNeeds {
  /**
   * Its pods run on AWS Fargate.
   * @default false
   */
  readonly fargate?: boolean;

  /**
   * Its pods run on Windows nodes.
   * @default false
   */
  readonly windows?: boolean;

  /**
   * Its pods run on EKS Hybrid Nodes.
   * @default false
   */
  readonly hybridNodes?: boolean;

  /**
   * Its pods run on AWS Outposts.
   * @default false
   */
  readonly outposts?: boolean;

  /**
   * Its cluster is not one of Amazon EKS in the cloud: EKS Anywhere, Red Hat OpenShift on AWS, or a Kubernetes of
   * your own.
   * @default false
   */
  readonly selfManagedKubernetes?: boolean;

  /**
   * The role or the resources that it uses are in another account than the cluster.
   * @default false
   */
  readonly crossAccount?: boolean;

  /**
   * It needs sessions of more than one hour of a role in another account. SDKs renew sessions by themselves; this is
   * for credentials that are handed on, as in presigned URLs.
   * @default false
   */
  readonly longCrossAccountSessions?: boolean;

  /**
   * Pods of several clusters use one role.
   * @default false
   */
  readonly manyClusters?: boolean;

  /**
   * Its permissions compare session tags: attribute-based access control (ABAC).
   * @default false
   */
  readonly sessionTags?: boolean;

  /**
   * Several ServiceAccounts share a role, and a session policy narrows what each of them may do.
   * @default false
   */
  readonly sessionPolicy?: boolean;

  /**
   * One role trusts ServiceAccounts by a pattern of their names.
   * @default false
   */
  readonly subjectPatterns?: boolean;

  /**
   * It is an EKS add-on whose identity EKS manages with the add-on.
   * @default false
   */
  readonly eksAddon?: boolean;

  /**
   * Its AWS SDK is older than the first that knows EKS Pod Identity.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-minimum-sdk.html
   * @default false
   */
  readonly oldSdk?: boolean;

  /**
   * It connects to Amazon MSK with IAM access control.
   * @default false
   */
  readonly mskIam?: boolean;

  /**
   * No agent may run on the nodes of its cluster.
   * @default false
   */
  readonly noAgent?: boolean;

  /**
   * Whoever deploys it may not have `iam:PassRole` on its role.
   * @default false
   */
  readonly noPassRole?: boolean;

  /**
   * Its cluster has more than 5,000 ServiceAccounts with an AWS identity.
   * @default false
   */
  readonly over5000Associations?: boolean;
}
