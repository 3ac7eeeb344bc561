import { Stack, type StackProps } from 'aws-cdk-lib';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { MechanismAdvice, WorkloadIdentity } from '../src';

export interface AdviceStackProps extends StackProps {
  /** The cluster of the workloads. */
  readonly cluster: aws_eks.IClusterRef;
}

/** What each workload needs decides between IRSA and EKS Pod Identity. */
export class AdviceStack extends Stack {
  constructor(scope: Construct, id: string, props: AdviceStackProps) {
    super(scope, id, props);

    const advice = {
      'batch-on-fargate': MechanismAdvice.of({ fargate: true }),
      'kafka-consumer': MechanismAdvice.of({ mskIam: true }),
      reports: MechanismAdvice.of({ sessionTags: true, crossAccount: true }),
    };
    for (const [serviceAccountName, { trust }] of Object.entries(advice)) {
      new WorkloadIdentity(this, serviceAccountName, {
        cluster: props.cluster,
        namespace: 'advised',
        serviceAccountName,
        trust,
      });
    }
  }
}
