import { Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManifestGrouping, ServiceAccountDelivery } from '../../src';
import { attributesCluster, CLUSTER_KINDS, testApp, testStack, v2Cluster } from '../fixtures';
import { type ManifestView, manifestsOf, serviceAccountsOf } from '../template-views';
import { declareIrsa, declarePodIdentity } from './declare';

const perIdentity = ServiceAccountDelivery.kubectl({ grouping: ManifestGrouping.IDENTITY });

let stack: Stack;
let cluster: ReturnType<typeof attributesCluster>;

beforeEach(() => {
  stack = testStack();
  cluster = attributesCluster(stack);
});

function manifests(of = stack): ManifestView[] {
  return manifestsOf(Template.fromStack(of));
}

/** What is in each manifest, as `namespace/name`. */
function contents(of = stack): string[][] {
  return manifests(of)
    .map(({ objects }) =>
      objects.map(({ metadata }) => [metadata.namespace, metadata.name].filter(Boolean).join('/')),
    )
    .sort();
}

describe('grouping', () => {
  test('by namespace is the default', () => {
    declareIrsa(stack, { cluster, namespace: 'a', serviceAccountName: 'one' });
    declareIrsa(stack, { cluster, namespace: 'b', serviceAccountName: 'one' });
    declareIrsa(stack, { cluster, namespace: 'a', serviceAccountName: 'two' });
    expect(contents()).toEqual([['a/one', 'a/two'], ['b/one']]);
  });

  test('by identity gives each its own manifest', () => {
    const delivery = perIdentity;
    declareIrsa(stack, { cluster, delivery, namespace: 'a', serviceAccountName: 'one' });
    declareIrsa(stack, { cluster, delivery, namespace: 'a', serviceAccountName: 'two' });
    expect(contents()).toEqual([['a/one'], ['a/two']]);
  });

  test('of both kinds live side by side', () => {
    declareIrsa(stack, { cluster, namespace: 'a', serviceAccountName: 'one' });
    declareIrsa(stack, { cluster, namespace: 'a', serviceAccountName: 'two' });
    declareIrsa(stack, {
      cluster,
      delivery: perIdentity,
      namespace: 'a',
      serviceAccountName: 'three',
    });
    expect(contents()).toEqual([['a/one', 'a/two'], ['a/three']].sort());
  });

  test('keeps clusters apart that one stack delivers to', () => {
    const other = attributesCluster(stack, 'Other', 'test');
    declareIrsa(stack, { cluster }, 'One');
    declareIrsa(stack, { cluster: other }, 'Two');
    expect(manifests().map(({ clusterName }) => clusterName)).toEqual(['prod', 'test']);
    expect(contents()).toEqual([['logging/reader'], ['logging/reader']]);
  });

  test('keeps unnamed clusters of two stacks apart, though their logical ids are equal', () => {
    const app = testApp();
    const [one, two] = ['One', 'Two'].map((id) => v2Cluster(testStack(app, id)));
    const workloads = testStack(app, 'Workloads');
    declareIrsa(workloads, { cluster: one, serviceAccountName: 'for-one' });
    declareIrsa(workloads, { cluster: two, serviceAccountName: 'for-two' });
    const where = manifests(workloads).map(({ clusterName, objects }) => [
      clusterName.match(/import (\w+):/)?.[1],
      objects.map(({ metadata }) => metadata.name),
    ]);
    expect(where).toEqual([
      ['One', ['for-one']],
      ['Two', ['for-two']],
    ]);
  });

  test('keeps stacks apart that deliver to one cluster', () => {
    const app = testApp();
    const shared = attributesCluster(testStack(app, 'Platform'));
    const stacks = ['One', 'Two'].map((id) => testStack(app, id));
    stacks.forEach((of, index) => {
      declareIrsa(of, { cluster: shared, serviceAccountName: `reader-${index}` });
    });
    expect(stacks.map((of) => contents(of))).toEqual([
      [['logging/reader-0']],
      [['logging/reader-1']],
    ]);
  });

  test('takes two imports of one cluster for one cluster', () => {
    const again = attributesCluster(stack, 'Again');
    declareIrsa(stack, { cluster, serviceAccountName: 'one' });
    declareIrsa(stack, { cluster: again, serviceAccountName: 'two' });
    expect(contents()).toEqual([['logging/one', 'logging/two']]);
  });

  test('puts identities whose namespace is a token each on its own', () => {
    const namespace = Fn.ref('Namespace');
    declareIrsa(stack, { cluster, namespace, serviceAccountName: 'one' }, 'One');
    declareIrsa(stack, { cluster, namespace, serviceAccountName: 'two' }, 'Two');
    expect(contents()).toEqual([['<Namespace>/one'], ['<Namespace>/two']]);
  });
});

