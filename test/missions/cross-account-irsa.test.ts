import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import {
  ClusterOidcProvider,
  IrsaServiceAccount,
  type IrsaServiceAccountProps,
  ServiceAccountDelivery,
  WorkloadCluster,
} from '../../src';
import { ENV, ISSUER, importedKubectl, PROVIDER_ARN, testApp, v2Cluster } from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';
import {
  identityRolesOf,
  manifestsOf,
  providersOf,
  rolesOf,
  serviceAccountsOf,
  trustOf,
} from '../template-views';
import { admitsByIrsa, type Pod } from './pod';

const DATA = { account: '444455556666', region: 'eu-west-1' };
const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';
const PROVIDER_OF_DATA = PROVIDER_ARN.replace('111122223333', DATA.account);
const ROLE_ARN = 'arn:aws:iam::444455556666:role/data/reports';

const POD: Pod = {
  issuer: ISSUER,
  clusterArn: CLUSTER_ARN,
  namespace: 'shop',
  serviceAccount: 'reports',
};

let app: App;
let platform: Stack;
let data: Stack;

beforeEach(() => {
  app = testApp();
  platform = new Stack(app, 'Platform', { env: ENV });
  data = new Stack(app, 'Data', { env: DATA });
});

/** A cluster of the platform's account that exists. */
function deployedCluster(scope = platform): WorkloadCluster {
  return WorkloadCluster.fromAttributes(scope, 'Cluster', {
    clusterName: 'prod',
    clusterArn: CLUSTER_ARN,
    oidcIssuerUrl: `https://${ISSUER}`,
    kubectlProvider: importedKubectl(scope),
  });
}

function declare(
  scope: Stack,
  cluster: aws_eks.IClusterRef,
  props: Partial<IrsaServiceAccountProps> = {},
): IrsaServiceAccount {
  return new IrsaServiceAccount(scope, 'Reports', {
    cluster,
    namespace: 'shop',
    serviceAccountName: 'reports',
    ...props,
  });
}

const NAMED = { roleName: 'reports', rolePath: '/data/' };

describe('a role in the account of the data, without chaining', () => {
  function synthesized() {
    const identity = declare(data, deployedCluster(), NAMED);
    return {
      identity,
      data: Template.fromStack(data),
      platform: Template.fromStack(platform),
    };
  }

  test('is there with a provider of its own account', () => {
    const { data: template } = synthesized();

    expect(providersOf(template)).toEqual([
      expect.objectContaining({
        native: true,
        properties: { Url: `https://${ISSUER}`, ClientIdList: ['sts.amazonaws.com'] },
      }),
    ]);
    expect(identityRolesOf(template)).toHaveLength(1);
    expect(manifestsOf(template)).toEqual([]);
  });

  test("is named by the ServiceAccount in the cluster's stack", () => {
    const { platform: template } = synthesized();

    expect(serviceAccountsOf(template).map(({ metadata }) => metadata.annotations)).toEqual([
      {
        'eks.amazonaws.com/role-arn': ROLE_ARN,
        'eks.amazonaws.com/sts-regional-endpoints': 'true',
      },
    ]);
    expect(providersOf(template)).toEqual([]);
    expect(rolesOf(template)).toEqual([]);
  });

  test('admits the pod through the provider of its own account alone', () => {
    const { data: template } = synthesized();
    const [provider] = providersOf(template);
    const [role] = Object.values(template.findResources('AWS::IAM::Role'));
    const [statement] = role.Properties.AssumeRolePolicyDocument.Statement;

    expect(statement.Principal).toEqual({ Federated: { 'Fn::GetAtt': [provider.id, 'Arn'] } });
    const trust = {
      Version: '2012-10-17',
      Statement: [{ ...statement, Principal: { Federated: PROVIDER_OF_DATA } }],
    };
    expect(admitsByIrsa(trust, POD, { account: DATA.account })).toBe(true);
    expect(admitsByIrsa(trust, POD, { account: ENV.account })).toBe(false);
    const other = { ...POD, serviceAccount: 'other' };
    expect(admitsByIrsa(trust, other, { account: DATA.account })).toBe(false);
  });

  test('needs a literal role name', () => {
    expect(refusalOf(() => declare(data, deployedCluster()))).toBe(
      "[Data/Reports] the stack of the role is in account 444455556666 and cluster 'Platform/Cluster' in account " +
        '111122223333: the ServiceAccount there must name a role that CloudFormation has not made yet. Give a ' +
        'literal roleName, or let somebody else write the ServiceAccount by external() delivery',
    );
  });

  test('needs a literal role name for a cluster of another Region of its account too', () => {
    const elsewhere = (id: string) =>
      new Stack(app, id, { env: { account: ENV.account, region: 'us-east-1' } });

    expect(refusalOf(() => declare(elsewhere('Far'), deployedCluster()))).toBe(
      "[Far/Reports] the stack of the role is in region us-east-1 and cluster 'Platform/Cluster' in region " +
        'eu-west-1: the ServiceAccount there must name a role that CloudFormation has not made yet. Give a ' +
        'literal roleName, or let somebody else write the ServiceAccount by external() delivery',
    );
    declare(elsewhere('Named'), platform.node.findChild('Cluster') as WorkloadCluster, NAMED);
    const [account] = serviceAccountsOf(Template.fromStack(platform));
    expect(account.metadata.annotations['eks.amazonaws.com/role-arn']).toBe(
      'arn:aws:iam::111122223333:role/data/reports',
    );
  });

  test('needs no role name where its own stack can reach the cluster', () => {
    declare(data, deployedCluster(data));

    const [account] = serviceAccountsOf(Template.fromStack(data));
    expect(account.metadata.name).toBe('reports');
  });

  test('needs no role name where somebody else writes the ServiceAccount', () => {
    const delivery = ServiceAccountDelivery.external();
    const identity = declare(data, deployedCluster(), { delivery });
    const [[id, role]] = Object.entries(Template.fromStack(data).findResources('AWS::IAM::Role'));

    expect(role.Properties.RoleName).toBeUndefined();
    expect(
      data.resolve(identity.helmValues()).serviceAccount.annotations['eks.amazonaws.com/role-arn'],
    ).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
  });

  test('needs a literal role name for a file', () => {
    const delivery = ServiceAccountDelivery.gitOps({ directory: 'manifests' });

    expect(refusalOf(() => declare(data, deployedCluster(), { delivery }))).toContain(
      'Give a literal roleName in a stack with a literal account',
    );
  });

  test('needs an issuer that is known', () => {
    const delivery = ServiceAccountDelivery.external();

    expect(refusalOf(() => declare(data, v2Cluster(platform), { ...NAMED, delivery }))).toBe(
      "[Data/Reports] the role is in account 444455556666, cluster 'Platform/Cluster' in account 111122223333, " +
        "and its OIDC issuer is only known at deployment: the role's account needs a provider of its own for a " +
        "literal issuer. Deploy the cluster first, then import it with 'WorkloadCluster.fromAttributes' and " +
        'oidcIssuerUrl',
    );
  });

  test('uses the provider that its account has already', () => {
    const cluster = WorkloadCluster.fromAttributes(data, 'Cluster', {
      clusterName: 'prod',
      clusterArn: CLUSTER_ARN,
      oidcProviderArn: PROVIDER_OF_DATA,
    });
    declare(data, cluster, { ...NAMED, delivery: ServiceAccountDelivery.external() });
    const template = Template.fromStack(data);

    expect(providersOf(template)).toEqual([]);
    expect(admitsByIrsa(trustOf(template), POD, { account: DATA.account })).toBe(true);
    expect(admitsByIrsa(trustOf(template), POD, { account: ENV.account })).toBe(false);
  });

  test("does not use the provider of the cluster's account", () => {
    const cluster = WorkloadCluster.fromAttributes(platform, 'Cluster', {
      clusterName: 'prod',
      oidcProviderArn: PROVIDER_ARN,
      kubectlProvider: importedKubectl(platform),
    });
    declare(data, cluster, NAMED);

    expect(providersOf(Template.fromStack(data))).toHaveLength(1);
  });

  test('is one of several that share the provider of their account', () => {
    const cluster = deployedCluster();
    declare(data, cluster, NAMED);
    new IrsaServiceAccount(data, 'Second', {
      cluster,
      namespace: 'shop',
      serviceAccountName: 'second',
      roleName: 'second',
    });

    expect(providersOf(Template.fromStack(data))).toHaveLength(1);
  });

  test.each([
    ['role', () => [new Stack(app, 'Agnostic'), platform] as const],
    ['cluster', () => [data, new Stack(app, 'Agnostic')] as const],
  ])('is not suspected where the account of the %s is not known', (_, stacks) => {
    const [own, other] = stacks();
    const cluster = WorkloadCluster.fromAttributes(other, 'Cluster', {
      clusterName: 'prod',
      oidcIssuerUrl: `https://${ISSUER}`,
    });

    expect(() =>
      declare(own, cluster, { delivery: ServiceAccountDelivery.external() }),
    ).not.toThrow();
  });
});

