import { Aws, CfnParameter, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IrsaServiceAccount, ServiceAccountDelivery, WorkloadCluster } from '../../src';
import { ISSUER, PROVIDER_ARN, testStack } from '../fixtures';
import { refusalOf } from '../refusal';
import { providersOf, trustOf } from '../template-views';

const withIssuer = (oidcIssuerUrl: string) =>
  WorkloadCluster.fromAttributes(testStack(), 'Cluster', { clusterName: 'prod', oidcIssuerUrl });
const withProvider = (oidcProviderArn: string) =>
  WorkloadCluster.fromAttributes(testStack(), 'Cluster', { clusterName: 'prod', oidcProviderArn });

describe('an issuer', () => {
  test.each([
    `https://${ISSUER}`,
    'https://oidc-eks.eu-west-1.api.aws/id/0123456789ABCDEF0123456789ABCDEF',
    'https://oidc.eks.cn-north-1.amazonaws.com.cn/id/0123456789ABCDEF0123456789ABCDEF',
    'https://s3.eu-west-1.amazonaws.com/my-issuer',
    'https://issuer.example.com',
    'https://a',
    `https://${'a'.repeat(63)}.${'b'.repeat(183)}`,
  ])('%s is accepted, and its condition keys leave out the scheme', (url) => {
    expect(withIssuer(url).oidcIssuer).toBe(url.slice('https://'.length));
  });

  test.each([
    ['http://issuer.example.com', /does not start with 'https:\/\/'/],
    [ISSUER, /does not start with 'https:\/\/'/],
    ['https://https://issuer.example.com', /contains 'https:\/\/'/],
    ['https://issuer.example.com/', /ends with a slash/],
    [`https://${ISSUER}/`, /ends with a slash/],
    ['https://issuer.example.com?a=b', /query/],
    ['https://issuer.example.com#a', /fragment/],
    ['https://issuer.example.com:443', /port/],
    ['https://', /host/],
    ['https://-a', /host/],
    ['https://*.example.com', /host/],
    ['https://oidc.eks.eu-west-1.amazonaws.com', /\/id\/<id>/],
    ['https://oidc.eks.eu-west-1.amazonaws.com/id', /\/id\/<id>/],
    ['https://oidc-eks.eu-west-1.api.aws/0123456789ABCDEF', /\/id\/<id>/],
    [`https://${'a'.repeat(63)}.${'b'.repeat(184)}`, /255/],
  ])('%s is refused', (url, why) => {
    const message = refusalOf(() => withIssuer(url));

    expect(message).toMatch(why);
    expect(message).toContain(`[Stack/Cluster] oidcIssuerUrl '${url}'`);
    expect(message).toContain('aws eks describe-cluster');
  });

  test('a token is let through, and the provider is made for it', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'IssuerOpenIdConnectIssuerUrl');
    const cluster = WorkloadCluster.fromAttributes(stack, 'Cluster', {
      clusterName: 'prod',
      oidcIssuerUrl: parameter.valueAsString,
    });
    new IrsaServiceAccount(stack, 'Identity', {
      cluster,
      namespace: 'logging',
      serviceAccountName: 'reader',
      delivery: ServiceAccountDelivery.external(),
    });

    const template = Template.fromStack(stack);
    expect(providersOf(template)[0].properties.Url).toBe(`https://${ISSUER}`);
    expect(Object.keys(trustOf(template).Statement[0].Condition.StringEquals).sort()).toEqual([
      `${ISSUER}:aud`,
      `${ISSUER}:sub`,
    ]);
  });
});

