import { type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eksV1 from 'aws-cdk-lib/aws-eks';
import type * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  type ServiceAccountDelivery,
  WorkloadIdentity,
  WorkloadTrust,
} from '../../src';
import {
  attributesCluster,
  CLUSTER_ARN,
  CLUSTER_KINDS,
  type ClusterKind,
  ISSUER,
  testStack,
  v1Cluster,
  v2Cluster,
} from '../fixtures';
import { KubectlHandler, ModelledDeployments } from '../kubectl-handler';
import { synthesisErrorOf } from '../refusal';
import { identityRolesOf, manifestsOf, serviceAccountsOf, trustOf } from '../template-views';
import { changesBetween, conflictsBetween } from './deployment-step';
import { admitsByIrsa, admitsByPodIdentity, type Pod } from './pod';

const SUBJECT = { namespace: 'shop', serviceAccountName: 'orders' };

/** The phases in the order of a migration, each as the app declares it. */
const PHASES = {
  irsa: () => WorkloadTrust.irsa(),
  prepare: () => WorkloadTrust.dual({ association: false }),
  'cut over': () => WorkloadTrust.dual(),
  finish: () => WorkloadTrust.podIdentity(),
};
type Phase = keyof typeof PHASES;
const ORDER = Object.keys(PHASES) as Phase[];

interface AppOfPhase {
  readonly stack: Stack;
  readonly cluster: aws_eks.IClusterRef;
  readonly delivery: ServiceAccountDelivery;
}

/** The app in a phase: the identity has a grant, so that its policy can be seen to stay. */
function declare(phase: Phase, kind: ClusterKind): AppOfPhase {
  const stack = testStack();
  const cluster = kind.make(stack);
  const delivery = kind.delivery();
  grant(
    stack,
    new WorkloadIdentity(stack, 'Orders', {
      ...SUBJECT,
      cluster,
      delivery,
      trust: PHASES[phase](),
    }),
  );
  return { stack, cluster, delivery };
}

function grant(stack: Stack, identity: WorkloadIdentity): void {
  s3.Bucket.fromBucketName(stack, 'Invoices', 'invoices').grantRead(identity);
}

const ROLE = '~ AWS::IAM::Role AssumeRolePolicyDocument';
const MANIFEST = '~ Custom::AWSCDK-EKS-KubernetesResource Manifest';
const ASSOCIATION = ['AWS::EKS::PodIdentityAssociation', 'AWS::EKS::Addon'];