describe.each(CLUSTER_KINDS.filter(({ delivery }) => delivery()._config.kind === 'kubectl'))(
  'with $kind',
  ({ make }) => {
    test('nothing is ever pruned', () => {
      const of = testStack();
      declareIrsa(of, {
        cluster: make(of),
        delivery: ServiceAccountDelivery.kubectl({ createNamespace: true }),
      });
      const all = manifests(of);
      expect(all).toHaveLength(2);
      expect(all.map(({ prune }) => prune)).toEqual([false, false]);
      expect(all.flatMap(({ objects }) => objects.map((o) => o.metadata.labels))).toEqual([
        undefined,
        undefined,
      ]);
    });
  },
);

describe('createNamespace', () => {
  const delivery = ServiceAccountDelivery.kubectl({ createNamespace: true });

  test('writes a manifest of its own, kept, before the ServiceAccounts', () => {
    declareIrsa(stack, { cluster, delivery, serviceAccountName: 'one' });
    declareIrsa(stack, { cluster, delivery, serviceAccountName: 'two' });
    const [namespaces, others] = [true, false].map((is) =>
      manifests().filter(({ objects }) => (objects[0].kind === 'Namespace') === is),
    );
    expect(namespaces).toEqual([
      expect.objectContaining({
        objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'logging' } }],
        deletionPolicy: 'Retain',
        overwrite: true,
      }),
    ]);
    expect(others).toHaveLength(1);
    expect(others[0].dependsOn).toContain(namespaces[0].id);
    expect(others[0].deletionPolicy).toBe('Delete');
  });

  test('is off by default', () => {
    declareIrsa(stack, { cluster });
    expect(manifests().flatMap(({ objects }) => objects.map(({ kind }) => kind))).toEqual([
      'ServiceAccount',
    ]);
  });

  test('follows the path where the namespace is a token', () => {
    const idsAfter = (others: number) => {
      const of = testStack();
      for (let index = 0; index < others; index++) {
        Fn.ref(`Other${index}`);
      }
      const namespace = Fn.ref('Namespace');
      declareIrsa(of, { cluster: attributesCluster(of), delivery, namespace }, 'Reader');
      return manifests(of).map(({ id }) => id);
    };
    expect(idsAfter(0)).toEqual(idsAfter(3));
    expect(idsAfter(0)).toEqual([
      expect.stringMatching(/^ServiceAccount[0-9A-F]{10}$/),
      expect.stringMatching(/^Namespace[0-9A-F]{10}$/),
    ]);
  });
});

