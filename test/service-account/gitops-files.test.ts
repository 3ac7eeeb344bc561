import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type App, Fn, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { parseAllDocuments } from 'yaml';
import { ServiceAccountDelivery } from '../../src';
import { attributesCluster, CLUSTER_KINDS, ENV, testApp, testStack } from '../fixtures';
import { manifestsOf } from '../template-views';
import { declareIrsa, declarePodIdentity } from './declare';

let directory: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gitops-'));
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true });
});

/** An app whose stack delivers the named ServiceAccounts, as `namespace/name`, by Pod Identity. */
function appWith(names: string[], stackId = 'Stack', into = directory): App {
  const app = testApp();
  const stack = testStack(app, stackId);
  const cluster = attributesCluster(stack);
  const delivery = ServiceAccountDelivery.gitOps({ directory: into });
  for (const name of names) {
    const [namespace, serviceAccountName] = name.split('/');
    declarePodIdentity(stack, { cluster, delivery, namespace, serviceAccountName });
  }
  return app;
}

function written(): string[] {
  return fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}

function read(file: string): string {
  return fs.readFileSync(path.join(directory, file), 'utf8');
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  fs.writeFileSync(path.join(directory, file), text);
}

function objectsIn(file: string): unknown[] {
  return parseAllDocuments(read(file)).map((document) => document.toJS());
}

const HEADER =
  '# Written by cdk-eks-workload-identity; edit the CDK app instead.\n' +
  '# app: app, stack: Stack, cluster: prod\n';

describe('what is written', () => {
  test('is one file for each namespace of a cluster, with a header', () => {
    appWith(['logging/b', 'logging/a', 'shop/orders']).synth();
    expect(written()).toEqual(['prod/logging.yaml', 'prod/shop.yaml']);
    expect(read('prod/logging.yaml').startsWith(`${HEADER}---\n`)).toBe(true);
    expect(objectsIn('prod/logging.yaml')).toEqual(
      ['a', 'b'].map((name) => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace: 'logging' },
      })),
    );
  });

  test('is nothing before synthesis, and no manifest in the template', () => {
    const app = appWith(['logging/a']);
    expect(written()).toEqual([]);
    const template = Template.fromStack(app.node.findChild('Stack') as never);
    expect(manifestsOf(template)).toEqual([]);
  });

  test('is the same for another order of declarations, and for another synthesis', () => {
    appWith(['logging/a', 'logging/b', 'logging/c']).synth();
    const before = read('prod/logging.yaml');
    appWith(['logging/c', 'logging/a', 'logging/b']).synth();
    expect(read('prod/logging.yaml')).toBe(before);
  });

  test('keeps text that YAML would take for something else', () => {
    const app = testApp();
    const stack = testStack(app);
    declarePodIdentity(stack, {
      cluster: attributesCluster(stack),
      delivery: ServiceAccountDelivery.gitOps({ directory }),
      serviceAccountName: '1',
      annotations: {
        yes: 'true',
        port: '8080',
        long: 'word '.repeat(60).trim(),
        hash: '# not one',
      },
    });
    app.synth();
    expect(objectsIn('prod/logging.yaml')).toEqual([
      expect.objectContaining({
        metadata: {
          name: '1',
          namespace: 'logging',
          annotations: {
            yes: 'true',
            port: '8080',
            long: 'word '.repeat(60).trim(),
            hash: '# not one',
          },
        },
      }),
    ]);
  });

  test.each(['1.1', '1.2'] as const)('has the same names and annotations to YAML %s', (version) => {
    const names = ['yes', 'n', 'off', '0o7', '0123', '1e3', '0b1', 'null', '1.5'];
    const app = testApp();
    const stack = testStack(app);
    const cluster = attributesCluster(stack);
    const delivery = ServiceAccountDelivery.gitOps({ directory });
    for (const serviceAccountName of names) {
      const annotations = { on: 'yes', [serviceAccountName]: '1:30' };
      declarePodIdentity(stack, { cluster, delivery, serviceAccountName, annotations });
    }
    app.synth();

    const documents = parseAllDocuments(read('prod/logging.yaml'), { version });
    expect(documents.map((document) => document.toJS().metadata)).toEqual(
      [...names].sort().map((name) => ({
        name,
        namespace: 'logging',
        annotations: { on: 'yes', [name]: '1:30' },
      })),
    );
  });
});

