import { Aws, CfnParameter } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  PodIdentityAssociation,
  type PodIdentityAssociationProps,
  PodIdentityNarrowing,
  ServiceAccountDelivery,
} from '../../src';
import { attributesCluster, CLUSTER_ARN, testStack } from '../fixtures';
import { refusalOf } from '../refusal';
import { associationsOf, serviceAccountsOf, trustOf } from '../template-views';
import { warningIdsOf } from '../warnings-of';

const POLICY_STATEMENT = {
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::logs/*',
};
const sessionPolicy = () =>
  new iam.PolicyDocument({ statements: [iam.PolicyStatement.fromJson(POLICY_STATEMENT)] });

function declared(props: Partial<PodIdentityAssociationProps> = {}) {
  const stack = testStack();
  const identity = new PodIdentityAssociation(stack, 'Identity', {
    cluster: attributesCluster(stack),
    namespace: 'logging',
    serviceAccountName: 'reader',
    ...props,
  });
  return { stack, identity, template: Template.fromStack(stack) };
}

const SUBJECT = {
  StringEquals: {
    'aws:RequestTag/eks-cluster-arn': CLUSTER_ARN,
    'aws:RequestTag/kubernetes-namespace': 'logging',
    'aws:RequestTag/kubernetes-service-account': 'reader',
  },
};
const ACCOUNT = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
const CLUSTER = { ...ACCOUNT, ArnEquals: { 'aws:SourceArn': CLUSTER_ARN } };

type Narrowing = 'subject' | 'cluster' | 'account' | 'none' | 'default';
const REFUSED = 'refused';

/** Narrowing, session tags, session policy: the conditions that follow, or a refusal. */
const COMBINATIONS: [Narrowing, boolean | undefined, boolean, object | undefined | 'refused'][] = [
  ['default', undefined, false, SUBJECT],
  ['default', undefined, true, CLUSTER],
  ['default', true, false, SUBJECT],
  ['default', true, true, REFUSED],
  ['default', false, false, CLUSTER],
  ['default', false, true, CLUSTER],
  ['subject', undefined, false, SUBJECT],
  ['subject', undefined, true, REFUSED],
  ['subject', true, false, SUBJECT],
  ['subject', true, true, REFUSED],
  ['subject', false, false, REFUSED],
  ['subject', false, true, REFUSED],
  ['cluster', undefined, false, CLUSTER],
  ['cluster', undefined, true, CLUSTER],
  ['cluster', true, false, CLUSTER],
  ['cluster', true, true, REFUSED],
  ['cluster', false, false, CLUSTER],
  ['cluster', false, true, CLUSTER],
  ['account', undefined, false, ACCOUNT],
  ['account', undefined, true, ACCOUNT],
  ['account', true, true, REFUSED],
  ['account', false, false, ACCOUNT],
  ['none', undefined, false, undefined],
  ['none', undefined, true, undefined],
  ['none', true, true, REFUSED],
  ['none', false, false, undefined],
];

describe.each(COMBINATIONS)(
  'narrowing %s, session tags %s, session policy %s',
  (narrowing, sessionTags, hasPolicy, conditions) => {
    const make = () =>
      declared({
        narrowing: narrowing === 'default' ? undefined : PodIdentityNarrowing[narrowing](),
        sessionTags,
        sessionPolicy: hasPolicy ? sessionPolicy() : undefined,
      });

    if (conditions === REFUSED) {
      test('is refused, because the tags that one needs the other forbids', () => {
        const message = refusalOf(make);

        expect(message).toMatch(/^\[Stack\/Identity\] (sessionPolicy is given|narrowing by Pod)/);
        expect(message).toMatch(/session tags/);
        expect(message).toMatch(/Leave sessionTags out|Use PodIdentityNarrowing\.cluster\(\)/);
      });
      return;
    }

    test('makes a trust and an association that agree', () => {
      const { template } = make();

      expect(trustOf(template)).toEqual({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'pods.eks.amazonaws.com' },
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            ...(conditions ? { Condition: conditions } : {}),
          },
        ],
      });
      const [{ properties }] = associationsOf(template);
      const tagsOff = sessionTags === false || hasPolicy;
      expect(properties.DisableSessionTags).toBe(tagsOff ? true : undefined);
      expect(properties.Policy && JSON.parse(properties.Policy)).toEqual(
        hasPolicy ? { Version: '2012-10-17', Statement: [POLICY_STATEMENT] } : undefined,
      );
    });
  },
);

