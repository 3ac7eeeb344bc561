import { fakeWorld, runCli } from '../fake-world';
import {
  answersOf,
  CONTAINER_CREDENTIALS,
  irsaCluster,
  type LiveCluster,
  liveWorld,
  podIdentityCluster,
  ROLE,
  SECRET,
  WEB_IDENTITY,
} from './live-cluster';
import { ISSUER, irsaCondition, trustPolicy } from './test-token';

function diagnose(cluster: LiveCluster, ...args: string[]) {
  return runCli(['diagnose', '--pod', 'logging/reader-5d9c7', ...args], liveWorld(cluster), {
    columns: 1000,
  });
}

function step(out: string, question: string): string {
  return out.split('\n\n').find((part) => part.includes(question)) ?? '';
}

const KINDS = { irsa: irsaCluster, 'pod identity': podIdentityCluster };

describe.each(Object.entries(KINDS))('a pod with its role by %s', (_, make) => {
  test('is clean, and every step shows its command', () => {
    const { exitCode, out } = diagnose(make(), '--sdk', 'boto3=1.34.41');

    expect(exitCode).toBe(0);
    expect(out).toContain(' 0 problem, 0 cannot tell');
    expect(out.match(/\n {13}\$ (?:kubectl|aws) /g)?.length).toBeGreaterThan(8);
    expect(step(out, 'still gets AccessDenied')).toContain('can');
  });

  test('is asked about with get, describe, list and config view only', () => {
    const world = liveWorld(make());
    runCli(['diagnose', '--pod', 'logging/reader-5d9c7'], world);

    expect(world.ran.length).toBeGreaterThan(6);
    for (const line of world.ran) {
      expect(line).toMatch(/^(?:kubectl (?:get|config view) |aws \w+ (?:get|describe|list)-)/);
      expect(line).not.toMatch(/exec|secret|token|--raw/i);
    }
  });

  test('gives a recording without secrets that replays to the same', () => {
    const world = liveWorld(make());
    const live = runCli(['diagnose', '--pod', 'logging/reader-5d9c7', '--record', 'dir'], world);
    const recording = world.written.get('dir/diagnose-pod.json') ?? '';
    const elsewhere = fakeWorld({ files: { 'dir/diagnose-pod.json': recording } });
    const replayed = runCli(['diagnose', '--replay', 'dir'], elsewhere);

    expect(JSON.stringify(make())).toContain(SECRET);
    expect(recording + live.out).not.toContain(SECRET);
    expect(recording).not.toContain('DATABASE_PASSWORD');
    expect(elsewhere.ran).toEqual([]);
    expect(live.out).toBe(
      `${replayed.out}Recorded in dir/diagnose-pod.json; look through it before you send it on.\n`,
    );
  });
});

test('a recording names static keys and keeps none of their values', () => {
  const cluster = irsaCluster();
  const names = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  ];
  cluster.pod.spec.containers[0].env = names.map((name) => ({ name, value: SECRET }));
  const world = liveWorld(cluster);
  const { out } = runCli(['diagnose', '--pod', 'logging/reader-5d9c7', '--record', 'dir'], world);
  const recording = world.written.get('dir/diagnose-pod.json') ?? '';

  for (const name of names) expect(recording).toContain(name);
  expect(recording + out).not.toContain(SECRET);
});

type Change = (cluster: LiveCluster) => void;
type Broken = [string, Change, string, string];

const env: (variables: typeof WEB_IDENTITY) => Change = (variables) => (c) => {
  c.pod.spec.containers[0].env = variables;
};

