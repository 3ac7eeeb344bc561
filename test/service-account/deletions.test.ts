import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { DELETION_ROWS, type DeletionScenario } from '../../scripts/deletion-rows';
import { deletionTable } from '../../scripts/deletion-table';
import { readme, withTable } from '../../scripts/readme-table';
import { type KubectlDeliveryOptions, ManifestGrouping, ServiceAccountDelivery } from '../../src';
import { attributesCluster, testApp, testStack } from '../fixtures';
import { KubectlHandler, ModelledDeployments } from '../kubectl-handler';
import { declareIrsa, declarePodIdentity } from './declare';

const CLUSTER = 'prod';
const READER = 'logging/reader';

/** What a deployment declares: each ServiceAccount of `logging` and its delivery. */
interface Declared {
  readonly [serviceAccountName: string]:
    | KubectlDeliveryOptions
    | 'external'
    | { readonly podIdentity: KubectlDeliveryOptions };
}

/** A deployment of a stack, by default the first; without declarations the stack is destroyed. */
interface Step {
  readonly stack?: string;
  readonly declared?: Declared;
  /** Construct ids and places differ from those of other deployments. */
  readonly moved?: boolean;
  /** Somebody else, a chart say, writes the ServiceAccount before this deployment. */
  readonly takenOver?: boolean;
}

const shared: KubectlDeliveryOptions = {};
const alone: KubectlDeliveryOptions = { grouping: ManifestGrouping.IDENTITY };
const retained = (options: KubectlDeliveryOptions): KubectlDeliveryOptions => ({
  ...options,
  removalPolicy: RemovalPolicy.RETAIN,
});

const both = { declared: { reader: shared, writer: shared } };
const keep = { declared: { reader: retained(shared) } };

/** How a deployed app gets to the change of each row; more than one way where the row says so. */
const SCENARIOS: { readonly [scenario in DeletionScenario]: readonly Step[][] } = {
  'moved code': [
    [both, { declared: { writer: shared, reader: shared }, moved: true }],
    [
      { declared: { reader: alone, writer: alone } },
      { declared: { writer: alone, reader: alone }, moved: true },
    ],
  ],
  'neighbour comes or goes': [
    [{ declared: { reader: shared } }, both],
    [both, { declared: { reader: shared } }],
    [both, { declared: { reader: shared, renamed: shared } }],
  ],
  'other mechanism': [
    [{ declared: { reader: shared } }, { declared: { reader: { podIdentity: shared } } }],
    [{ declared: { reader: { podIdentity: shared } } }, { declared: { reader: shared } }],
  ],
  'one leaves': [[both, { declared: { writer: shared } }]],
  'one is renamed': [[{ declared: { reader: shared } }, { declared: { renamed: shared } }]],
  'last leaves': [[{ declared: { reader: shared } }, { declared: {} }]],
  'last leaves, retained': [[{ declared: { reader: shared } }, keep, { declared: {} }]],
  'one leaves, alone': [
    [{ declared: { reader: alone, writer: alone } }, { declared: { writer: alone } }],
  ],
  'delivery of one': [[both, { declared: { reader: 'external', writer: shared } }]],
  'delivery of all': [
    [both, { declared: { reader: 'external', writer: 'external' } }],
    [both, { declared: { reader: 'external', writer: 'external' }, takenOver: true }],
  ],
  'delivery of all, retained': [
    [{ declared: { reader: shared } }, keep, { declared: { reader: 'external' } }],
    [{ declared: { reader: shared } }, keep, { declared: { reader: 'external' }, takenOver: true }],
  ],
  'grouping of all': [
    [{ declared: { reader: shared } }, { declared: { reader: alone } }],
    [{ declared: { reader: alone } }, { declared: { reader: shared } }],
  ],
  'grouping of all, retained': [
    [{ declared: { reader: shared } }, keep, { declared: { reader: alone } }],
    [
      { declared: { reader: alone } },
      { declared: { reader: retained(alone) } },
      { declared: { reader: shared } },
    ],
  ],
  'other stack': [
    [
      { declared: { reader: shared } },
      { stack: 'New', declared: { reader: shared } },
      { declared: {} },
    ],
  ],
  'other stack, retained': [
    [
      { declared: { reader: shared } },
      keep,
      { stack: 'New', declared: { reader: shared } },
      { declared: {} },
    ],
  ],
  'stack is destroyed': [[both, {}]],
};

const runs = Object.entries(SCENARIOS).flatMap(([scenario, ways]) =>
  ways.flatMap((steps, index) =>
    [false, true].map((createNamespace) => ({
      scenario: scenario as DeletionScenario,
      way: index + 1,
      steps,
      createNamespace,
    })),
  ),
);

