// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of Fn::Sub
import { Annotations, type App, CfnParameter, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import {
  PodIdentityNarrowing,
  ServiceAccountDelivery,
  WorkloadCluster,
  WorkloadIdentity,
  WorkloadTrust,
} from '../../src';
import { QUOTAS_CONTEXT } from '../../src/checks/quotas';
import { trustLength } from '../../src/trust/trust-length';
import { CLUSTER_KINDS, cfnCluster, testApp, testStack } from '../fixtures';
import { synthesisErrorOf } from '../refusal';
import { identityRolesOf, trustOf } from '../template-views';
import { warningsOf } from '../warnings-of';

const IRSA = WorkloadTrust.irsa();
const BY_SUBJECT = WorkloadTrust.podIdentity();
const BY_CLUSTER = WorkloadTrust.podIdentity({ narrowing: PodIdentityNarrowing.cluster() });
const BY_ACCOUNT = WorkloadTrust.podIdentity({ narrowing: PodIdentityNarrowing.account() });

function clusters(scope: Construct, count: number): aws_eks.IClusterRef[] {
  return Array.from({ length: count }, (_, at) => {
    const number = String(at).padStart(3, '0');
    const issuer = `oidc.eks.eu-west-1.amazonaws.com/id/${number.padStart(32, '0')}`;
    return WorkloadCluster.fromAttributes(scope, `Cluster${number}`, {
      clusterName: `cluster-${number}`,
      oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${issuer}`,
    });
  });
}

/** One identity for the pods of that many clusters. */
function declare(stack: Stack, trust: WorkloadTrust, count: number): WorkloadIdentity {
  const [cluster, ...additionalClusters] = clusters(stack, count);
  return new WorkloadIdentity(stack, 'App', {
    cluster,
    additionalClusters,
    namespace: 'my-namespace',
    serviceAccountName: 'my-service-account',
    trust,
    delivery: ServiceAccountDelivery.external(),
  });
}

function stackWith(trust: WorkloadTrust, count: number): Stack {
  const stack = testStack();
  declare(stack, trust, count);
  return stack;
}

function addAssumers(identity: WorkloadIdentity, arns: string[]): void {
  (identity.role as iam.Role).assumeRolePolicy?.addStatements(
    new iam.PolicyStatement({
      actions: ['sts:AssumeRole'],
      principals: arns.map((arn) => new iam.ArnPrincipal(arn)),
    }),
  );
}

function rawTrust(template: Template): unknown {
  const [{ id }] = identityRolesOf(template);
  return template.findResources('AWS::IAM::Role')[id].Properties.AssumeRolePolicyDocument;
}

function sizeWarnings(app: App, stack: Stack): string[] {
  app.synth();
  return warningsOf(stack)
    .map(({ text }) => text)
    .filter((text) => text.includes('permissions-trust-size') || /trust policy takes/.test(text));
}

describe('the length of a trust policy', () => {
  test.each([
    ['IRSA', IRSA],
    ['Pod Identity by subject', BY_SUBJECT],
    ['Pod Identity by cluster', BY_CLUSTER],
  ])('is that of its JSON without white space, for %s', (_, trust) => {
    const template = Template.fromStack(stackWith(trust, 3));
    const deployed = JSON.stringify(trustOf(template));
    // The partition is a token in cluster ARNs: `aws-us-gov` is the longest.
    const partitions = deployed.split('arn:aws:eks').length - 1;

    expect(trustLength(rawTrust(template))).toBe(
      deployed.length + partitions * ('aws-us-gov'.length - 'aws'.length),
    );
  });

  test.each(CLUSTER_KINDS)(
    'is known and never too short for a cluster of kind $kind',
    ({ make, delivery }) => {
      for (const trust of [IRSA, BY_SUBJECT, BY_CLUSTER, WorkloadTrust.dual()]) {
        const stack = testStack();
        new WorkloadIdentity(stack, 'App', {
          cluster: make(stack),
          namespace: 'my-namespace',
          serviceAccountName: 'my-service-account',
          trust,
          delivery: delivery(),
        });
        const template = Template.fromStack(stack);
        const deployed = JSON.stringify(trustOf(template)).length;
        const length = trustLength(rawTrust(template)) ?? 0;

        expect(length).toBeGreaterThanOrEqual(deployed);
        expect(length).toBeLessThan(deployed * 1.5);
      }
    },
  );

  test('is the same whether the document is an object, text or Fn::Sub', () => {
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Condition: { StringEquals: { 'aws:a': '${aws:b}' } } }],
    };
    const text = JSON.stringify(document, undefined, 2);
    const length = JSON.stringify(document).length;

    expect(trustLength(document)).toBe(length);
    expect(trustLength(text)).toBe(length);
    expect(trustLength({ 'Fn::Sub': text.replaceAll('${', '${!') })).toBe(length);
    expect(trustLength({ 'Fn::Join': ['', [text.slice(0, 40), text.slice(40)]] })).toBe(length);
  });

  test('counts a token at its longest value wherever it stands', () => {
    const sub = (account: string) => `{"Principal":{"AWS":"arn:aws:iam::${account}:root"}}`;
    const length = sub('111122223333').length;

    expect(trustLength({ 'Fn::Sub': sub('${AWS::AccountId}') })).toBe(length);
    expect(trustLength({ 'Fn::Sub': [sub('${a}'), { a: { Ref: 'AWS::AccountId' } }] })).toBe(
      length,
    );
    expect(
      trustLength({
        Principal: {
          AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] },
        },
      }),
    ).toBe(length);
  });

  test('is not known where a token can be of any length', () => {
    const parameter = { Ref: 'Parameter' };

    expect(trustLength({ Principal: { AWS: parameter } })).toBeUndefined();
    expect(trustLength({ 'Fn::Sub': '{"AWS":"${Parameter}"}' })).toBeUndefined();
    expect(trustLength({ 'Fn::Sub': ['{"AWS":"${a}"}', { a: parameter }] })).toBeUndefined();
    expect(trustLength({ 'Fn::If': ['Is', {}, {}] })).toBeUndefined();
    expect(trustLength(parameter)).toBeUndefined();
    expect(trustLength(undefined)).toBeUndefined();
  });
});

describe('the length of what is no trust policy', () => {
  const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

  test.each<[string, unknown]>([
    ['Fn::Join without a delimiter', { 'Fn::Join': [null, ['a', 'b']] }],
    ['Fn::Join without a list', { 'Fn::Join': 'a' }],
    ['Fn::Select of nothing', { 'Fn::Select': [1] }],
    ['Fn::GetAtt as text', { Principal: { 'Fn::GetAtt': 'Role.Arn' } }],
    ['Fn::Sub of a list', { Principal: { 'Fn::Sub': [['${a}'], null] } }],
    ['a list in thousands of lists', { Statement: deep(5_000) }],
  ])('is not known for %s', (_, document) => {
    expect(trustLength(document)).toBeUndefined();
  });

  test('is soon found where a placeholder begins again and again', () => {
    const started = Date.now();
    const length = trustLength({ 'Fn::Sub': '${'.repeat(200_000) });

    expect(length).toBe(400_000);
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

describe('a trust policy over the quota', () => {
  test('is warned about once, with the request to make', () => {
    const app = testApp();
    const stack = testStack(app);
    declare(stack, IRSA, 5);
    const warnings = sizeWarnings(app, stack);

    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/takes 2\d{3} characters; the quota is 2048\./);
    expect(warnings[0]).toContain('--quota-code L-C07B4B0D --desired-value 4096');
  });

  test('asks for no more than AWS grants', () => {
    const app = testApp({ [QUOTAS_CONTEXT]: { trustPolicyMaximumSize: 3_000 } });
    const stack = testStack(app);
    declare(stack, IRSA, 5);

    expect(sizeWarnings(app, stack)[0]).toContain('--desired-value 3000" and say so');
  });

  test('is warned about where the issuer is only known at deployment', () => {
    const warnings = (count: number) => {
      const app = testApp();
      const stack = testStack(app);
      new WorkloadIdentity(stack, 'App', {
        cluster: cfnCluster(stack),
        additionalClusters: clusters(stack, count - 1),
        namespace: 'my-namespace',
        serviceAccountName: 'my-service-account',
        trust: IRSA,
        delivery: ServiceAccountDelivery.external(),
      });
      return sizeWarnings(app, stack);
    };

    expect(warnings(4)).toEqual([]);
    expect(warnings(5)).toHaveLength(1);
  });

  test('is fine up to the quota', () => {
    const app = testApp();
    const stack = testStack(app);
    declare(stack, IRSA, 4);

    expect(sizeWarnings(app, stack)).toEqual([]);
  });

  test('is fine where the quota of the account was raised', () => {
    const app = testApp({ [QUOTAS_CONTEXT]: { trustPolicySize: 4096 } });
    const stack = testStack(app);
    declare(stack, IRSA, 5);

    expect(sizeWarnings(app, stack)).toEqual([]);
  });

  test('can be acknowledged', () => {
    const app = testApp();
    const stack = testStack(app);
    Annotations.of(declare(stack, IRSA, 5)).acknowledgeWarning(
      'cdk-eks-workload-identity:permissions-trust-size',
      'the quota was raised by hand',
    );

    expect(sizeWarnings(app, stack)).toEqual([]);
  });

  test('is reached by a narrowed Pod Identity trust over many clusters too', () => {
    const warnings = (trust: WorkloadTrust, count: number) => {
      const app = testApp();
      const stack = testStack(app);
      declare(stack, trust, count);
      return sizeWarnings(app, stack).length;
    };

    expect(warnings(BY_SUBJECT, 20)).toBe(0);
    expect(warnings(BY_SUBJECT, 40)).toBe(1);
    expect(warnings(BY_CLUSTER, 40)).toBe(1);
    expect(warnings(BY_ACCOUNT, 40)).toBe(0);
  });
});

describe('a trust policy over what AWS allows at most', () => {
  const synthesize = (trust: WorkloadTrust, count: number, context = {}) => {
    const app = testApp(context);
    declare(testStack(app), trust, count);
    return () => app.synth();
  };

  test('is refused, with both ways out', () => {
    const message = synthesisErrorOf(synthesize(IRSA, 20));

    expect(message).toMatch(
      /\[Stack\/App\/Role\] the trust policy takes 9\d{3} characters .* at most 8192.*L-C07B4B0D/,
    );
    expect(message).toMatch(
      /instead of IRSA use EKS Pod Identity, .* or declare one identity, .* each cluster/,
    );
    expect(synthesize(IRSA, 17)).not.toThrow();
    expect(synthesize(BY_SUBJECT, 20)).not.toThrow();
  });

  test('is refused for a narrowed Pod Identity trust too', () => {
    expect(synthesisErrorOf(synthesize(BY_SUBJECT, 150))).toContain('at most 8192');
    expect(synthesize(BY_ACCOUNT, 150)).not.toThrow();
  });

  test('is fine where the setting says that AWS allows more', () => {
    const context = { [QUOTAS_CONTEXT]: { trustPolicyMaximumSize: 16_384 } };

    expect(synthesize(IRSA, 20, context)).not.toThrow();
  });

  test('is fine where the quota itself is said to be higher', () => {
    const context = { [QUOTAS_CONTEXT]: { trustPolicySize: 16_384 } };

    expect(synthesize(IRSA, 20, context)).not.toThrow();
  });

  test('is refused where the clusters are of another stack', () => {
    const act = (count: number) => () => {
      const app = testApp();
      const platform = testStack(app, 'Platform');
      const [cluster, ...additionalClusters] = Array.from({ length: count }, (_, at) =>
        cfnCluster(platform, `Cluster${at}`),
      );
      new WorkloadIdentity(testStack(app), 'App', {
        cluster,
        additionalClusters,
        namespace: 'my-namespace',
        serviceAccountName: 'my-service-account',
        trust: IRSA,
        delivery: ServiceAccountDelivery.external(),
      });
      return app.synth();
    };

    expect(synthesisErrorOf(act(20))).toContain('at most 8192');
    expect(act(15)).not.toThrow();
  });

  const ADMINS = Array.from({ length: 20 }, (_, at) => `arn:aws:iam::111122223333:role/admin${at}`);

  test('counts what others add to the trust policy', () => {
    const app = testApp();
    addAssumers(declare(testStack(app), IRSA, 17), ADMINS);

    expect(synthesisErrorOf(() => app.synth())).toContain('at most 8192');
  });

  test('is not refused where a parameter keeps its length open', () => {
    const app = testApp();
    const stack = testStack(app);
    const role = new CfnParameter(stack, 'Admin').valueAsString;
    addAssumers(declare(stack, IRSA, 17), [...ADMINS, role]);

    expect(() => app.synth()).not.toThrow();
  });
});