const BROKEN_IRSA: Broken[] = [
  [
    'the pod names no ServiceAccount',
    (c) => {
      delete c.pod.spec.serviceAccountName;
    },
    'Which ServiceAccount',
    'the pod spec names none',
  ],
  [
    'the annotation is on the Pod',
    (c) => {
      c.serviceAccount.metadata.annotations = {};
      c.pod.metadata.annotations = { 'eks.amazonaws.com/role-arn': ROLE };
    },
    'annotation where',
    'It is on the Pod',
  ],
  [
    'the annotation is on the Deployment',
    (c) => {
      c.serviceAccount.metadata.annotations = {};
      c.replicaSet.metadata.annotations = { 'eks.amazonaws.com/role-arn': ROLE };
    },
    'annotation where',
    'It is on the Deployment',
  ],
  [
    'the key is mistyped',
    (c) => {
      c.serviceAccount.metadata.annotations = { 'eks.amazon.com/role-arn': ROLE };
    },
    'annotation where',
    'a key that is not eks.amazonaws.com/role-arn: eks.amazon.com/role-arn',
  ],
  [
    'nothing gives it a role',
    (c) => {
      c.serviceAccount.metadata.annotations = {};
    },
    'annotation where',
    'nothing gives this pod a role',
  ],
  [
    'the annotation has a blank',
    (c) => {
      c.serviceAccount.metadata.annotations['eks.amazonaws.com/role-arn'] = `${ROLE} `;
    },
    'annotation where',
    'The annotation ends with a blank',
  ],
  [
    'the annotation is a name',
    (c) => {
      c.serviceAccount.metadata.annotations['eks.amazonaws.com/role-arn'] = 's3-reader';
    },
    'annotation where',
    'not the ARN of a role',
  ],
  ['nothing was injected', env([]), 'webhook inject', 'Nothing was injected into app'],
  [
    'the pod is older than the annotation',
    (c) => {
      c.pod.spec.containers[0].env[1] = { name: 'AWS_ROLE_ARN', value: `${ROLE}-old` };
    },
    'younger than',
    'The pod is older than the annotation',
  ],
  [
    'static keys are set',
    env([...WEB_IDENTITY, { name: 'AWS_ACCESS_KEY_ID', value: SECRET }]),
    'credential chain',
    'app: AWS_ACCESS_KEY_ID',
  ],
  [
    'the provider is of another cluster',
    (c) => {
      c.providers = [ISSUER.replace('https://', '').replace('D539', 'D540')];
    },
    'registered in IAM',
    'registered: oidc.eks.eu-west-1',
  ],
  [
    'the provider lacks the audience',
    (c) => {
      c.clientIds = ['other'];
    },
    'list the audience',
    'client ids: other',
  ],
  [
    'the trust is for another namespace',
    (c) => {
      c.trust = trustPolicy(irsaCondition('system:serviceaccount:default:s3-reader-sa'));
    },
    'on sub hold?',
    'The namespace differs',
  ],
  [
    'the pod falls back to the node',
    (c) => {
      env([])(c);
      c.hopLimit = 2;
    },
    "node's role",
    'Yes, and it does: app',
  ],
  [
    'the pod falls back on the host network',
    (c) => {
      env([])(c);
      c.pod.spec.hostNetwork = true;
    },
    "node's role",
    'the pod is on the host network',
  ],
];

const BROKEN_POD_IDENTITY: Broken[] = [
  [
    'the pod is older than the association',
    env(WEB_IDENTITY),
    'webhook inject',
    'the pod is older than the association',
  ],
  ['nothing was injected', env([]), 'webhook inject', 'Nothing was injected into app'],
  [
    'web identity comes first',
    env([...CONTAINER_CREDENTIALS, ...WEB_IDENTITY]),
    'credential chain',
    'Web identity comes before Pod Identity',
  ],
  [
    'both mechanisms name different roles',
    (c) => {
      c.serviceAccount.metadata.annotations = { 'eks.amazonaws.com/role-arn': `${ROLE}-2` };
    },
    'only one mechanism',
    'Both exist, for different roles',
  ],
  [
    'the agent is missing',
    (c) => {
      c.agent = undefined;
    },
    'agent run',
    'no DaemonSet eks-pod-identity-agent',
  ],
  [
    'the agent is not ready',
    (c) => {
      c.agent = { status: { desiredNumberScheduled: 3, numberReady: 2 } };
    },
    'agent run',
    '2 of 3 agent pods are ready',
  ],
  [
    'the pod is on Fargate',
    (c) => {
      c.node.metadata.labels['eks.amazonaws.com/compute-type'] = 'fargate';
    },
    'kind of node',
    'runs on Fargate',
  ],
  [
    'the node is Windows',
    (c) => {
      c.node.metadata.labels['kubernetes.io/os'] = 'windows';
    },
    'kind of node',
    'a Windows node',
  ],
  [
    'the trust is for IRSA',
    (c) => {
      c.trust = trustPolicy();
    },
    'admit pods.eks.amazonaws.com',
    'No statement allows it sts:AssumeRole',
  ],
  [
    'the trust has no TagSession',
    (c) => {
      c.trust = c.trust.replace(',"sts:TagSession"', '');
    },
    'admit pods.eks.amazonaws.com',
    'without sts:TagSession',
  ],
  [
    'the trust is for another ServiceAccount',
    (c) => {
      c.trust = c.trust.replace('s3-reader-sa', 'other');
    },
    'kubernetes-service-account hold?',
    'trust policy: other',
  ],
  [
    'session tags are off',
    (c) => {
      Object.assign(c.association ?? {}, { disableSessionTags: true });
    },
    'kubernetes-namespace hold?',
    'session tags turned off',
  ],
];