test.each(runs)(
  '$scenario, way $way, createNamespace $createNamespace: README tells what happens',
  ({ scenario, steps, createNamespace }) => {
    const handler = new KubectlHandler();
    const deployments = new ModelledDeployments(handler);
    if (!createNamespace) {
      handler.apply(CLUSTER, [{ kind: 'Namespace', metadata: { name: 'logging' } }]);
    }
    const [first, ...others] = steps;
    take(first, deployments, handler, createNamespace);
    expect(handler.find(CLUSTER, 'ServiceAccount', READER)).toBeDefined();
    const [role] = readerRoles(deployments);

    for (const step of others) {
      take(step, deployments, handler, createNamespace);
    }

    const key = `${CLUSTER} ServiceAccount ${READER}`;
    const remains = handler.find(CLUSTER, 'ServiceAccount', READER) !== undefined;
    expect(remains).toBe(!handler.deleted.includes(key));
    expect({
      serviceAccount: remains ? 'stays' : 'is deleted',
      role: whatBecameOf(role, readerRoles(deployments)),
    }).toEqual({
      serviceAccount: DELETION_ROWS[scenario].serviceAccount,
      role: DELETION_ROWS[scenario].role,
    });
    expect(handler.find(CLUSTER, 'Namespace', 'logging')).toBeDefined();
  },
);

function take(
  step: Step,
  deployments: ModelledDeployments,
  handler: KubectlHandler,
  createNamespace: boolean,
): void {
  const { stack: name = 'Stack', declared } = step;
  if (step.takenOver) {
    handler.apply(CLUSTER, [
      { kind: 'ServiceAccount', metadata: { namespace: 'logging', name: 'reader' } },
    ]);
  }
  if (declared === undefined) {
    deployments.destroy(name);
  } else {
    deployments.deploy(name, templateOf(name, declared, createNamespace, step.moved));
  }
}

function templateOf(
  name: string,
  declared: Declared,
  createNamespace: boolean,
  moved = false,
): Template {
  const stack: Stack = testStack(testApp(), name);
  const cluster = attributesCluster(stack, 'Cluster', CLUSTER);
  const scope = moved ? new Construct(new Construct(stack, 'Team'), 'Identities') : stack;
  for (const [serviceAccountName, how] of Object.entries(declared)) {
    const isPodIdentity = typeof how === 'object' && 'podIdentity' in how;
    const options = isPodIdentity ? how.podIdentity : how;
    const delivery =
      options === 'external'
        ? ServiceAccountDelivery.external()
        : ServiceAccountDelivery.kubectl({ ...options, createNamespace });
    const props = { cluster, delivery, serviceAccountName };
    if (isPodIdentity) {
      declarePodIdentity(scope, props);
    } else {
      declareIrsa(scope, props);
    }
  }
  return Template.fromStack(stack);
}

function readerRoles(deployments: ModelledDeployments): string[] {
  return deployments.roles().filter((role) => role.includes('/RoleLoggingReader'));
}

function whatBecameOf(role: string, roles: string[]): string {
  if (roles.includes(role)) {
    return 'stays';
  }
  return roles.length > 0 ? 'is a new one' : 'is deleted';
}

describe('overwrite', () => {
  const declared = (overwrite: boolean) => ({ reader: { overwrite } });
  let handler: KubectlHandler;
  let deployments: ModelledDeployments;

  beforeEach(() => {
    handler = new KubectlHandler();
    deployments = new ModelledDeployments(handler);
    handler.apply(CLUSTER, [
      { kind: 'Namespace', metadata: { name: 'logging' } },
      { kind: 'ServiceAccount', metadata: { namespace: 'logging', name: 'reader' } },
    ]);
  });

  test('true takes over a ServiceAccount that exists', () => {
    deployments.deploy('Stack', templateOf('Stack', declared(true), false));
    expect(handler.find(CLUSTER, 'ServiceAccount', READER).metadata.annotations).toHaveProperty([
      'eks.amazonaws.com/role-arn',
    ]);
  });

  test('false fails on it', () => {
    expect(() => deployments.deploy('Stack', templateOf('Stack', declared(false), false))).toThrow(
      'AlreadyExists',
    );
  });

  test('false lets a later deployment take over what its manifest gets', () => {
    const template = templateOf('Stack', { writer: { overwrite: false } }, false);
    deployments.deploy('Stack', template);
    const both = { writer: { overwrite: false }, reader: { overwrite: false } };
    deployments.deploy('Stack', templateOf('Stack', both, false));
    expect(handler.find(CLUSTER, 'ServiceAccount', READER).metadata.annotations).toBeDefined();
  });
});

test('a ServiceAccount is written after the namespace that is made for it, and fails without', () => {
  const deploy = (createNamespace: boolean) =>
    new ModelledDeployments(new KubectlHandler()).deploy(
      'Stack',
      templateOf('Stack', { reader: {} }, createNamespace),
    );
  expect(() => deploy(true)).not.toThrow();
  expect(() => deploy(false)).toThrow('namespaces "logging" not found');
});

describe('the table in README', () => {
  const withDeletionTable = (text: string) => withTable(text, 'deletions', deletionTable());
  const marked = 'a <!-- deletions:begin -->old<!-- deletions:end --> z';

  test('is the one of today', () => {
    expect(withDeletionTable(readme())).toBe(readme());
  });

  test('replaces what is between its markers, and nothing else', () => {
    expect(withDeletionTable(marked)).toBe(
      `a <!-- deletions:begin -->\n\n${deletionTable()}\n\n<!-- deletions:end --> z`,
    );
    expect(withDeletionTable(withDeletionTable(marked))).toBe(withDeletionTable(marked));
  });

  test('needs its markers', () => {
    expect(() => withDeletionTable('a z')).toThrow('no <!-- deletions:begin -->');
  });

  test('has a row for each change, told apart', () => {
    const rows = deletionTable()
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
    expect(rows).toHaveLength(Object.keys(DELETION_ROWS).length + 1);
  });
});
