import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { CLUSTER_NAME, ENV } from './shop-cluster';

/** Kubernetes objects that the app writes into the cluster. */
export function manifest(scope: Construct, id: string, ...objects: Record<string, any>[]): void {
  new eks.KubernetesManifest(scope, id, {
    cluster: kubectlCluster(scope, CLUSTER_NAME),
    manifest: objects,
  });
}

export function kubectlCluster(scope: Construct, clusterName: string): eks.ICluster {
  const id = `Kubectl-${clusterName}`;
  return (
    (scope.node.tryFindChild(id) as eks.ICluster | undefined) ??
    eks.Cluster.fromClusterAttributes(scope, id, {
      clusterName,
      kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(scope, `${id}-Provider`, {
        serviceToken: `arn:aws:lambda:${ENV.region}:${ENV.account}:function:kubectl`,
      }),
    })
  );
}

export function serviceAccount(
  name: string,
  namespace: string,
  annotations: Record<string, string> = {},
): Record<string, any> {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, annotations } };
}

/** A Deployment, with what is special about its pods and its container. */
export function deployment(
  serviceAccountName: string,
  namespace: string,
  { annotations, spec, container }: Record<string, any> = {},
): Record<string, any> {
  const labels = { app: serviceAccountName };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: serviceAccountName, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations },
        spec: {
          serviceAccountName,
          containers: [{ name: 'app', image: 'example.com/app:1', ...container }],
          ...spec,
        },
      },
    },
  };
}