describe('an imported role of another account', () => {
  const importedInto = (scope: Stack) => iam.Role.fromRoleArn(scope, 'Role', ROLE_ARN);
  const missing =
    "the role is in account 444455556666, and no stack of that account makes an OIDC provider for '" +
    `${ISSUER}'. Declare it there with ClusterOidcProvider.ensure(stack, cluster); where it exists already, ` +
    "import the cluster with 'WorkloadCluster.fromAttributes' and its oidcProviderArn";

  test('is refused where its account has no provider for the issuer', () => {
    declare(platform, deployedCluster(), { role: importedInto(platform) });

    expect(synthesisErrorOf(() => app.synth())).toContain(`[Platform/Reports] ${missing}`);
  });

  test('is refused where another account has one', () => {
    const cluster = deployedCluster();
    ClusterOidcProvider.ensure(platform, cluster);
    declare(platform, cluster, { role: importedInto(platform) });

    expect(synthesisErrorOf(() => app.synth())).toContain(missing);
  });

  test('is accepted where a stack of its account makes the provider', () => {
    const cluster = deployedCluster();
    ClusterOidcProvider.ensure(data, cluster);
    const identity = declare(platform, cluster, { role: importedInto(platform) });

    expect(() => app.synth()).not.toThrow();
    expect(platform.resolve(identity.oidcProviderArn)).toEqual({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:iam::444455556666:oidc-provider/${ISSUER}`],
      ],
    });
  });

  test('is accepted with the ARN of the provider there', () => {
    const cluster = WorkloadCluster.fromAttributes(platform, 'Cluster', {
      clusterName: 'prod',
      oidcProviderArn: PROVIDER_OF_DATA,
      kubectlProvider: importedKubectl(platform),
    });
    const identity = declare(platform, cluster, { role: importedInto(platform) });

    expect(identity.oidcProviderArn).toBe(PROVIDER_OF_DATA);
    expect(admitsByIrsa(JSON.parse(identity.requiredTrustPolicy), POD, DATA)).toBe(true);
    const [account] = serviceAccountsOf(Template.fromStack(platform));
    expect(account.metadata.annotations['eks.amazonaws.com/role-arn']).toBe(ROLE_ARN);
  });
});