describe.each(CLUSTER_KINDS)('a migration on a cluster of kind $kind', (kind) => {
  const templates = new Map(
    ORDER.map((phase) => [phase, Template.fromStack(declare(phase, kind).stack)]),
  );
  const of = (phase: Phase) => templates.get(phase) as Template;
  const canKubectl = kind.delivery()._config.kind === 'kubectl';
  const ownsProvider = kind.owned || kind.kind === 'attributes with an issuer';

  const added = (sign: string) => [
    ...(kind.owned ? [`${sign} ${ASSOCIATION[1]}`] : []),
    `${sign} ${ASSOCIATION[0]}`,
  ];
  const finishing = (sign: string) => [
    ...(ownsProvider ? [`${sign} AWS::IAM::OIDCProvider`] : []),
    ROLE,
    ...(canKubectl ? [MANIFEST] : []),
  ];

  test.each<[Phase, Phase, string[]]>([
    ['irsa', 'prepare', [ROLE]],
    ['prepare', 'cut over', added('+')],
    ['cut over', 'finish', finishing('-')],
    ['finish', 'cut over', finishing('+')],
    ['cut over', 'prepare', added('-')],
    ['prepare', 'irsa', [ROLE]],
  ])('from %s to %s changes only what it says', (from, to, changes) => {
    expect(changesBetween(of(from), of(to))).toEqual(changes);
    expect(conflictsBetween(of(from), of(to))).toEqual([]);
  });

  test('is of one role with one policy, throughout', () => {
    const roles = ORDER.map((phase) => identityRolesOf(of(phase)).map(({ id }) => id));

    expect(roles.flat()).toHaveLength(ORDER.length);
    expect(new Set(roles.flat()).size).toBe(1);
  });

  test('admits IRSA until it is finished, and Pod Identity from its preparation on', () => {
    const pod: Pod = {
      issuer: ISSUER,
      clusterArn: CLUSTER_ARN,
      namespace: 'shop',
      serviceAccount: 'orders',
    };
    const admitted = ORDER.map((phase) => [
      admitsByIrsa(trustOf(of(phase)), pod),
      admitsByPodIdentity(trustOf(of(phase)), pod),
    ]);

    expect(admitted).toEqual([
      [true, false],
      [true, true],
      [true, true],
      [false, true],
    ]);
  });

  test('keeps the annotation until it is finished, and never deletes the ServiceAccount', () => {
    const annotated = ORDER.map((phase) =>
      serviceAccountsOf(of(phase)).map(
        ({ metadata }) => 'eks.amazonaws.com/role-arn' in (metadata.annotations ?? {}),
      ),
    );
    expect(annotated).toEqual(canKubectl ? [[true], [true], [true], [false]] : [[], [], [], []]);

    const handler = new KubectlHandler();
    const deployments = new ModelledDeployments(handler);
    for (const { clusterName } of manifestsOf(of('irsa'))) {
      handler.apply(clusterName, [{ kind: 'Namespace', metadata: { name: 'shop' } }]);
    }
    for (const phase of [...ORDER, ...[...ORDER].reverse()]) {
      deployments.deploy('Stack', of(phase));
    }
    expect(handler.deleted).toEqual([]);
  });

  test('may begin and end with the everyday classes', () => {
    const [before, after] = [IrsaServiceAccount, PodIdentityAssociation].map((Identity) => {
      const stack = testStack();
      const cluster = kind.make(stack);
      grant(
        stack,
        new Identity(stack, 'Orders', { ...SUBJECT, cluster, delivery: kind.delivery() }),
      );
      return Template.fromStack(stack);
    });

    expect(changesBetween(of('irsa'), before)).toEqual([]);
    expect(changesBetween(of('finish'), after)).toEqual([]);
  });
});

/** A Deployment of `shop/orders`, as the app declares it. */
function addPods(
  cluster: eksV2.Cluster,
  pods: { readonly metadata?: object; readonly spec?: object },
) {
  const spec = { serviceAccountName: 'orders', containers: [{ name: 'orders' }], ...pods.spec };
  cluster.addManifest('Deployment', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { template: { metadata: pods.metadata, spec } },
  });
}

/** A cluster with a Fargate profile for a namespace, or for pods of it with these labels. */
function withProfile<T extends eksV1.Cluster | eksV2.Cluster>(
  cluster: T,
  namespace: string,
  labels?: { [key: string]: string },
): T {
  cluster.addFargateProfile('Shop', { selectors: [{ namespace, labels }] });
  return cluster;
}

interface Obstacle {
  readonly add: (stack: Stack) => aws_eks.IClusterRef;
  readonly said: string;
}

/** What makes Pod Identity impossible for the pods of `shop/orders`. */
const OBSTACLES: { readonly [what: string]: Obstacle } = {
  'a Fargate profile of CloudFormation': {
    add: (stack) => {
      new eksV1.CfnFargateProfile(stack, 'Profile', {
        clusterName: 'prod',
        podExecutionRoleArn: 'arn:aws:iam::111122223333:role/fargate',
        selectors: [{ namespace: 'shop' }],
      });
      return attributesCluster(stack);
    },
    said: 'The Fargate profile Stack/Profile selects the namespace shop.',
  },
  'a Fargate profile of aws-eks, by a pattern': {
    add: (stack) => withProfile(v1Cluster(stack), 'sh*'),
    said: 'selects the namespace shop.',
  },
  'a Fargate profile of aws-eks-v2': {
    add: (stack) => withProfile(v2Cluster(stack), 'shop'),
    said: 'selects the namespace shop.',
  },
  'a Deployment for Windows nodes': {
    add: (stack) => {
      const cluster = v2Cluster(stack);
      addPods(cluster, { spec: { nodeSelector: { 'kubernetes.io/os': 'windows' } } });
      return cluster;
    },
    said: 'runs on Windows nodes.',
  },
};

