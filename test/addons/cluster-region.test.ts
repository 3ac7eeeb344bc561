import { App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  addons,
  IrsaServiceAccount,
  type PermissionSet,
  ServiceAccountDelivery,
  WorkloadCluster,
} from '../../src';
import { refusalOf } from '../refusal';

const ACCOUNT = '111122223333';

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', region ? { env: { account: ACCOUNT, region } } : {});
}

function clusterIn(stack: Stack, region: string): WorkloadCluster {
  const issuer = `oidc.eks.${region}.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF`;
  return WorkloadCluster.fromAttributes(stack, region, {
    clusterName: 'prod',
    clusterArn: `arn:aws:eks:${region}:${ACCOUNT}:cluster/prod`,
    oidcProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`,
  });
}

function regionsNamed(stack: Stack, addon: PermissionSet, ...clusters: WorkloadCluster[]) {
  const [cluster, ...additionalClusters] = clusters;
  if (!cluster) {
    throw new Error('a cluster is needed');
  }
  new IrsaServiceAccount(stack, 'Identity', {
    cluster,
    additionalClusters,
    addon,
    delivery: ServiceAccountDelivery.external(),
  });
  const roles = Template.fromStack(stack).findResources('AWS::IAM::Role');
  const policies = JSON.stringify(
    Object.values(roles).map(({ Properties }) => Properties.Policies),
  );
  return [...new Set(policies.match(/[a-z]{2}-[a-z]+-\d/g))];
}

const presets: [string, () => PermissionSet][] = [
  ['EBS CSI driver', () => addons.EbsCsiDriver.clusterScoped()],
  ['VPC CNI', () => addons.VpcCni.ipv4AnyCluster()],
  ['AWS Load Balancer Controller', () => addons.AwsLoadBalancerController.inAnyVpc()],
  ['CloudWatch agent', () => addons.CloudWatchObservability.agent()],
  ['Gateway API controller', () => addons.GatewayApiController.vpcLattice()],
  [
    'External Secrets',
    () => addons.ExternalSecrets.secretsManager({ secretNamePrefixes: ['team-'] }),
  ],
];

test.each(presets)('the %s works in the region of its cluster', (_, preset) => {
  const stack = stackIn('eu-west-1');

  expect(regionsNamed(stack, preset(), clusterIn(stack, 'us-east-1'))).toEqual(['us-east-1']);
});

test('Karpenter works in the region of its cluster', () => {
  const stack = stackIn('eu-west-1');
  const nodeRoles = [{ roleRef: { roleArn: `arn:aws:iam::${ACCOUNT}:role/nodes` } }];
  const karpenter = addons.Karpenter.controller({ nodeRoles: nodeRoles as never });

  expect(regionsNamed(stack, karpenter, clusterIn(stack, 'us-east-1'))).toEqual(['us-east-1']);
});

test.each([
  ['without an ARN', undefined],
  ['whose ARN is a token', Fn.importValue('ClusterArn')],
])('a cluster %s is in the region of the stack', (_, clusterArn) => {
  const stack = stackIn('eu-west-1');
  const cluster = WorkloadCluster.fromAttributes(stack, 'Cluster', {
    clusterName: 'prod',
    clusterArn,
    oidcIssuerUrl: 'https://oidc.example.com/prod',
  });

  expect(regionsNamed(stack, addons.EbsCsiDriver.clusterScoped(), cluster)).toEqual(['eu-west-1']);
});

test('a cluster of a stack without an environment is not taken for one elsewhere', () => {
  const stack = stackIn('eu-west-1');
  const anywhere = WorkloadCluster.fromAttributes(new Stack(stack.node.root, 'Other'), 'Cluster', {
    clusterName: 'green',
    oidcIssuerUrl: 'https://oidc.example.com/green',
  });

  expect(
    regionsNamed(
      stack,
      addons.EbsCsiDriver.clusterScoped(),
      clusterIn(stack, 'eu-west-1'),
      anywhere,
    ),
  ).toEqual(['eu-west-1']);
});

describe('clusters of two regions', () => {
  const declare = (preset: PermissionSet) => {
    const stack = stackIn('eu-west-1');
    return () =>
      regionsNamed(stack, preset, clusterIn(stack, 'eu-west-1'), clusterIn(stack, 'us-east-1'));
  };

  test('are refused for an add-on that works in one', () => {
    expect(refusalOf(declare(addons.EbsCsiDriver.clusterScoped()))).toMatch(
      /^\[Stack\/Identity\] .*eu-west-1 and us-east-1.*one region.*an identity for each region/,
    );
  });

  test('are accepted for an add-on that knows no region', () => {
    expect(declare(addons.ExternalDns.route53AllZones())).not.toThrow();
  });
});
