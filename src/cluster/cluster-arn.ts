import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

/** Refuses what is not the whole ARN of one EKS cluster; tokens are let through. */
export function checkClusterArn(scope: IConstruct, clusterArn: string): void {
  const cluster = /^arn:[a-z0-9-]+:eks:[a-z0-9-]+:\d{12}:cluster\/[^/*?]+$/;
  if (!Token.isUnresolved(clusterArn) && !cluster.test(clusterArn)) {
    throw new WorkloadIdentityError(
      scope,
      `clusterArn '${clusterArn}' is not the ARN of an EKS cluster: expected ` +
        "'arn:PARTITION:eks:REGION:ACCOUNT:cluster/NAME'; " +
        "'aws eks describe-cluster --name NAME --query cluster.arn' prints it",
    );
  }
}
