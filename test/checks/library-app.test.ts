import { KubectlV33Layer } from '@aws-cdk/lambda-layer-kubectl-v33';
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  IrsaPatternRole,
  IrsaServiceAccount,
  PodIdentityAssociation,
  PodIdentityNarrowing,
  ServiceAccountDelivery,
  SubjectPattern,
  WorkloadCluster,
  WorkloadIdentity,
  WorkloadTrust,
} from '../../src';
import { collectConstructs } from '../../src/checks/collect-constructs';
import { examine } from '../../src/checks/examine';
import { inventoryOf } from '../../src/checks/inventory';
import { judge } from '../../src/checks/judgement';
import { rules } from '../../src/checks/rules';
import { ISSUER } from './trust-forms';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const STATEMENTS = [
  new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::logs/*'] }),
];

const findingsOf = (app: App) => {
  app.synth();
  return examine(app).findings.map(({ severity, id, path }) => `${severity} ${id} ${path}`);
};

function imported(stack: Stack, id = 'Imported', issuer = ISSUER) {
  return WorkloadCluster.fromAttributes(stack, id, {
    clusterName: id.toLowerCase(),
    oidcIssuerUrl: `https://${issuer}`,
  });
}

const identity = (name: string) => ({
  namespace: 'logging',
  serviceAccountName: name,
  policyStatements: STATEMENTS,
});

describe.each([
  ['with an environment', ENV],
  ['without an environment', undefined],
])('our own constructs %s', (_, env) => {
  test('give no finding on an imported cluster', () => {
    const app = new App();
    const stack = new Stack(app, 'App', { env });
    const cluster = imported(stack);
    const delivery = ServiceAccountDelivery.external();
    new IrsaServiceAccount(stack, 'Irsa', { cluster, delivery, ...identity('tokens') });
    new PodIdentityAssociation(stack, 'Pod', { cluster, delivery, ...identity('pods') });
    new PodIdentityAssociation(stack, 'NoTags', {
      cluster,
      delivery,
      ...identity('no-tags'),
      sessionTags: false,
    });
    new WorkloadIdentity(stack, 'Dual', {
      cluster,
      delivery,
      ...identity('dual'),
      trust: WorkloadTrust.dual(),
    });

    expect(findingsOf(app)).toEqual([]);
  });

  test('give no finding on clusters of the app, with ServiceAccounts by kubectl', () => {
    const app = new App();
    const stack = new Stack(app, 'App', { env });
    const v1 = new eks.Cluster(stack, 'V1', {
      version: eks.KubernetesVersion.V1_33,
      kubectlLayer: new KubectlV33Layer(stack, 'Layer'),
      defaultCapacity: 0,
    });
    const v2 = new eksv2.Cluster(stack, 'V2', {
      version: eksv2.KubernetesVersion.V1_33,
      defaultCapacityType: eksv2.DefaultCapacityType.NODEGROUP,
      kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(stack, 'LayerV2') },
    });
    for (const [id, cluster] of Object.entries({ v1, v2 })) {
      new IrsaServiceAccount(stack, `Irsa${id}`, { cluster, ...identity('tokens') });
      new PodIdentityAssociation(stack, `Pod${id}`, { cluster, ...identity('pods') });
    }
    const workload = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app', namespace: 'logging' },
      spec: { serviceAccountName: 'tokens', containers: [{ name: 'app', image: 'app' }] },
    };
    v1.addManifest('Workload', workload);
    v2.addManifest('Workload', workload);

    expect(findingsOf(app).filter((line) => !line.includes('permissions-node'))).toEqual([]);
    const unsure = judge(collectConstructs(app), rules)
      .filter(({ result }) => result === 'cannot-tell')
      .filter(({ on }) => on.path.includes('Irsa') || on.path.includes('Pod'));
    expect(unsure.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
  });
});

test('an identity on a cluster of another stack is of the cluster that the other template makes', () => {
  const app = new App();
  const platform = new Stack(app, 'Platform', { env: ENV });
  const cluster = new eksv2.Cluster(platform, 'Cluster', {
    version: eksv2.KubernetesVersion.V1_33,
    defaultCapacityType: eksv2.DefaultCapacityType.NODEGROUP,
    kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(platform, 'Layer') },
  });
  const team = new Stack(app, 'Team', { env: ENV });
  const delivery = ServiceAccountDelivery.external();
  new IrsaServiceAccount(team, 'Irsa', { cluster, delivery, ...identity('tokens') });
  new PodIdentityAssociation(team, 'Pod', { cluster, delivery, ...identity('pods') });
  app.synth();

  const facts = collectConstructs(app);
  const [made] = facts.clusters;
  expect(facts.declared.map(({ clusters }) => clusters.map(({ key }) => key))).toEqual([
    [made.key],
    [made.key],
  ]);
  const answers = judge(facts, rules).filter(({ rule }) => rule.id === 'issuer-region');
  expect(answers.map(({ on, result }) => `${on.path} ${result}`)).toEqual([
    'Team/Irsa pass',
    'Team/Pod pass',
  ]);
});

test('what is declared wide is information or its own warning; what is open is found', () => {
  const app = new App();
  const stack = new Stack(app, 'App', { env: ENV });
  const cluster = imported(stack);
  const second = imported(stack, 'Second', ISSUER.replace('EXAMPLED', 'AAAAAAAA'));
  const delivery = ServiceAccountDelivery.external();
  new IrsaServiceAccount(stack, 'Shared', {
    cluster,
    additionalClusters: [second],
    delivery,
    ...identity('shared'),
  });
  new IrsaPatternRole(stack, 'Pattern', {
    cluster,
    patterns: [SubjectPattern.namespace('tenants')],
    policyStatements: STATEMENTS,
  });
  new PodIdentityAssociation(stack, 'Unscoped', {
    cluster,
    delivery,
    ...identity('unscoped'),
    narrowing: PodIdentityNarrowing.none(),
  });
  new IrsaServiceAccount(stack, 'Default', { cluster, delivery, ...identity('default') });

  const findings = findingsOf(app);
  expect(findings).toEqual([
    expect.stringMatching(/^warning identity-default-service-account App\/Default/),
    expect.stringMatching(/^warning trust-unscoped-pod-identity App\/Unscoped/),
    expect.stringMatching(/^info role-shared App\/Shared/),
  ]);
});

test('clusters of one name in two stages without an environment are two', () => {
  const app = new App();
  for (const id of ['Dev', 'Prod']) {
    const stage = new Stage(app, id);
    const stack = new Stack(stage, 'Infra');
    const cluster = new eks.Cluster(stack, 'Cluster', {
      clusterName: 'main',
      version: eks.KubernetesVersion.V1_33,
      kubectlLayer: new KubectlV33Layer(stack, 'Layer'),
      defaultCapacity: 0,
    });
    cluster.addServiceAccount('Native', { name: 'native', namespace: 'shop' });
    const apps = new Stack(stage, 'Apps');
    new IrsaServiceAccount(apps, 'Irsa', { cluster, ...identity('tokens') });
    if (id === 'Dev') {
      new PodIdentityAssociation(apps, 'Pod', { cluster, ...identity('pods') });
    } else {
      cluster.addFargateProfile('Pods', { selectors: [{ namespace: 'logging' }] });
    }
  }

  expect(findingsOf(app)).toEqual([]);
  expect(examine(app).facts.clusters.map(({ key }) => key)).toEqual([
    expect.stringMatching(/^\$\{Ref Dev\/Infra\.Cluster[0-9A-F]+\}$/),
    expect.stringMatching(/^\$\{Ref Prod\/Infra\.Cluster[0-9A-F]+\}$/),
  ]);
  expect(examine(app.node.findChild('Dev')).facts.clusters.map(({ key }) => key)).toEqual([
    '*/*/main',
  ]);
});

