import { Template } from 'aws-cdk-lib/assertions';
import { ServiceAccountDelivery } from '../../src';
import { attributesCluster, CLUSTER_KINDS, testStack } from '../fixtures';
import { associationsOf, identityRolesOf, manifestsOf } from '../template-views';
import { declareIrsa, declarePodIdentity } from './declare';

const external = ServiceAccountDelivery.external();

describe.each(CLUSTER_KINDS)('with $kind', ({ make }) => {
  test('external delivery writes no ServiceAccount, and all the rest', () => {
    const stack = testStack();
    const cluster = make(stack);
    declareIrsa(stack, { cluster, delivery: external, serviceAccountName: 'one' });
    declarePodIdentity(stack, { cluster, delivery: external, serviceAccountName: 'two' });
    const template = Template.fromStack(stack);
    expect(manifestsOf(template)).toEqual([]);
    expect(identityRolesOf(template)).toHaveLength(2);
    expect(associationsOf(template)).toHaveLength(1);
  });
});

describe('helmValues()', () => {
  test('lets the chart create the ServiceAccount under external delivery', () => {
    const stack = testStack();
    const identity = declareIrsa(stack, { cluster: attributesCluster(stack), delivery: external });
    expect(stack.resolve(identity.helmValues())).toEqual({
      serviceAccount: {
        create: true,
        name: 'reader',
        annotations: {
          'eks.amazonaws.com/role-arn': stack.resolve(identity.roleArn),
          'eks.amazonaws.com/sts-regional-endpoints': 'true',
        },
      },
    });
  });

  test.each([
    ['kubectl', ServiceAccountDelivery.kubectl()],
    ['gitOps', ServiceAccountDelivery.gitOps({ directory: 'never-synthesized' })],
  ])('keeps the chart from creating it under %s delivery', (_, delivery) => {
    const stack = testStack();
    const identity = declareIrsa(stack, {
      cluster: attributesCluster(stack),
      delivery,
      roleName: 'reader',
    });
    expect(identity.helmValues()).toMatchObject({
      serviceAccount: { create: false, name: 'reader' },
    });
  });

  test('has no annotations under Pod Identity, but the owner’s', () => {
    const stack = testStack();
    const cluster = attributesCluster(stack);
    const bare = declarePodIdentity(stack, { cluster, delivery: external }, 'Bare');
    const noted = declarePodIdentity(
      stack,
      { cluster, delivery: external, serviceAccountName: 'noted', annotations: { team: 'search' } },
      'Noted',
    );
    expect(bare.helmValues()).toEqual({ serviceAccount: { create: true, name: 'reader' } });
    expect(noted.helmValues()).toEqual({
      serviceAccount: { create: true, name: 'noted', annotations: { team: 'search' } },
    });
  });
});

test('serviceAccountManifest is the object that somebody else has to write', () => {
  const stack = testStack();
  const identity = declareIrsa(stack, {
    cluster: attributesCluster(stack),
    delivery: external,
    roleName: 'reader',
    labels: { team: 'search' },
  });
  expect(stack.resolve(identity.serviceAccountManifest)).toEqual({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: 'reader',
      namespace: 'logging',
      labels: { team: 'search' },
      annotations: {
        'eks.amazonaws.com/role-arn': stack.resolve(identity.roleArn),
        'eks.amazonaws.com/sts-regional-endpoints': 'true',
      },
    },
  });
});
