import { Template } from 'aws-cdk-lib/assertions';
import { serviceAccountManifest } from '../../src/service-account/service-account-manifest';
import { attributesCluster, CLUSTER_KINDS, testStack } from '../fixtures';
import { serviceAccountsOf } from '../template-views';
import { declareIrsa, declarePodIdentity } from './declare';

const PARTS = { namespace: 'logging', name: 'reader', annotations: {}, labels: {} };

test('a bare ServiceAccount has only its name', () => {
  expect(serviceAccountManifest(PARTS)).toEqual({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'reader', namespace: 'logging' },
  });
});

test('everything that is given is written where Kubernetes reads it', () => {
  const manifest = serviceAccountManifest({
    ...PARTS,
    annotations: { note: 'n' },
    labels: { team: 'search' },
    automountServiceAccountToken: false,
    imagePullSecrets: ['registry', 'mirror'],
  });
  expect(manifest).toEqual({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: 'reader',
      namespace: 'logging',
      labels: { team: 'search' },
      annotations: { note: 'n' },
    },
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: 'registry' }, { name: 'mirror' }],
  });
});

test('automountServiceAccountToken true is not the same as not given', () => {
  const manifest = serviceAccountManifest({ ...PARTS, automountServiceAccountToken: true });
  expect(manifest).toHaveProperty('automountServiceAccountToken', true);
  expect(serviceAccountManifest(PARTS)).not.toHaveProperty('automountServiceAccountToken');
});

test('no imagePullSecrets and an empty list are the same', () => {
  expect(serviceAccountManifest({ ...PARTS, imagePullSecrets: [] })).toEqual(
    serviceAccountManifest(PARTS),
  );
});

test('the order of annotations and labels does not matter', () => {
  const one = { b: '2', a: '1', C: '3' };
  const other = { C: '3', a: '1', b: '2' };
  const texts = [one, other].map((map) =>
    JSON.stringify(serviceAccountManifest({ ...PARTS, annotations: map, labels: map })),
  );
  expect(texts[0]).toBe(texts[1]);
});

describe.each(CLUSTER_KINDS)('with $kind', ({ make, delivery }) => {
  test('the properties of an identity reach its manifest', () => {
    const stack = testStack();
    const identity = declareIrsa(stack, {
      cluster: make(stack),
      delivery: delivery(),
      labels: { team: 'search' },
      automountServiceAccountToken: false,
      imagePullSecrets: ['registry'],
    });
    expect(stack.resolve(identity.serviceAccountManifest)).toMatchObject({
      metadata: { name: 'reader', namespace: 'logging', labels: { team: 'search' } },
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 'registry' }],
    });
    const delivered = serviceAccountsOf(Template.fromStack(stack));
    expect(delivered).toHaveLength(delivery()._config.kind === 'kubectl' ? 1 : 0);
    for (const manifest of delivered) {
      expect(manifest).toEqual({
        ...identity.serviceAccountManifest,
        metadata: {
          ...identity.serviceAccountManifest.metadata,
          annotations: expect.objectContaining({
            'eks.amazonaws.com/role-arn': expect.stringMatching(/^<Role/),
          }),
        },
      });
    }
  });
});

test('the order in which identities and annotations are declared leaves the manifest as it is', () => {
  const manifestOf = (names: string[], annotations: Record<string, string>) => {
    const stack = testStack();
    const cluster = attributesCluster(stack);
    for (const serviceAccountName of names) {
      declarePodIdentity(stack, { cluster, serviceAccountName, annotations });
    }
    const resources = Template.fromStack(stack).findResources(
      'Custom::AWSCDK-EKS-KubernetesResource',
    );
    return Object.values(resources)[0].Properties.Manifest;
  };
  expect(manifestOf(['b', 'c', 'a'], { x: '1', y: '2' })).toBe(
    manifestOf(['a', 'b', 'c'], { y: '2', x: '1' }),
  );
});