test('no narrowing at all is warned of, any other is not', () => {
  const warningsWith = (narrowing: PodIdentityNarrowing) =>
    warningIdsOf(declared({ narrowing }).stack);

  expect(warningsWith(PodIdentityNarrowing.none())).toEqual(['trust-unscoped-pod-identity']);
  for (const narrowing of ['subject', 'cluster', 'account'] as const) {
    expect(warningsWith(PodIdentityNarrowing[narrowing]())).toEqual([]);
  }
});

describe('a session policy', () => {
  /** A policy of exactly so many characters. */
  const ofLength = (length: number) => {
    const make = (padding: number) =>
      new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            actions: ['s3:GetObject'],
            resources: [`arn:aws:s3:::logs/${'x'.repeat(padding)}`],
          }),
        ],
      });
    return make(length - JSON.stringify(make(0).toJSON()).length);
  };

  test('of 2,048 characters is accepted, and of one more refused', () => {
    const [{ properties }] = associationsOf(declared({ sessionPolicy: ofLength(2_048) }).template);
    expect(properties.Policy).toHaveLength(2_048);

    const message = refusalOf(() => declared({ sessionPolicy: ofLength(2_049) }));
    expect(message).toContain('[Stack/Identity] sessionPolicy has 2049 characters');
    expect(message).toContain('at most 2048');
    expect(message).toContain('shorten it');
  });

  test('may hold tokens', () => {
    const policy = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [`arn:${Aws.PARTITION}:s3:::${Aws.ACCOUNT_ID}-logs/*`],
        }),
      ],
    });

    const [{ properties }] = associationsOf(declared({ sessionPolicy: policy }).template);
    expect(JSON.parse(properties.Policy).Statement[0].Resource).toBe(
      'arn:aws:s3:::111122223333-logs/*',
    );
  });
});

test('the ServiceAccount has no annotation', () => {
  const { template } = declared();

  expect(serviceAccountsOf(template)).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'reader', namespace: 'logging' },
    },
  ]);
});

test('a role-arn annotation of the user is refused, and another one kept', () => {
  const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/a' };
  const message = refusalOf(() => declared({ annotations }));
  expect(message).toMatch(
    /^\[Stack\/Identity\] annotation 'eks\.amazonaws\.com\/role-arn: arn:aws/,
  );
  expect(message).toContain('Remove the annotation');

  const { template } = declared({ annotations: { team: 'a' } });
  expect(serviceAccountsOf(template)[0].metadata.annotations).toEqual({ team: 'a' });
});

test('the association has its tags and the target role', () => {
  const { template } = declared({
    roleName: 'reader',
    targetRoleArn: 'arn:aws:iam::444455556666:role/target',
    tags: { team: 'logging' },
  });

  expect(associationsOf(template)[0].properties).toMatchObject({
    TargetRoleArn: 'arn:aws:iam::444455556666:role/target',
    Tags: [{ Key: 'team', Value: 'logging' }],
  });
});

test('names that are tokens are let through, into trust and association', () => {
  const stack = testStack();
  const [namespace, name] = ['Namespace', 'Name'].map((id) => new CfnParameter(stack, id));
  new PodIdentityAssociation(stack, 'Identity', {
    cluster: attributesCluster(stack),
    namespace: namespace.valueAsString,
    serviceAccountName: name.valueAsString,
    delivery: ServiceAccountDelivery.external(),
  });

  const template = Template.fromStack(stack);
  expect(trustOf(template).Statement[0].Condition.StringEquals).toMatchObject({
    'aws:RequestTag/kubernetes-namespace': '<Namespace>',
    'aws:RequestTag/kubernetes-service-account': '<Name>',
  });
  expect(associationsOf(template)[0].properties).toMatchObject({
    Namespace: '<Namespace>',
    ServiceAccount: '<Name>',
  });
});

test('each of two clusters gets an association, and the trust names both', () => {
  const stack = testStack();
  new PodIdentityAssociation(stack, 'Identity', {
    cluster: attributesCluster(stack),
    additionalClusters: [attributesCluster(stack, 'Dr', 'dr')],
    namespace: 'logging',
    serviceAccountName: 'reader',
    delivery: ServiceAccountDelivery.external(),
  });

  const template = Template.fromStack(stack);
  expect(associationsOf(template).map(({ properties }) => properties.ClusterName)).toEqual([
    'prod',
    'dr',
  ]);
  expect(trustOf(template).Statement).toHaveLength(1);
});
