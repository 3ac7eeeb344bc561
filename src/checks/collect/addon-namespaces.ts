/**
 * Where AWS add-ons put their ServiceAccounts, unless the add-on says another namespace itself.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
 */
export const ADDON_NAMESPACES: { readonly [addon: string]: string } = {
  'amazon-cloudwatch-observability': 'amazon-cloudwatch',
  'aws-ebs-csi-driver': 'kube-system',
  'aws-efs-csi-driver': 'kube-system',
  'aws-fsx-csi-driver': 'kube-system',
  'aws-mountpoint-s3-csi-driver': 'kube-system',
  'vpc-cni': 'kube-system',
};