describe('overwrite and removalPolicy', () => {
  test('apply and delete are the defaults', () => {
    declareIrsa(stack, { cluster });
    expect(manifests()[0]).toMatchObject({ overwrite: true, deletionPolicy: 'Delete' });
  });

  test('reach the custom resource', () => {
    const delivery = ServiceAccountDelivery.kubectl({
      overwrite: false,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    declareIrsa(stack, { cluster, delivery });
    expect(manifests()[0]).toMatchObject({ overwrite: false, deletionPolicy: 'Retain' });
  });

  test.each([
    ['overwrite', { overwrite: false }, 'false', 'true'],
    ['removalPolicy', { removalPolicy: RemovalPolicy.RETAIN }, 'retain', 'destroy'],
    ['createNamespace', { createNamespace: true }, 'true', 'false'],
  ])('a mixed %s is refused in one manifest', (option, options, given, first) => {
    declareIrsa(stack, { cluster, serviceAccountName: 'one' }, 'One');
    const delivery = ServiceAccountDelivery.kubectl(options);
    const declareSecond = () =>
      declareIrsa(stack, { cluster, delivery, serviceAccountName: 'two' }, 'Two');
    expect(declareSecond).toThrow(
      `[Stack/Two] delivery has ${option} ${given}, while 'Stack/One', whose ServiceAccount is in ` +
        `the same manifest, has ${first}. Give both the same, or deliver with ` +
        'ManifestGrouping.IDENTITY',
    );
  });

  test('a mixture is accepted in manifests of their own', () => {
    const grouping = ManifestGrouping.IDENTITY;
    const delivery = ServiceAccountDelivery.kubectl({ grouping, overwrite: false });
    declareIrsa(stack, { cluster, serviceAccountName: 'one' });
    declareIrsa(stack, { cluster, delivery, serviceAccountName: 'two' });
    declareIrsa(stack, { cluster, delivery, namespace: 'other', serviceAccountName: 'one' });
    expect(manifests().map(({ overwrite }) => overwrite)).toEqual([true, false, false]);
  });

  test('to say the default is not to differ from it', () => {
    const delivery = ServiceAccountDelivery.kubectl({
      overwrite: true,
      createNamespace: false,
      grouping: ManifestGrouping.NAMESPACE,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    declareIrsa(stack, { cluster, serviceAccountName: 'one' });
    declareIrsa(stack, { cluster, delivery, serviceAccountName: 'two' });
    expect(contents()).toEqual([['logging/one', 'logging/two']]);
  });
});

describe('the payload of a custom resource', () => {
  const note = 'x'.repeat(50_000);

  function declareWith(notes: string[]): void {
    notes.forEach((text, index) => {
      const annotations = { note: text };
      declarePodIdentity(stack, { cluster, annotations, serviceAccountName: `sa-${index}` });
    });
  }

  test('is refused over the limit, with the ways out', () => {
    declareWith([note, note, note]);
    expect(() => Template.fromStack(stack)).toThrow(
      /the manifest of 3 ServiceAccounts takes 15\d{4} bytes, more than the 120000 that a custom resource can be sent\. Shorten annotations and labels, deliver some identities with ManifestGrouping\.IDENTITY or from another stack, or use gitOps\(\) delivery/,
    );
    expect(() => Template.fromStack(stack)).toThrow(/WorkloadIdentities\/ServiceAccountsLogging/);
  });

  test('is accepted below it', () => {
    declareWith([note, note]);
    expect(serviceAccountsOf(Template.fromStack(stack))).toHaveLength(2);
  });

  test('counts bytes, and quotes as they are escaped in the event', () => {
    declareWith(['é'.repeat(25_000), '"'.repeat(20_000)]);
    expect(() => Template.fromStack(stack)).toThrow(/takes 1[23]\d{4} bytes/);
  });

  test.each([
    [300, false],
    [360, true],
  ])('counts ARNs with their real length: %i ServiceAccounts, refused %p', (count, isRefused) => {
    for (let index = 0; index < count; index++) {
      declareIrsa(stack, { cluster, serviceAccountName: `service-account-${index}` });
    }
    expect(refusalOf(() => manifests())).toEqual(
      isRefused ? expect.stringMatching(/of 360 ServiceAccounts takes 13\d{4} bytes/) : undefined,
    );
  });
});

function refusalOf(synthesize: () => void): string | undefined {
  try {
    synthesize();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
