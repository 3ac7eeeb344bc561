import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ClusterOidcProvider, WorkloadCluster } from '../../src';
import {
  attributesCluster,
  ENV,
  importedKubectl,
  PROVIDER_ARN,
  testApp,
  testStack,
  v2Cluster,
} from '../fixtures';
import { associationsOf, manifestsOf, serviceAccountsOf } from '../template-views';
import { declareIrsa, declarePodIdentity } from './declare';

const names = (stack: Stack) =>
  serviceAccountsOf(Template.fromStack(stack)).map(({ metadata }) => metadata.name);

test('a ServiceAccount is delivered by the stack of its identity', () => {
  const app = testApp();
  const platform = testStack(app, 'Platform');
  const cluster = v2Cluster(platform);
  const workloads = testStack(app, 'Workloads');
  declareIrsa(workloads, { cluster });
  expect(names(workloads)).toEqual(['reader']);
  expect(names(platform)).toEqual([]);
});

test.each([
  ['Region', { region: 'us-east-1' }],
  ['account', { account: '444455556666' }],
])('where the %s differs, the stack of the cluster delivers it', (_, difference) => {
  const app = testApp();
  const platform = testStack(app, 'Platform');
  const cluster = attributesCluster(platform);
  const env = { ...ENV, ...difference };
  const elsewhere = testStack(app, 'Workloads', env);
  ClusterOidcProvider.ensure(elsewhere, cluster);
  declareIrsa(elsewhere, { cluster, roleName: 'reader' });
  expect(names(elsewhere)).toEqual([]);
  const [account] = serviceAccountsOf(Template.fromStack(platform));
  expect(account.metadata.annotations['eks.amazonaws.com/role-arn']).toBe(
    `arn:aws:iam::${env.account}:role/reader`,
  );
});

test('the stacks may refer to each other across Regions, without a circle', () => {
  const app = testApp();
  const stackIn = (id: string, region: string) =>
    new Stack(app, id, { env: { ...ENV, region }, crossRegionReferences: true });
  const platform = stackIn('Platform', 'eu-west-1');
  const workloads = stackIn('Workloads', 'us-east-1');
  declareIrsa(workloads, { cluster: v2Cluster(platform), roleName: 'reader' });

  const [account] = serviceAccountsOf(Template.fromStack(platform));
  expect(account.metadata.annotations['eks.amazonaws.com/role-arn']).toBe(
    `arn:aws:iam::${ENV.account}:role/reader`,
  );
  expect(workloads.dependencies).toEqual([platform]);
});

test('additional clusters get the ServiceAccount too, and one role and association each', () => {
  const stack = testStack();
  const [blue, green] = ['blue', 'green'].map((name) =>
    WorkloadCluster.fromAttributes(stack, name, {
      clusterName: name,
      oidcProviderArn: PROVIDER_ARN,
      kubectlProvider: importedKubectl(stack, `${name}Kubectl`),
    }),
  );
  const identity = declarePodIdentity(stack, { cluster: blue, additionalClusters: [green] });
  const template = Template.fromStack(stack);
  expect(manifestsOf(template).map(({ clusterName }) => clusterName)).toEqual(['blue', 'green']);
  expect(serviceAccountsOf(template).map(({ metadata }) => metadata.name)).toEqual([
    'reader',
    'reader',
  ]);
  expect(
    associationsOf(template).map(({ properties }) => [properties.ClusterName, properties.RoleArn]),
  ).toEqual([
    ['blue', expect.stringMatching(/^<RoleLoggingReader/)],
    ['green', expect.stringMatching(/^<RoleLoggingReader/)],
  ]);
  expect(identity.association?.clusterName).toBe('blue');
});