test('roles of one name in two stages without an environment are two', () => {
  const app = new App();
  for (const namespace of ['dev', 'prod']) {
    const stack = new Stack(new Stage(app, namespace), 'App');
    const cluster = new eks.Cluster(stack, 'Cluster', {
      version: eks.KubernetesVersion.V1_33,
      kubectlLayer: new KubectlV33Layer(stack, 'Layer'),
      defaultCapacity: 0,
    });
    const named = (name: string) => ({ ...identity(name), cluster, namespace, roleName: name });
    new IrsaServiceAccount(stack, 'Irsa', named('tokens'));
    const pods = new PodIdentityAssociation(stack, 'Pod', named('pods'));
    pods.role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [`arn:aws:s3:::${namespace}/*`],
      }),
    );
  }

  expect(findingsOf(app)).toEqual([]);
  const { roles } = examine(app).facts;
  const granted = (path: string) =>
    roles.find((role) => role.path === path)?.policies.flatMap(({ statements }) => statements);
  expect(granted('dev/App/Pod/Role')).toHaveLength(2);
  expect(granted('dev/App/Pod/Role')).toMatchObject([
    { resources: ['arn:aws:s3:::logs/*'] },
    { resources: ['arn:aws:s3:::dev/*'] },
  ]);
});

test('what is wrong with a brought role is said of the identities that use it', () => {
  const app = new App();
  const stack = new Stack(app, 'App', { env: ENV });
  const cluster = imported(stack);
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3FullAccess')],
  });
  const delivery = ServiceAccountDelivery.external();
  const names = { namespace: 'logging', serviceAccountName: 'reader' };
  new IrsaServiceAccount(stack, 'Brought', { cluster, delivery, role, ...names });
  app.synth();

  const { facts, findings } = examine(app);
  expect(findings.map(({ id, path }) => `${id} ${path}`)).toEqual([
    'permissions-full-access-policy App/Role',
  ]);
  expect(inventoryOf(facts, findings)).toMatchObject({
    identities: [{ path: 'App/Brought', findings }],
    otherFindings: [],
  });
});

test('two stages may declare one subject beside an identity of the app itself', () => {
  const app = new App();
  const declare = (scope: App | Stage, name: string) => {
    const stack = new Stack(scope, 'App', { env: ENV });
    const cluster = imported(stack);
    const delivery = ServiceAccountDelivery.external();
    new PodIdentityAssociation(stack, 'Pod', { cluster, delivery, ...identity(name) });
  };
  for (const id of ['Dev', 'Prod']) declare(new Stage(app, id), 'reader');
  declare(app, 'own');

  expect(() => app.synth()).not.toThrow();
});
