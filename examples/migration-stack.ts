import { Stack, type StackProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { WorkloadIdentity, WorkloadTrust } from '../src';

/** The phases of a migration from IRSA to EKS Pod Identity, each a deployment. */
export type MigrationPhase = 'irsa' | 'prepare' | 'cut over' | 'finish';

export interface MigrationStackProps extends StackProps {
  readonly cluster: aws_eks.IClusterRef;
  readonly phase: MigrationPhase;
}

/** A workload on its way from IRSA to EKS Pod Identity. Its role stays the same in every phase. */
export class MigrationStack extends Stack {
  constructor(scope: Construct, id: string, { cluster, phase, ...props }: MigrationStackProps) {
    super(scope, id, props);
    const identity = new WorkloadIdentity(this, 'Invoices', {
      cluster,
      namespace: 'invoices',
      serviceAccountName: 'invoices',
      trust: trustIn(phase),
    });
    new s3.Bucket(this, 'Archive', { enforceSSL: true }).grantReadWrite(identity);
  }
}

function trustIn(phase: MigrationPhase): WorkloadTrust {
  switch (phase) {
    case 'irsa':
      return WorkloadTrust.irsa();
    case 'prepare':
      // The role trusts both; pods go on with IRSA.
      return WorkloadTrust.dual({ association: false });
    case 'cut over':
      // The association is there: pods that are created from now on use Pod Identity.
      return WorkloadTrust.dual();
    case 'finish':
      // Annotation and OIDC statement are gone. PodIdentityAssociation says the same.
      return WorkloadTrust.podIdentity();
  }
}
