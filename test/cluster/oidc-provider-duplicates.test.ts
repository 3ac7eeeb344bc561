import { Fn, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { IrsaServiceAccount, ServiceAccountDelivery, WorkloadCluster } from '../../src';
import { cfnCluster, ENV, ISSUER, testApp, testStack, v1Cluster, v2Cluster } from '../fixtures';
import { synthesisErrorOf } from '../refusal';
import { providersOf } from '../template-views';

process.env.JSII_DEPRECATED = 'quiet';

const FLAG = '@aws-cdk/aws-eks:useNativeOidcProvider';
const URL = `https://${ISSUER}`;

const identityIn = (stack: Stack, cluster: aws_eks.IClusterRef, name = 'reader') =>
  new IrsaServiceAccount(stack, `Identity-${name}`, {
    cluster,
    namespace: 'logging',
    serviceAccountName: name,
    delivery: ServiceAccountDelivery.external(),
  });

/** How a user makes a provider, from the URL as the user has it. */
const PROVIDERS: [string, (stack: Stack, url: string) => unknown][] = [
  ['CfnOIDCProvider', (stack, url) => new iam.CfnOIDCProvider(stack, 'Mine', { url })],
  ['OidcProviderNative', (stack, url) => new iam.OidcProviderNative(stack, 'Mine', { url })],
  ['OpenIdConnectProvider', (stack, url) => new iam.OpenIdConnectProvider(stack, 'Mine', { url })],
];

const literal = (stack: Stack) => ({
  cluster: WorkloadCluster.fromAttributes(stack, 'Cluster', {
    clusterName: 'prod',
    oidcIssuerUrl: URL,
  }) as aws_eks.IClusterRef,
  url: URL,
  otherUrl: `https://${ISSUER.replace(/.$/, '0')}`,
});

const owned =
  (make: typeof v1Cluster | typeof v2Cluster) =>
  (stack: Stack): { cluster: aws_eks.IClusterRef; url: string; otherUrl: string } => {
    const cluster = make(stack);
    const other = cfnCluster(testStack(undefined, 'Other'));
    return {
      cluster,
      url: cluster.clusterOpenIdConnectIssuerUrl,
      otherUrl: Fn.getAtt(other.logicalId, 'OpenIdConnectIssuerUrl').toString(),
    };
  };

const resource = (stack: Stack) => {
  const cluster = cfnCluster(stack);
  return { cluster, url: cluster.attrOpenIdConnectIssuerUrl, otherUrl: 'https://example.com' };
};

const CLUSTERS = [
  { cluster: 'a literal issuer', make: literal, flag: false },
  { cluster: 'aws-eks', make: owned(v1Cluster), flag: false },
  { cluster: 'aws-eks-v2', make: owned(v2Cluster), flag: false },
  { cluster: 'aws-eks-v2, native flag on', make: owned(v2Cluster), flag: true },
  { cluster: 'CfnCluster', make: resource, flag: false },
];

describe.each(CLUSTERS)('beside the identities of a cluster of $cluster', ({ make, flag }) => {
  describe.each(PROVIDERS)('%s of the user', (_, provide) => {
    test('for the same issuer is refused', () => {
      const stack = testStack(testApp({ [FLAG]: flag }));
      const { cluster, url } = make(stack);
      identityIn(stack, cluster);
      identityIn(stack, cluster, 'writer');
      provide(stack, url);

      const message = synthesisErrorOf(() => Template.fromStack(stack));
      expect(message).toMatch(/'Stack\/Mine\S*' is for the same issuer as 'Stack\/Cluster\/\S+'/);
      expect(message).toContain('oidcProviderArn');
      expect(message.match(/Stack\/Mine/g)).toHaveLength(1);
    });

    test('for another issuer is accepted', () => {
      const stack = testStack(testApp({ [FLAG]: flag }));
      const { cluster, otherUrl } = make(stack);
      provide(stack, otherUrl);
      identityIn(stack, cluster);

      expect(providersOf(Template.fromStack(stack))).toHaveLength(2);
    });
  });
});

test('a second provider is refused also where it is declared first', () => {
  const stack = testStack();
  new iam.CfnOIDCProvider(stack, 'Mine', { url: URL });
  identityIn(stack, literal(stack).cluster);

  expect(synthesisErrorOf(() => Template.fromStack(stack))).toMatch(
    /'Stack\/Mine' is for the same/,
  );
});

test('a second provider is refused where CDK makes the first by a Lambda', () => {
  const stack = testStack();
  const cluster = v2Cluster(stack);
  identityIn(stack, cluster);
  cluster.addServiceAccount('Native');
  new iam.CfnOIDCProvider(stack, 'Mine', { url: cluster.clusterOpenIdConnectIssuerUrl });

  expect(synthesisErrorOf(() => Template.fromStack(stack))).toMatch(
    /'Stack\/Mine' is for the same issuer as 'Stack\/Cluster\/OpenIdConnectProvider\/Resource\/Default'/,
  );
});

test('clusters of the same logical id in two stacks are two issuers', () => {
  const app = testApp();
  const [first, second] = ['First', 'Second'].map((id) => testStack(app, id));
  identityIn(first, v2Cluster(first));
  identityIn(second, v2Cluster(second));

  expect(providersOf(Template.fromStack(first))).toHaveLength(1);
  expect(providersOf(Template.fromStack(second))).toHaveLength(1);
});

test('a second provider is refused in another stack of a stage, also where no account is known', () => {
  const app = testApp();
  const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id));
  identityIn(first, literal(first).cluster);
  new iam.CfnOIDCProvider(second, 'Mine', { url: URL });

  expect(synthesisErrorOf(() => app.synth())).toMatch(/'Second\/Mine' is for the same issuer as/);
});

describe('two stages that declare a cluster by its issuer', () => {
  const staged = (accounts: (string | undefined)[]) => {
    const app = testApp();
    const stacks = accounts.map((account, index) => {
      const stage = new Stage(app, `Stage${index}`);
      const stack = new Stack(stage, 'Stack', { env: { ...ENV, account } });
      identityIn(stack, literal(stack).cluster);
      return stack;
    });
    return stacks.map((stack) => Template.fromStack(stack));
  };

  test('are accepted in two accounts', () => {
    expect(staged([ENV.account as string, '444455556666'])).toHaveLength(2);
  });

  test.each([
    ['of neither', [undefined, undefined]],
    ['of one of them', [ENV.account, undefined]],
  ])(
    'are accepted where the account %s is known: a pipeline may deploy them to two',
    (_, accounts) => {
      expect(staged(accounts)).toHaveLength(2);
    },
  );

  test('are refused in one account, where the second deployment would fail', () => {
    expect(synthesisErrorOf(() => staged([ENV.account as string, ENV.account as string]))).toMatch(
      /'Stage1\/\S+' is for the same issuer as 'Stage0\/\S+'/,
    );
  });
});
