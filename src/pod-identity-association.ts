import type { Construct } from 'constructs';
import { type PodIdentityTrustOptions, WorkloadTrust } from './trust/workload-trust';
import { WorkloadIdentity } from './workload-identity';
import type { WorkloadIdentityOptions } from './workload-identity-props';

/** What a `PodIdentityAssociation` is told. */
export interface PodIdentityAssociationProps
  extends WorkloadIdentityOptions,
    PodIdentityTrustOptions {}

/**
 * An AWS identity for the pods of one ServiceAccount by EKS Pod Identity: on Linux nodes of Amazon EC2, with EKS
 * Auto Mode included.
 *
 * It makes the role, the association, its share of one ServiceAccount manifest, and, once per cluster, the
 * agent add-on where it is needed.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 * @example
 * const identity = new PodIdentityAssociation(this, 'Orders', {
 *   cluster,
 *   namespace: 'shop',
 *   serviceAccountName: 'orders',
 * });
 * new s3.Bucket(this, 'Invoices').grantRead(identity);
 */
export class PodIdentityAssociation extends WorkloadIdentity {
  constructor(scope: Construct, id: string, props: PodIdentityAssociationProps) {
    super(scope, id, { ...props, trust: WorkloadTrust.podIdentity(props) });
  }
}
