import { KubectlV33Layer } from '@aws-cdk/lambda-layer-kubectl-v33';
import { App, Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';

/** What aws-cdk-lib itself makes, as it comes: clusters, ServiceAccounts, workloads, nodes. */
export function nativeApp(): App {
  // As the CDK CLI sets it: templates tell the paths of their constructs.
  const app = new App({ context: { 'aws:cdk:enable-path-metadata': true } });

  const v1 = new Stack(app, 'V1');
  const cluster = new eks.Cluster(v1, 'Cluster', {
    version: eks.KubernetesVersion.V1_33,
    kubectlLayer: new KubectlV33Layer(v1, 'Layer'),
    defaultCapacity: 0,
  });
  cluster.addServiceAccount('Irsa', { name: 'reader', namespace: 'logging' });
  cluster.addServiceAccount('Pod', {
    name: 'writer',
    namespace: 'logging',
    identityType: eks.IdentityType.POD_IDENTITY,
  });
  cluster.addFargateProfile('Batch', { selectors: [{ namespace: 'batch' }] });
  cluster.addAutoScalingGroupCapacity('Nodes', { instanceType: new InstanceType('t3.large') });
  cluster.addManifest('App', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app', namespace: 'logging' },
    spec: { template: { spec: { serviceAccountName: 'reader', containers: [{ name: 'app' }] } } },
  });

  const v2 = new Stack(app, 'V2');
  const clusterV2 = new eksv2.Cluster(v2, 'Cluster', {
    version: eksv2.KubernetesVersion.V1_33,
    defaultCapacityType: eksv2.DefaultCapacityType.NODEGROUP,
    kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(v2, 'Layer') },
  });
  clusterV2.addServiceAccount('Irsa', { name: 'reader', namespace: 'logging' });
  clusterV2.addServiceAccount('Pod', {
    name: 'writer',
    namespace: 'logging',
    identityType: eksv2.IdentityType.POD_IDENTITY,
  });

  const consumer = new Stack(app, 'Consumer');
  new eksv2.ServiceAccount(consumer, 'Account', {
    cluster: clusterV2,
    name: 'consumer',
    namespace: 'shop',
  });
  return app;
}