describe.each([
  ['irsa', irsaCluster, BROKEN_IRSA],
  ['pod identity', podIdentityCluster, BROKEN_POD_IDENTITY],
] as const)('by %s', (_, make, broken) => {
  test.each(broken)('%s', (_name, change, question, found) => {
    const cluster = make();
    change(cluster);
    const { exitCode, out } = diagnose(cluster);

    expect(step(out, question)).toMatch(/^problem/);
    expect(step(out, question)).toContain(found);
    expect(step(out, question)).toContain('Fix:');
    expect(exitCode).toBe(1);
    expect(step(diagnose(make()).out, question)).not.toMatch(/^problem/);
  });
});

describe('what cannot be told is not called fine', () => {
  const CANNOT: [string, Change, string][] = [
    [
      'variables from a Secret',
      (c) => {
        c.pod.spec.containers[0].envFrom = [{ secretRef: { name: 'db' } }];
      },
      'credential chain',
    ],
    ['a profile', env([...WEB_IDENTITY, { name: 'AWS_PROFILE', value: 'x' }]), 'credential chain'],
    [
      'metadata that answers pods',
      (c) => {
        c.hopLimit = 2;
      },
      "node's role",
    ],
    [
      'a role of the same name in another path',
      (c) => {
        c.serviceAccount.metadata.annotations['eks.amazonaws.com/role-arn'] = ROLE.replace(
          'role/',
          'role/team/',
        );
      },
      'trust policy of the role admit',
    ],
    [
      'a role of another account',
      (c) => {
        c.serviceAccount.metadata.annotations['eks.amazonaws.com/role-arn'] = ROLE.replace(
          '1111',
          '9999',
        );
      },
      'registered in IAM',
    ],
  ];

  test.each(CANNOT)('%s', (_, change, question) => {
    const cluster = irsaCluster();
    change(cluster);

    expect(step(diagnose(cluster).out, question)).toMatch(/^cannot tell/);
  });

  test('a command that fails', () => {
    const answers = answersOf(irsaCluster());
    for (const line of Object.keys(answers))
      if (line.startsWith('aws ')) answers[line] = 'no credentials';
    const { exitCode, out } = runCli(
      ['diagnose', '--pod', 'logging/reader-5d9c7'],
      fakeWorld({ answers }),
      { columns: 1000 },
    );

    expect(exitCode).toBe(0);
    expect(out).toMatch(/ 0 problem, [5-9] cannot tell/);
    expect(step(out, 'only one mechanism')).toContain('The command failed: no credentials.');
  });

  test('a container that asked to be left out is said so, and is no problem', () => {
    const cluster = irsaCluster();
    cluster.pod.spec.containers.push({ name: 'proxy', env: [] });
    expect(step(diagnose(cluster).out, 'webhook inject')).toMatch(/^problem/);

    cluster.pod.metadata.annotations = { 'eks.amazonaws.com/skip-containers': 'proxy' };
    expect(step(diagnose(cluster).out, 'webhook inject')).toContain('proxy is left out');
  });
});