describe.each(CLUSTER_KINDS)('with $kind', ({ make }) => {
  test('Pod Identity needs no ARN and no kubectl', () => {
    const app = testApp();
    const stack = testStack(app);
    declarePodIdentity(stack, {
      cluster: make(stack),
      delivery: ServiceAccountDelivery.gitOps({ directory }),
    });
    app.synth();
    expect(written()).toEqual([expect.stringMatching(/^\w+\/logging\.yaml$/)]);
    expect(read(written()[0])).not.toContain('role-arn');
  });
});

describe('files that are there', () => {
  test('of its own are rewritten', () => {
    appWith(['logging/a', 'logging/b']).synth();
    appWith(['logging/b']).synth();
    expect(objectsIn('prod/logging.yaml')).toMatchObject([{ metadata: { name: 'b' } }]);
  });

  test('of its own are removed when their last identity leaves', () => {
    appWith(['logging/a', 'shop/orders']).synth();
    appWith(['shop/orders']).synth();
    expect(written()).toEqual(['prod/shop.yaml']);
  });

  test('of its own remain when the stack delivers nothing to the directory any more', () => {
    appWith(['logging/a']).synth();
    appWith([]).synth();
    expect(written()).toEqual(['prod/logging.yaml']);
  });

  test.each([
    ['of somebody', 'apiVersion: v1\nkind: Namespace\n'],
    ['of another stack', HEADER.replace('stack: Stack', 'stack: Other')],
    ['of a stack whose name goes on', HEADER.replace('stack: Stack', 'stack: Stack2')],
    ['that are empty', ''],
  ])('%s stay when they are in nobody’s way', (_, text) => {
    write('prod/other.yaml', text);
    write('notes.txt', HEADER);
    fs.mkdirSync(path.join(directory, 'folder.yaml'));
    appWith(['logging/a']).synth();
    expect(written()).toEqual(['notes.txt', 'prod/logging.yaml', 'prod/other.yaml']);
    expect(read('prod/other.yaml')).toBe(text);
  });

  test.each([
    ['of somebody', 'apiVersion: v1\nkind: Namespace\n'],
    ['of another stack', HEADER.replace('stack: Stack', 'stack: Other')],
    ['of another cluster', HEADER.replace('cluster: prod', 'cluster: test')],
  ])('%s are not written over', (_, text) => {
    write('prod/logging.yaml', text);
    expect(() => appWith(['logging/a']).synth()).toThrow(
      `'${directory}/prod/logging.yaml' exists and was not written by this stack for this cluster ` +
        "(its first lines are not '# Written by cdk-eks-workload-identity; edit the CDK app instead. " +
        "# app: app, stack: Stack, cluster: prod'): move it away, or choose another directory",
    );
    expect(read('prod/logging.yaml')).toBe(text);
  });
});

describe('more than one', () => {
  test('cluster gets a folder each', () => {
    const app = testApp();
    const stack = testStack(app);
    const delivery = ServiceAccountDelivery.gitOps({ directory });
    declarePodIdentity(stack, { cluster: attributesCluster(stack), delivery }, 'One');
    const other = attributesCluster(stack, 'Other', 'test');
    declarePodIdentity(stack, { cluster: other, delivery }, 'Two');
    app.synth();
    expect(written()).toEqual(['prod/logging.yaml', 'test/logging.yaml']);
  });

  test('stack may write other namespaces of one cluster', () => {
    appWith(['logging/a'], 'One').synth();
    appWith(['shop/a'], 'Two').synth();
    appWith(['logging/b'], 'One').synth();
    expect(written()).toEqual(['prod/logging.yaml', 'prod/shop.yaml']);
  });

  test('stack for one file is refused before anything is written', () => {
    const app = testApp();
    const stacks = ['One', 'Two'].map((id) => testStack(app, id));
    const delivery = ServiceAccountDelivery.gitOps({ directory });
    const [one, two] = stacks.map((stack) => attributesCluster(stack));
    declarePodIdentity(stacks[0], { cluster: one, delivery, serviceAccountName: 'a' });
    const declareSecond = () =>
      declarePodIdentity(stacks[1], { cluster: two, delivery, serviceAccountName: 'b' }, 'Reader');
    expect(declareSecond).toThrow(
      `[Two/Reader] '${directory}/prod/logging.yaml' is written by stack 'One' already, and a file ` +
        'has one writer: give each stack a directory of its own, or declare the identities of this ' +
        'namespace in one stack',
    );
  });

  test('Stage for one file is refused at synthesis', () => {
    const app = testApp();
    for (const id of ['Blue', 'Green']) {
      const stack = testStack(new Stage(app, id) as never);
      const delivery = ServiceAccountDelivery.gitOps({ directory });
      declarePodIdentity(stack, { cluster: attributesCluster(stack), delivery });
    }
    expect(() => app.synth()).toThrow(/Green.*was not written by this stack/s);
  });

  test('directory of one stack, one in the other, keeps its files', () => {
    const app = testApp();
    const stack = testStack(app);
    const cluster = attributesCluster(stack);
    const inner = path.join(directory, 'inner');
    for (const [into, namespace] of [
      [inner, 'shop'],
      [directory, 'logging'],
    ]) {
      const delivery = ServiceAccountDelivery.gitOps({ directory: into });
      declarePodIdentity(stack, { cluster, delivery, namespace });
    }
    app.synth();
    expect(written()).toEqual(['inner/prod/shop.yaml', 'prod/logging.yaml']);
  });
});

