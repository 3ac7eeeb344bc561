import { KubectlV33Layer } from '@aws-cdk/lambda-layer-kubectl-v33';
import { App, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IrsaServiceAccount, PodIdentityAssociation } from '../src';

const NAMESPACES = 10;

/** Declares one identity in one of several ways. */
export type Declare = (stack: Stack, cluster: eks.Cluster, name: string, namespace: string) => void;

export const WAYS: {
  readonly [way: string]: { readonly native: Declare; readonly ours: Declare };
} = {
  IRSA: {
    native: (stack, cluster, name, namespace) =>
      native(stack, cluster, name, namespace, eks.IdentityType.IRSA),
    ours: (stack, cluster, serviceAccountName, namespace) =>
      new IrsaServiceAccount(stack, `${namespace}-${serviceAccountName}`, {
        cluster,
        namespace,
        serviceAccountName,
        policyStatements: [readStatement(serviceAccountName)],
      }),
  },
  'Pod Identity': {
    native: (stack, cluster, name, namespace) =>
      native(stack, cluster, name, namespace, eks.IdentityType.POD_IDENTITY),
    ours: (stack, cluster, serviceAccountName, namespace) =>
      new PodIdentityAssociation(stack, `${namespace}-${serviceAccountName}`, {
        cluster,
        namespace,
        serviceAccountName,
        policyStatements: [readStatement(serviceAccountName)],
      }),
  },
};

/** A stack with a cluster and that many identities; with none it is what both ways have in common. */
export function appWith(count: number, declare: Declare): App {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Bench', { env: { account: '111122223333', region: 'eu-west-1' } });
  const cluster = new eks.Cluster(stack, 'Cluster', {
    version: eks.KubernetesVersion.V1_33,
    defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
    defaultCapacity: 0,
    kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(stack, 'Kubectl') },
  });
  for (let index = 0; index < count; index++) {
    declare(stack, cluster, `workload-${index}`, `team-${index % NAMESPACES}`);
  }
  return app;
}

function native(
  stack: Stack,
  cluster: eks.Cluster,
  name: string,
  namespace: string,
  identityType: eks.IdentityType,
): void {
  const account = new eks.ServiceAccount(stack, `${namespace}-${name}`, {
    cluster,
    name,
    namespace,
    identityType,
  });
  account.addToPrincipalPolicy(readStatement(name));
}

function readStatement(name: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::reports/${name}/*`],
  });
}
