/**
 * A session tag of EKS Pod Identity: what EKS says about the pod to every AWS service that it calls.
 *
 * With these names one policy serves many ServiceAccounts, and each reaches only what is its own (attribute-based
 * access control). The tags are there under EKS Pod Identity with session tags on; IRSA sets none. An identity
 * without them refuses permissions that compare `aws:PrincipalTag` with one of these.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 * @example
 * new PodIdentityAssociation(this, 'Tenant', {
 *   cluster,
 *   namespace: 'tenant-a',
 *   serviceAccountName: 'app',
 *   policyStatements: [
 *     new iam.PolicyStatement({
 *       actions: ['s3:GetObject'],
 *       resources: [`arn:aws:s3:::tenants/${PodIdentitySessionTag.KUBERNETES_NAMESPACE.policyVariable}/*`],
 *       conditions: {
 *         StringEquals: { [PodIdentitySessionTag.EKS_CLUSTER_NAME.principalTag]: 'prod' },
 *       },
 *     }),
 *   ],
 * });
 */
export class PodIdentitySessionTag {
  /** The ARN of the cluster. A cluster that is made anew under the same name has the same ARN. */
  public static readonly EKS_CLUSTER_ARN = new PodIdentitySessionTag('eks-cluster-arn');

  /** The name of the cluster: unique only in an account and region. */
  public static readonly EKS_CLUSTER_NAME = new PodIdentitySessionTag('eks-cluster-name');

  /** The namespace of the pod: unique only in a cluster. */
  public static readonly KUBERNETES_NAMESPACE = new PodIdentitySessionTag('kubernetes-namespace');

  /** The name of the ServiceAccount: unique only in a namespace. */
  public static readonly KUBERNETES_SERVICE_ACCOUNT = new PodIdentitySessionTag(
    'kubernetes-service-account',
  );

  /** The name of the pod. */
  public static readonly KUBERNETES_POD_NAME = new PodIdentitySessionTag('kubernetes-pod-name');

  /** The UID of the pod: never used twice. */
  public static readonly KUBERNETES_POD_UID = new PodIdentitySessionTag('kubernetes-pod-uid');

  /** @internal */
  public static readonly _ALL: readonly PodIdentitySessionTag[] = [
    PodIdentitySessionTag.EKS_CLUSTER_ARN,
    PodIdentitySessionTag.EKS_CLUSTER_NAME,
    PodIdentitySessionTag.KUBERNETES_NAMESPACE,
    PodIdentitySessionTag.KUBERNETES_SERVICE_ACCOUNT,
    PodIdentitySessionTag.KUBERNETES_POD_NAME,
    PodIdentitySessionTag.KUBERNETES_POD_UID,
  ];

  /** The condition key for permissions and for resource policies: `aws:PrincipalTag/<key>`. */
  public readonly principalTag: string;

  /** The condition key for trust policies, where the session only asks for its tags: `aws:RequestTag/<key>`. */
  public readonly requestTag: string;

  /**
   * The tag's value as a policy variable, `${aws:PrincipalTag/<key>}`, for the resources and the condition values
   * of a statement. CDK and CloudFormation leave it as it is.
   */
  public readonly policyVariable: string;

  /**
   * The policy variable for text that is the template of `Fn.sub`: `${!aws:PrincipalTag/<key>}`.
   * Without the exclamation mark CloudFormation would look for a resource of that name.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
   */
  public readonly policyVariableInSub: string;

  private constructor(
    /** The name of the tag, as EKS sends it. */
    public readonly key: string,
  ) {
    this.principalTag = `aws:PrincipalTag/${key}`;
    this.requestTag = `aws:RequestTag/${key}`;
    this.policyVariable = `\${${this.principalTag}}`;
    this.policyVariableInSub = `\${!${this.principalTag}}`;
  }
}