describe('IRSA', () => {
  const inFile = 'arn:aws:iam::111122223333:role';

  function declareInto(props: Partial<Parameters<typeof declareIrsa>[1]>, env = ENV): App {
    const app = testApp();
    const stack = testStack(app, 'Stack', env);
    const delivery = ServiceAccountDelivery.gitOps({ directory });
    declareIrsa(stack, { cluster: attributesCluster(stack), delivery, ...props }, 'Reader');
    return app;
  }

  function annotated(): unknown {
    const [object] = objectsIn('prod/logging.yaml') as { metadata: { annotations: object } }[];
    return object.metadata.annotations;
  }

  test.each([
    ['without a role name', {}, ENV],
    ['with a role name that is a token', { roleName: Fn.ref('RoleName') }, ENV],
    ['in a stack without account and region', { roleName: 'reader' }, {}],
  ])('%s is refused with both ways out', (_, props, env) => {
    expect(() => declareInto(props, env)).toThrow(
      "[Stack/Reader] the role's ARN is only known at deployment, and gitOps() delivery writes the " +
        'role-arn annotation into a file at synthesis. Give a literal roleName in a stack with a ' +
        'literal account and region (or an imported role), or use PodIdentityAssociation, which puts ' +
        'no ARN into the file',
    );
  });

  test.each([
    [{ roleName: 'reader' }, `${inFile}/reader`],
    [{ roleName: 'reader', rolePath: '/pods/' }, `${inFile}/pods/reader`],
  ])('with %p writes the ARN', (props, arn) => {
    declareInto(props).synth();
    expect(annotated()).toEqual({
      'eks.amazonaws.com/role-arn': arn,
      'eks.amazonaws.com/sts-regional-endpoints': 'true',
    });
  });

  test('in China has the ARN of its partition', () => {
    declareInto({ roleName: 'reader' }, { account: ENV.account, region: 'cn-north-1' }).synth();
    expect(annotated()).toMatchObject({
      'eks.amazonaws.com/role-arn': 'arn:aws-cn:iam::111122223333:role/reader',
    });
  });

  test('with an imported role writes its ARN', () => {
    const app = testApp();
    const stack = testStack(app);
    declareIrsa(stack, {
      cluster: attributesCluster(stack),
      delivery: ServiceAccountDelivery.gitOps({ directory }),
      role: iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::111122223333:role/elsewhere'),
    });
    app.synth();
    expect(annotated()).toMatchObject({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/elsewhere',
    });
  });
});

describe('a token that a file cannot hold is refused', () => {
  test.each([
    ['namespace', { namespace: Fn.ref('Namespace') }],
    ['serviceAccountName', { serviceAccountName: Fn.ref('Name') }],
    ['manifest', { labels: { team: Fn.ref('Team') } }],
  ])('%s', (what, props) => {
    const stack = testStack();
    const delivery = ServiceAccountDelivery.gitOps({ directory });
    const cluster = attributesCluster(stack);
    expect(() => declarePodIdentity(stack, { cluster, delivery, ...props }, 'Reader')).toThrow(
      new RegExp(
        `^\\[Stack/Reader\\] ${what} '.*' is only known at deployment, and gitOps\\(\\) delivery ` +
          'writes a file at synthesis: give literal values, or use kubectl\\(\\) or external\\(\\)',
      ),
    );
  });
});
