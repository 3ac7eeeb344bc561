import type { Construct } from 'constructs';
import { type IrsaTrustOptions, WorkloadTrust } from './trust/workload-trust';
import { WorkloadIdentity } from './workload-identity';
import type { WorkloadIdentityOptions } from './workload-identity-props';

/** What an `IrsaServiceAccount` is told. */
export interface IrsaServiceAccountProps extends WorkloadIdentityOptions, IrsaTrustOptions {}

/**
 * An AWS identity for the pods of one ServiceAccount by IAM roles for service accounts (IRSA): works on EC2,
 * Fargate, Windows and any Kubernetes with a public OIDC issuer.
 *
 * It makes the role, its share of one ServiceAccount manifest, and, once per cluster, the OIDC provider.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 * @example
 * new IrsaServiceAccount(this, 'S3Reader', {
 *   cluster,
 *   namespace: 'logging',
 *   serviceAccountName: 's3-reader-sa',
 *   policyStatements: [
 *     new iam.PolicyStatement({
 *       actions: ['s3:GetObject'],
 *       resources: ['arn:aws:s3:::my-log-bucket/logs/*'],
 *     }),
 *   ],
 * });
 */
export class IrsaServiceAccount extends WorkloadIdentity {
  constructor(scope: Construct, id: string, props: IrsaServiceAccountProps) {
    super(scope, id, { ...props, trust: WorkloadTrust.irsa(props) });
  }
}
