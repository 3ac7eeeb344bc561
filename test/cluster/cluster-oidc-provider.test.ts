import { NestedStack, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import {
  ClusterOidcProvider,
  IrsaServiceAccount,
  ServiceAccountDelivery,
  WorkloadCluster,
} from '../../src';
import {
  attributesCluster,
  cfnCluster,
  ISSUER,
  PROVIDER_ARN,
  testApp,
  testStack,
  v1Cluster,
  v2Cluster,
} from '../fixtures';
import { providersOf, resourcesOf, resourceTypesOf, trustOf } from '../template-views';
import { warningIdsOf, warningsOf } from '../warnings-of';

process.env.JSII_DEPRECATED = 'quiet';

const FLAG = '@aws-cdk/aws-eks:useNativeOidcProvider';
const external = ServiceAccountDelivery.external();

const identityIn = (
  stack: Stack,
  cluster: aws_eks.IClusterRef,
  name = 'reader',
  audience?: string,
) =>
  new IrsaServiceAccount(stack, `Identity-${name}`, {
    cluster,
    namespace: 'logging',
    serviceAccountName: name,
    delivery: external,
    audience,
  });

type Step = 'identity' | 'openIdConnectProvider' | 'addServiceAccount';
const ORDERS: Step[][] = [
  ['identity'],
  ['identity', 'openIdConnectProvider'],
  ['openIdConnectProvider', 'identity'],
  ['identity', 'addServiceAccount'],
  ['addServiceAccount', 'identity'],
  ['identity', 'openIdConnectProvider', 'addServiceAccount'],
  ['addServiceAccount', 'openIdConnectProvider', 'identity'],
];

const cases = [v1Cluster, v2Cluster].flatMap((make) =>
  [true, false].flatMap((flag) =>
    ORDERS.map((order) => ({
      module: make === v1Cluster ? 'aws-eks' : 'aws-eks-v2',
      make,
      flag,
      order,
    })),
  ),
);

function synthesized(make: typeof v1Cluster | typeof v2Cluster, flag: boolean, order: Step[]) {
  const stack = testStack(testApp({ [FLAG]: flag }));
  const cluster = make(stack) as eksV2.Cluster;
  for (const step of order) {
    switch (step) {
      case 'identity':
        identityIn(stack, cluster);
        identityIn(stack, cluster, 'vault', 'vault.example.com');
        break;
      case 'openIdConnectProvider':
        expect(cluster.openIdConnectProvider).toBeDefined();
        break;
      case 'addServiceAccount':
        cluster.addServiceAccount('Native', { name: 'native' });
        break;
    }
  }
  return { stack, template: Template.fromStack(stack) };
}

const functionsOf = (template: Template) =>
  resourceTypesOf(template).filter((type) => type === 'AWS::Lambda::Function').length;

const counted = new Map<string, number>();

/** The functions that CDK brings when nobody declares an identity. */
function functionsWithout(
  make: typeof v1Cluster | typeof v2Cluster,
  flag: boolean,
  others: Step[],
): number {
  const steps = [...others].sort();
  const key = `${make.name} ${flag} ${steps}`;
  const count = counted.get(key) ?? functionsOf(synthesized(make, flag, steps).template);
  counted.set(key, count);
  return count;
}

describe.each(cases)('$module, native flag $flag, $order', ({ make, flag, order }) => {
  const others = order.filter((step) => step !== 'identity');
  const lambdaBacked = !flag && others.length > 0;

  test('there is one provider, which every identity trusts with every audience', () => {
    const { stack, template } = synthesized(make, flag, order);

    const [provider, ...more] = providersOf(template);
    expect(more).toEqual([]);
    expect(provider.native).toBe(!lambdaBacked);
    expect(provider.properties.Url).toBe(`https://${ISSUER}`);
    expect(provider.properties[lambdaBacked ? 'ClientIDList' : 'ClientIdList']).toEqual([
      'sts.amazonaws.com',
      'vault.example.com',
    ]);
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain(`"${provider.id}"`);
    for (const id of ['OidcProviderNative', 'OpenIdConnectProvider'].map(
      (name) => `Cluster${name}`,
    )) {
      expect(text.includes(id)).toBe(provider.id.startsWith(id));
    }

    expect(functionsOf(template)).toBe(functionsWithout(make, flag, others));

    const warning = warningsOf(stack).filter(({ text }) =>
      text.includes('lambdaBackedOidcProvider'),
    );
    expect(warning).toHaveLength(lambdaBacked ? 1 : 0);
    if (lambdaBacked) {
      expect(warning[0].path).toBe('/Stack/Cluster');
      expect(warning[0].text).toContain(FLAG);
    }
  });
});

test('the order of the identities does not change the client id list', () => {
  const listOf = (audiences: string[]) => {
    const stack = testStack();
    const cluster = cfnCluster(stack);
    for (const audience of audiences) {
      identityIn(stack, cluster, audience, audience);
    }
    return providersOf(Template.fromStack(stack))[0].properties.ClientIdList;
  };

  expect(listOf(['vault', 'boundary'])).toEqual(['sts.amazonaws.com', 'boundary', 'vault']);
  expect(listOf(['boundary', 'vault'])).toEqual(listOf(['vault', 'boundary']));
});

test('a nested stack is deployed anew where an audience is added to its Lambda-backed provider', () => {
  const nestedWith = (audience?: string) => {
    const parent = testStack(testApp({ [FLAG]: false }));
    const cluster = v2Cluster(new NestedStack(parent, 'Nested'));
    identityIn(parent, cluster, 'reader', audience);
    expect(cluster.openIdConnectProvider).toBeDefined();
    const [nested] = resourcesOf(Template.fromStack(parent), 'AWS::CloudFormation::Stack');
    return nested.properties.TemplateURL;
  };

  expect(nestedWith()).toEqual(nestedWith());
  expect(nestedWith('vault.example.com')).not.toEqual(nestedWith());
});

test("the provider has the path of CDK's own, so that turning the flag on keeps its logical id", () => {
  const idWith = (flag: boolean) =>
    providersOf(synthesized(v2Cluster, flag, ['identity']).template)[0].id;

  expect(idWith(true)).toBe(idWith(false));
});

test('a native provider of this library has no thumbprints', () => {
  const { template } = synthesized(v2Cluster, false, ['identity']);

  expect(Object.keys(providersOf(template)[0].properties).sort()).toEqual(['ClientIdList', 'Url']);
});

describe('a cluster that the app knows by its issuer', () => {
  const issuerCluster = (stack: Stack, id = 'Cluster', policy?: RemovalPolicy) =>
    WorkloadCluster.fromAttributes(stack, id, {
      clusterName: 'prod',
      oidcIssuerUrl: `https://${ISSUER}`,
      oidcProviderRemovalPolicy: policy,
    });

  test('gets one provider in two stacks of an account, and the other stack waits for it', () => {
    const app = testApp();
    const first = testStack(app, 'First');
    const second = testStack(app, 'Second');
    identityIn(first, issuerCluster(first));
    identityIn(second, issuerCluster(second), 'writer');

    expect(providersOf(Template.fromStack(first))).toHaveLength(1);
    expect(providersOf(Template.fromStack(second))).toEqual([]);
    expect(trustOf(Template.fromStack(second)).Statement[0].Principal).toEqual({
      Federated: PROVIDER_ARN,
    });
    expect(JSON.stringify(Template.fromStack(second).toJSON())).not.toContain('Fn::ImportValue');
    expect(second.dependencies).toContain(first);
  });

  test('gets one provider in each of two accounts', () => {
    const app = testApp();
    const first = testStack(app, 'First');
    const second = testStack(app, 'Second', { account: '444455556666', region: 'eu-west-1' });
    const cluster = issuerCluster(first);
    identityIn(first, cluster);
    new IrsaServiceAccount(second, 'Identity', {
      cluster,
      namespace: 'logging',
      serviceAccountName: 'writer',
      delivery: external,
      roleName: 'writer',
    });

    expect(providersOf(Template.fromStack(first))).toHaveLength(1);
    expect(providersOf(Template.fromStack(second))).toHaveLength(1);
  });

  test('a provider of another account is not used for a role in this one', () => {
    const stack = testStack(testApp(), 'Stack', { account: '444455556666', region: 'eu-west-1' });
    identityIn(stack, attributesCluster(stack));

    expect(providersOf(Template.fromStack(stack))).toHaveLength(1);
  });

  test('a warning says that the last identity takes the provider away', () => {
    const stack = testStack();
    identityIn(stack, issuerCluster(stack));

    expect(warningIdsOf(stack)).toEqual(['oidcProviderFollowsIdentities']);
    const [{ text }] = warningsOf(stack);
    expect(text).toContain(ISSUER);
    expect(text).toContain('oidcProviderRemovalPolicy');
    expect(providersOf(Template.fromStack(stack))[0].deletionPolicy).toBeUndefined();
  });

  test.each([
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
  ])(
    'removal policy %s is the choice of the user, and nothing is left to warn of',
    (policy, expected) => {
      const stack = testStack();
      identityIn(stack, issuerCluster(stack, 'Cluster', policy));

      expect(warningIdsOf(stack)).toEqual([]);
      expect(providersOf(Template.fromStack(stack))[0].deletionPolicy).toBe(expected);
    },
  );

  test.each(['before', 'after'])(
    'a removal policy that is asked for %s the identity counts',
    (when) => {
      const stack = testStack();
      const cluster = issuerCluster(stack);
      const ask = () =>
        ClusterOidcProvider.ensure(stack, cluster, { removalPolicy: RemovalPolicy.RETAIN });
      if (when === 'before') {
        ask();
      }
      identityIn(stack, cluster);
      if (when === 'after') {
        ask();
      }

      expect(providersOf(Template.fromStack(stack))[0].deletionPolicy).toBe('Retain');
      expect(warningIdsOf(stack)).toEqual([]);
    },
  );

  test('a provider that the app asks for itself stays without identities, and needs no warning', () => {
    const stack = testStack();
    const { oidcProviderArn, issuer } = ClusterOidcProvider.ensure(stack, issuerCluster(stack));

    expect(issuer).toBe(ISSUER);
    expect(stack.resolve(oidcProviderArn)).toEqual({
      'Fn::GetAtt': [providersOf(Template.fromStack(stack))[0].id, 'Arn'],
    });
    expect(warningIdsOf(stack)).toEqual([]);
  });
});

test.each([
  ['aws-eks', v1Cluster, true],
  ['aws-eks', v1Cluster, false],
  ['aws-eks-v2', v2Cluster, true],
  ['aws-eks-v2', v2Cluster, false],
  ['CfnCluster', cfnCluster, false],
])('the provider of a cluster of %s can outlive the last identity', (_, make, flag) => {
  const stack = testStack(testApp({ [FLAG]: flag }));
  const cluster = make(stack);
  ClusterOidcProvider.ensure(stack, cluster, { removalPolicy: RemovalPolicy.RETAIN });

  const [provider, ...more] = providersOf(Template.fromStack(stack));
  expect(provider.deletionPolicy).toBe('Retain');
  expect(more).toEqual([]);
});

test('an audience that an existing provider may lack is warned of', () => {
  const warningsWith = (audience?: string) => {
    const stack = testStack();
    identityIn(stack, attributesCluster(stack), 'reader', audience);
    return warningsOf(stack);
  };

  expect(warningsWith()).toEqual([]);
  expect(warningsWith('vault.example.com').map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /'vault\.example\.com'.*get-open-id-connect-provider.*audienceOfExistingProvider/,
    ),
  ]);
});
