import * as iam from 'aws-cdk-lib/aws-iam';
import { PodIdentityAssociation, type PodIdentityAssociationProps } from '../../src';
import { attributesCluster, testStack } from '../fixtures';

export function policy(...resources: string[]): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources })],
  });
}

export function declare(
  props: Partial<PodIdentityAssociationProps>,
  stack = testStack(),
): PodIdentityAssociation {
  return new PodIdentityAssociation(stack, 'App', {
    cluster: attributesCluster(stack),
    namespace: 'tenant-a',
    serviceAccountName: 'app',
    ...props,
  });
}
