import { CfnParameter, CfnResource, type Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Statement } from './trust-forms';

/** L1 parts of an app, short enough for one case of one rule. */
export function role(stack: Stack, id: string, ...statements: Statement[]): iam.CfnRole {
  return new iam.CfnRole(stack, id, {
    assumeRolePolicyDocument: { Version: '2012-10-17', Statement: statements },
  });
}

export function association(
  stack: Stack,
  id: string,
  props: Partial<eks.CfnPodIdentityAssociationProps> = {},
): eks.CfnPodIdentityAssociation {
  return new eks.CfnPodIdentityAssociation(stack, id, {
    clusterName: 'prod',
    namespace: 'logging',
    serviceAccount: 'reader',
    roleArn: 'arn:aws:iam::111122223333:role/elsewhere',
    ...props,
  });
}

export function cluster(stack: Stack, name = 'prod'): eks.CfnCluster {
  return new eks.CfnCluster(stack, `Cluster-${name}`, {
    name,
    roleArn: 'arn:aws:iam::111122223333:role/cluster',
    resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
  });
}

/** What aws-cdk-lib's `KubernetesManifest` renders. */
export function manifest(
  stack: Stack,
  objects: object[],
  { id = 'Manifest', clusterName = 'prod' }: { id?: string; clusterName?: string } = {},
): CfnResource {
  return new CfnResource(stack, id, {
    type: 'Custom::AWSCDK-EKS-KubernetesResource',
    properties: { Manifest: stack.toJsonString(objects), ClusterName: clusterName },
  });
}

export function serviceAccount(
  name: string,
  namespace: string | undefined,
  annotations: Record<string, string> = {},
): object {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, annotations } };
}

export interface PodParts {
  readonly name?: string;
  readonly namespace?: string | null;
  readonly annotations?: Record<string, string>;
  readonly labels?: Record<string, string>;
  readonly spec?: object;
  readonly container?: object;
}

export function deployment(serviceAccountName: string | undefined, parts: PodParts = {}): object {
  const { name = 'app', namespace = 'logging', annotations, labels, spec, container } = parts;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ...(namespace && { namespace }) },
    spec: {
      template: {
        metadata: { annotations, labels },
        spec: { serviceAccountName, containers: [{ name: 'app', ...container }], ...spec },
      },
    },
  };
}

/** A value that is only known at deployment. */
export function parameter(stack: Stack, id = 'Parameter'): string {
  return new CfnParameter(stack, id, { type: 'String' }).valueAsString;
}
