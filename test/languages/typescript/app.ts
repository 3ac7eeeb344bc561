import { App, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  addons,
  IrsaServiceAccount,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadCluster,
} from 'cdk-eks-workload-identity';

const app = new App();
const stack = new Stack(app, 'Identities', {
  env: { account: '111122223333', region: 'eu-west-1' },
});
const cluster = new eks.Cluster(stack, 'Cluster', {
  version: eks.KubernetesVersion.V1_33,
  defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
  defaultCapacity: 0,
});
const external = ServiceAccountDelivery.external();

new IrsaServiceAccount(stack, 'LogReader', {
  cluster,
  namespace: 'logging',
  serviceAccountName: 's3-reader-sa',
  delivery: external,
  policyStatements: [
    new iam.PolicyStatement({
      actions: ['s3:GetObject'],
      resources: ['arn:aws:s3:::my-log-bucket/logs/*'],
    }),
  ],
});

const orders = new PodIdentityAssociation(stack, 'Orders', {
  cluster,
  namespace: 'shop',
  serviceAccountName: 'orders',
  delivery: external,
});
new sqs.Queue(stack, 'OrderQueue').grantSendMessages(orders);

const elsewhere = WorkloadCluster.fromAttributes(stack, 'Elsewhere', {
  clusterName: 'elsewhere',
  oidcProviderArn:
    'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
});
const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  zoneName: 'example.com',
});
new IrsaServiceAccount(stack, 'ExternalDns', {
  cluster: elsewhere,
  addon: addons.ExternalDns.route53({ hostedZones: [zone] }),
  delivery: external,
});

app.synth();
