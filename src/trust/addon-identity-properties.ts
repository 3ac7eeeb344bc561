import type * as eks from 'aws-cdk-lib/aws-eks';

/**
 * The identity as an EKS add-on takes it.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html
 */
export interface AddonIdentityProperties {
  /**
   * The role for the add-on's ServiceAccount by IRSA.
   *
   * @default - IRSA is not used
   */
  readonly serviceAccountRoleArn?: string;

  /**
   * The associations that the add-on makes and owns.
   *
   * @default - EKS Pod Identity is not used
   */
  readonly podIdentityAssociations?: eks.CfnAddon.PodIdentityAssociationProperty[];
}
