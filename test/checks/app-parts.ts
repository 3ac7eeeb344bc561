import { CfnParameter, CfnResource, type Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { importedKubectl, v2Cluster } from '../fixtures';
import type { Statement } from './trust-forms';

let form: 'L1' | 'L2' = 'L1';

/** The tests twice: with CloudFormation resources as parts, and with constructs over them. */
export function inPartForms(tests: () => void): void {
  describe.each(['L1', 'L2'] as const)('with parts as %s', (next) => {
    beforeEach(() => {
      form = next;
    });
    afterEach(() => {
      form = 'L1';
    });
    tests();
  });
}

/** A role with these statements in its trust policy; short enough for one case of one rule. */
export function role(stack: Stack, id: string, ...statements: Statement[]): iam.CfnRole {
  if (form === 'L1') {
    return new iam.CfnRole(stack, id, {
      assumeRolePolicyDocument: { Version: '2012-10-17', Statement: statements },
    });
  }
  const made = new iam.Role(stack, id, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  made.assumeRolePolicy?.addStatements(...statements.map(iam.PolicyStatement.fromJson));
  return made.node.defaultChild as iam.CfnRole;
}

export function association(
  stack: Stack,
  id: string,
  props: Partial<eks.CfnPodIdentityAssociationProps> = {},
): eks.CfnPodIdentityAssociation {
  // aws-cdk-lib has no construct that is an association and nothing else.
  const [scope, name] = form === 'L1' ? [stack, id] : [new Construct(stack, id), 'Resource'];
  return new eks.CfnPodIdentityAssociation(scope, name, {
    clusterName: 'prod',
    namespace: 'logging',
    serviceAccount: 'reader',
    roleArn: 'arn:aws:iam::111122223333:role/elsewhere',
    ...props,
  });
}

export function cluster(stack: Stack, name = 'prod'): eks.CfnCluster {
  const id = `Cluster-${name}`;
  if (form === 'L1') {
    return new eks.CfnCluster(stack, id, {
      name,
      roleArn: 'arn:aws:iam::111122223333:role/cluster',
      resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
    });
  }
  const made = v2Cluster(stack, id, { clusterName: name });
  return made.node.defaultChild as eks.CfnCluster;
}

export function oidcProvider(stack: Stack, id: string, url: string): Construct {
  return form === 'L1'
    ? new iam.CfnOIDCProvider(stack, id, { url })
    : new iam.OidcProviderNative(stack, id, { url });
}

/** What aws-cdk-lib's `KubernetesManifest` renders, or that itself. */
export function manifest(
  stack: Stack,
  objects: object[],
  { id = 'Manifest', clusterName = 'prod' }: { id?: string; clusterName?: string } = {},
): CfnResource {
  if (form === 'L1') {
    return new CfnResource(stack, id, {
      type: 'Custom::AWSCDK-EKS-KubernetesResource',
      properties: { Manifest: stack.toJsonString(objects), ClusterName: clusterName },
    });
  }
  const made = new eksv2.KubernetesManifest(stack, id, {
    cluster: eksv2.Cluster.fromClusterAttributes(stack, `${id}Cluster`, {
      clusterName,
      kubectlProvider: importedKubectl(stack, `${id}Kubectl`),
    }),
    manifest: objects as Record<string, unknown>[],
  });
  return made.node.findChild('Resource').node.defaultChild as CfnResource;
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