describe('the ARN of a provider', () => {
  test.each([
    PROVIDER_ARN,
    PROVIDER_ARN.replace('arn:aws:', 'arn:aws-cn:'),
    'arn:aws-us-gov:iam::111122223333:oidc-provider/issuer.example.com/path',
  ])('%s is accepted, and says the issuer', (arn) => {
    expect(withProvider(arn).oidcIssuer).toBe(arn.slice(arn.indexOf('/') + 1));
  });

  test.each([
    ['prod', /not the ARN of an OIDC provider/],
    ['arn:aws:iam::111122223333:role/prod', /not the ARN of an OIDC provider/],
    [`arn:aws:iam::1111:oidc-provider/${ISSUER}`, /not the ARN of an OIDC provider/],
    ['arn:aws:iam::111122223333:oidc-provider/', /not the ARN of an OIDC provider/],
    [`arn:aws:iam::111122223333:oidc-provider/https://${ISSUER}`, /contains 'https:\/\/'/],
    [`${PROVIDER_ARN}/`, /ends with a slash/],
    ['arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com', /\/id\/<id>/],
  ])('%s is refused', (arn, why) => {
    const message = refusalOf(() => withProvider(arn));

    expect(message).toMatch(why);
    expect(message).toContain(`[Stack/Cluster] oidcProviderArn '${arn}'`);
    expect(message).toContain('aws eks describe-cluster');
  });

  test('a token is let through, and the trust names the issuer in it', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'OidcProviderArn');
    const cluster = WorkloadCluster.fromAttributes(stack, 'Cluster', {
      clusterName: 'prod',
      oidcProviderArn: parameter.valueAsString,
    });
    new IrsaServiceAccount(stack, 'Identity', {
      cluster,
      namespace: 'logging',
      serviceAccountName: 'reader',
      delivery: ServiceAccountDelivery.external(),
    });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
    expect(trustOf(template).Statement[0]).toMatchObject({
      Principal: { Federated: PROVIDER_ARN },
      Condition: { StringEquals: { [`${ISSUER}:sub`]: 'system:serviceaccount:logging:reader' } },
    });
  });
});

test('issuer and provider together are refused, each alone is accepted', () => {
  const make = (attributes: object) => () =>
    WorkloadCluster.fromAttributes(testStack(), 'Cluster', { clusterName: 'prod', ...attributes });
  const oidcIssuerUrl = `https://${ISSUER}`;

  expect(make({ oidcIssuerUrl })).not.toThrow();
  expect(make({ oidcProviderArn: PROVIDER_ARN })).not.toThrow();
  const message = refusalOf(make({ oidcIssuerUrl, oidcProviderArn: PROVIDER_ARN }));
  expect(message).toMatch(/^\[Stack\/Cluster\] oidcProviderArn .* and oidcIssuerUrl .* both given/);
  expect(message).toContain(oidcIssuerUrl);
});

describe('the ARN of the cluster', () => {
  const withArn = (clusterArn: string, clusterName = 'prod') =>
    WorkloadCluster.fromAttributes(testStack(), 'Cluster', { clusterName, clusterArn });

  test("says account and region, and is the stack's own where it is left out", () => {
    const elsewhere = withArn('arn:aws:eks:us-east-1:444455556666:cluster/prod');
    expect(elsewhere.env).toMatchObject({ account: '444455556666', region: 'us-east-1' });

    const stack = testStack();
    const here = WorkloadCluster.fromAttributes(stack, 'Cluster', { clusterName: 'prod' });
    expect(here.env).toMatchObject({ account: '111122223333', region: 'eu-west-1' });
    expect(stack.resolve(here.clusterRef.clusterArn)).toEqual({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':eks:eu-west-1:111122223333:cluster/prod'],
      ],
    });
  });

  test('of another cluster is refused', () => {
    const message = refusalOf(() => withArn('arn:aws:eks:us-east-1:444455556666:cluster/dev'));
    expect(message).toMatch(
      /^\[Stack\/Cluster\] clusterArn '.*cluster\/dev' .* clusterName 'prod'/,
    );
  });

  test('that is none is refused', () => {
    const message = refusalOf(() => withArn('prod'));
    expect(message).toMatch(
      /^\[Stack\/Cluster\] clusterArn 'prod' is not the ARN of an EKS cluster/,
    );
    expect(message).toContain('arn:PARTITION:eks:REGION:ACCOUNT:cluster/NAME');
  });

  test('or its name may be a token', () => {
    expect(() => withArn(Token.asString({ Ref: 'Arn' }))).not.toThrow();
    expect(() =>
      withArn('arn:aws:eks:us-east-1:444455556666:cluster/dev', Aws.STACK_NAME),
    ).not.toThrow();
  });
});

test('any object can be asked whether it is a WorkloadCluster', () => {
  expect(WorkloadCluster.isWorkloadCluster(withIssuer(`https://${ISSUER}`))).toBe(true);
  for (const other of [testStack(), {}, null, undefined, 'prod']) {
    expect(WorkloadCluster.isWorkloadCluster(other)).toBe(false);
  }
});