describe.each(Object.keys(OBSTACLES))('beside %s', (what) => {
  const { add, said } = OBSTACLES[what];

  function synthesize(phase: Phase, namespace = 'shop', acknowledged: string[] = []) {
    const stack = testStack();
    const cluster = add(stack);
    const identity = new WorkloadIdentity(stack, 'Orders', {
      ...SUBJECT,
      namespace,
      cluster,
      trust: PHASES[phase](),
    });
    for (const id of acknowledged) {
      Validations.of(identity).acknowledge({ id, reason: 'a DaemonSet on the nodes' });
    }
    return () => Template.fromStack(stack);
  }

  test('cut over is refused', () => {
    const error = synthesisErrorOf(synthesize('cut over'));

    expect(error).toContain('[Stack/Orders] cut-over to EKS Pod Identity is refused: ');
    expect(error).toContain(said);
    expect(error).toContain(
      'Pods there would lose their credentials. Stay with WorkloadTrust.dual({ association: false }) or ' +
        '.irsa() for this ServiceAccount',
    );
  });

  test('EKS Pod Identity alone is refused', () => {
    const error = synthesisErrorOf(synthesize('finish'));

    expect(error).toContain('[Stack/Orders] EKS Pod Identity is refused: ');
    expect(error).toContain(said);
    expect(error).toContain('pods would get no credentials. Use IrsaServiceAccount');
  });

  test.each(['cut over', 'finish'] as const)(
    'the phase "%s" is accepted where that is acknowledged as the refusal says, and not otherwise',
    (phase) => {
      const id = /acknowledge\(\{ id: '([\w:-]+)'/.exec(synthesisErrorOf(synthesize(phase)))?.[1];

      expect(synthesize(phase, 'shop', [String(id)])).not.toThrow();
      expect(synthesize(phase, 'shop', ['cdk-eks-workload-identity:role-shared'])).toThrow();
    },
  );

  test.each(['irsa', 'prepare'] as const)('the phase "%s" is accepted', (phase) => {
    expect(synthesize(phase)).not.toThrow();
  });

  test.each(['cut over', 'finish'] as const)(
    'the phase "%s" in another namespace is accepted',
    (phase) => {
      expect(synthesize(phase, 'billing')).not.toThrow();
    },
  );
});

describe.each([
  ['cut over', 'cut-over to EKS Pod Identity is refused'],
  ['finish', 'EKS Pod Identity is refused'],
] as const)('beside a Fargate profile that selects by labels too, "%s"', (phase, refused) => {
  function synthesize(labels?: { readonly [key: string]: string }) {
    const stack = testStack();
    const cluster = withProfile(v2Cluster(stack), 'shop', { runs: 'serverless' });
    new WorkloadIdentity(stack, 'Orders', { ...SUBJECT, cluster, trust: PHASES[phase]() });
    if (labels) {
      addPods(cluster, { metadata: { labels } });
    }
    return () => Template.fromStack(stack);
  }

  test('is refused where the pods of the app have the labels', () => {
    expect(synthesisErrorOf(synthesize({ runs: 'serverless' }))).toContain(refused);
  });

  test('is accepted where they have not, or the app has no pods', () => {
    expect(synthesize({ runs: 'on-nodes' })).not.toThrow();
    expect(synthesize()).not.toThrow();
  });
});