test('the SDK of the image is compared with the minimum for the mechanism', () => {
  const sdk = (make: () => LiveCluster, ...args: string[]) =>
    step(diagnose(make(), ...args).out, 'Does the SDK');

  expect(sdk(podIdentityCluster, '--sdk', 'boto3=1.34.40')).toMatch(/^problem/);
  expect(sdk(podIdentityCluster, '--sdk', 'boto3=1.34.41')).toMatch(/^ok/);
  expect(sdk(irsaCluster, '--sdk', 'boto3=1.34.40')).toMatch(/^ok/);
  expect(sdk(podIdentityCluster, '--sdk', 'go-v2=release-2023-11-13')).toMatch(/^problem/);
  expect(sdk(podIdentityCluster, '--sdk', 'go-v2=1.30.0')).toMatch(/^cannot tell/);
  expect(sdk(irsaCluster)).toMatch(/^cannot tell/);
  expect(diagnose(irsaCluster(), '--sdk', 'cobol=1')).toMatchObject({ exitCode: 2 });
});

test('context, Region, profile and cluster are handed on', () => {
  const world = fakeWorld({
    answers: {
      'kubectl get pod reader-5d9c7 -n logging -o json --context=blue': irsaCluster().pod,
    },
  });
  runCli(
    [
      'diagnose',
      '--pod',
      'logging/reader-5d9c7',
      '--context',
      'blue',
      '--region',
      'eu-west-1',
      '--profile',
      'p',
      '--cluster',
      'prod',
    ],
    world,
  );

  expect(world.ran).toContain(
    'aws eks describe-cluster --name prod --output json --region=eu-west-1 --profile=p',
  );
});

test.each(['reader', 'a/b/c', '--raw/x', 'A/b', 'a/-b', '/b', 'a/', 'a/$(id)'])(
  '--pod=%s is refused, and nothing is run',
  (pod) => {
    const world = fakeWorld({});

    expect(runCli(['diagnose', `--pod=${pod}`], world)).toMatchObject({ exitCode: 2 });
    expect(world.ran).toEqual([]);
  },
);

test('names from the cluster never become options of a program', () => {
  const cluster = irsaCluster();
  cluster.pod.spec.serviceAccountName = '--kubeconfig=other';
  cluster.pod.spec.nodeName = '--raw';
  const world = liveWorld(cluster);
  runCli(['diagnose', '--pod', 'logging/reader-5d9c7'], world);

  expect(world.ran.filter((line) => line.startsWith('kubectl')).join('\n')).not.toMatch(
    /--kubeconfig|--raw/,
  );
});

test('a pod that cannot be read is an error, recorded all the same', () => {
  const world = fakeWorld({
    answers: { 'kubectl get pod reader-5d9c7 -n logging -o json': 'not allowed' },
  });

  expect(
    runCli(['diagnose', '--pod', 'logging/reader-5d9c7', '--record', 'd'], world),
  ).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('kubectl get pod reader-5d9c7 -n logging -o json: not allowed'),
  });
  expect(world.written.get('d/diagnose-pod.json')).toContain('not allowed');
});

describe('a hostile recording', () => {
  const replay = (value: unknown) =>
    runCli(
      ['diagnose', '--replay', 'd'],
      fakeWorld({
        files: { 'd/diagnose-pod.json': typeof value === 'string' ? value : JSON.stringify(value) },
      }),
    );
  const frame = { target: { namespace: 'a', name: 'b' }, kubectlFlags: [], awsFlags: [] };

  test.each([
    ['no JSON', '{'],
    ['another thing', {}],
    ['null', 'null'],
    ['odd answers', { ...frame, answers: [null] }],
    ['odd flags', { ...frame, kubectlFlags: [1], answers: [] }],
  ])('%s ends with 2', (_, value) => {
    expect(replay(value)).toMatchObject({ exitCode: 2, out: '' });
  });

  test('with values of other kinds is read as if they were missing', () => {
    const value = {
      spec: {
        serviceAccountName: ['x'],
        containers: [{ env: [null, 1, { name: {} }], name: 7 }, 'x'],
        volumes: 'x',
        nodeName: '\u001b[2J',
      },
    };
    const { exitCode, out } = replay({
      ...frame,
      answers: [{ command: 'kubectl get pod b -n a -o json', value }],
    });

    expect(exitCode).toBe(1);
    expect(out).not.toContain('\u001b');
  });
});
