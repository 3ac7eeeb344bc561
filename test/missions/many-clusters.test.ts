import { type CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import {
  FindingSeverity,
  type RoleOptions,
  WorkloadCluster,
  WorkloadIdentity,
  WorkloadTrust,
} from '../../src';
import { judgeApp } from '../../src/checks/judge-app';
import { ENV, importedKubectl, testStack, v2Cluster } from '../fixtures';
import { refusalOf } from '../refusal';
import {
  associationsOf,
  identityRolesOf,
  manifestsOf,
  type PolicyView,
  trustOf,
} from '../template-views';
import { changesBetween, conflictsBetween, idsOf } from './deployment-step';
import { admitsByIrsa, admitsByPodIdentity, type Pod } from './pod';

const REGION = 'eu-west-1';
const issuerOf = (digit: string) => `oidc.eks.${REGION}.amazonaws.com/id/${digit.repeat(32)}`;
const ISSUERS: { readonly [cluster: string]: string } = {
  blue: issuerOf('B'),
  green: issuerOf('6'),
};
const NAMES = Object.keys(ISSUERS);

const TRUSTS = {
  irsa: () => WorkloadTrust.irsa(),
  podIdentity: () => WorkloadTrust.podIdentity(),
  dual: () => WorkloadTrust.dual(),
};
type Mechanism = keyof typeof TRUSTS;
const MECHANISMS = Object.keys(TRUSTS) as Mechanism[];

function podOf(cluster: string, serviceAccount = 'app', issuer = ISSUERS[cluster]): Pod {
  return {
    issuer,
    clusterArn: `arn:aws:eks:${REGION}:111122223333:cluster/${cluster}`,
    namespace: 'shop',
    serviceAccount,
  };
}

/** Which mechanisms give the pod the role. */
function admitted(trust: PolicyView, pod: Pod): Mechanism[] {
  const [irsa, podIdentity] = [admitsByIrsa(trust, pod), admitsByPodIdentity(trust, pod)];
  return [...(irsa ? ['irsa' as const] : []), ...(podIdentity ? ['podIdentity' as const] : [])];
}

function imported(stack: Stack, clusterName: string): WorkloadCluster {
  return WorkloadCluster.fromAttributes(stack, clusterName, {
    clusterName,
    oidcProviderArn: `arn:aws:iam::${ENV.account}:oidc-provider/${ISSUERS[clusterName]}`,
    kubectlProvider: importedKubectl(stack, `${clusterName}-kubectl`),
  });
}

type MakeCluster = (stack: Stack, name: string) => aws_eks.IClusterRef;

interface Step {
  readonly clusters: string[];
  readonly roleLogicalId?: string;
}

function deployed(
  { clusters, roleLogicalId }: Step,
  mechanism: Mechanism,
  make: MakeCluster = imported,
): Template {
  const stack = testStack();
  const all = new Map(NAMES.map((name) => [name, make(stack, name)]));
  const [cluster, ...additionalClusters] = clusters.map(
    (name) => all.get(name) as aws_eks.IClusterRef,
  );
  new WorkloadIdentity(stack, 'App', {
    cluster,
    additionalClusters,
    namespace: 'shop',
    serviceAccountName: 'app',
    trust: TRUSTS[mechanism](),
    roleLogicalId,
  });
  return Template.fromStack(stack);
}

const onBoth = (mechanism: Mechanism) => deployed({ clusters: NAMES }, mechanism);

describe('one role for two clusters', () => {
  test('has a statement for each cluster under IRSA', () => {
    expect(trustOf(onBoth('irsa')).Statement.map(({ Condition }) => Condition)).toEqual(
      NAMES.map((name) => ({
        StringEquals: {
          [`${ISSUERS[name]}:aud`]: 'sts.amazonaws.com',
          [`${ISSUERS[name]}:sub`]: 'system:serviceaccount:shop:app',
        },
      })),
    );
    expect(associationsOf(onBoth('irsa'))).toEqual([]);
  });

  test('has one statement with a list of clusters, and an association each, under Pod Identity', () => {
    const template = onBoth('podIdentity');
    const [role] = identityRolesOf(template);

    expect(trustOf(template).Statement).toHaveLength(1);
    expect(trustOf(template).Statement[0].Condition).toEqual({
      StringEquals: {
        'aws:RequestTag/eks-cluster-arn': NAMES.map((name) => podOf(name).clusterArn),
        'aws:RequestTag/kubernetes-namespace': 'shop',
        'aws:RequestTag/kubernetes-service-account': 'app',
      },
    });
    expect(associationsOf(template).map(({ properties }) => properties)).toEqual(
      NAMES.map((ClusterName) => ({
        ClusterName,
        Namespace: 'shop',
        ServiceAccount: 'app',
        RoleArn: `<${role.id}.Arn>`,
      })),
    );
  });

  test.each(MECHANISMS)('admits the pods of both and of no other cluster (%s)', (mechanism) => {
    const trust = trustOf(onBoth(mechanism));
    const used = mechanism === 'dual' ? ['irsa', 'podIdentity'] : [mechanism];

    expect(NAMES.map((name) => admitted(trust, podOf(name)))).toEqual([used, used]);
    expect(admitted(trust, podOf('red', 'app', issuerOf('E')))).toEqual([]);
    expect(NAMES.flatMap((name) => admitted(trust, podOf(name, 'other')))).toEqual([]);
  });

  test.each(MECHANISMS)(
    'is named by identical ServiceAccounts in both clusters (%s)',
    (mechanism) => {
      const manifests = manifestsOf(onBoth(mechanism));

      expect(manifests.map(({ clusterName }) => clusterName).sort()).toEqual(NAMES);
      expect(manifests[0].objects).toEqual(manifests[1].objects);
      expect(manifests[0].objects).toHaveLength(1);
    },
  );

  test('stands in the inventory as sharing that is meant, and is no finding', () => {
    const stack = testStack();
    const [cluster, ...additionalClusters] = NAMES.map((name) => imported(stack, name));
    new WorkloadIdentity(stack, 'App', {
      cluster,
      additionalClusters,
      namespace: 'shop',
      serviceAccountName: 'app',
      trust: WorkloadTrust.dual(),
    });
    const [{ sharing, findings }] = judgeApp(stack.node.root).inventory.identities;

    expect(sharing).toEqual(['declared for 2 clusters']);
    expect(findings.filter(({ severity }) => severity !== FindingSeverity.INFO)).toEqual([]);
  });

  test('is refused where a cluster is named twice', () => {
    expect(refusalOf(() => deployed({ clusters: ['blue', 'blue'] }, 'irsa'))).toBe(
      "[Stack/App] cluster 'Stack/blue' is given twice, in cluster or additionalClusters: name each cluster once",
    );
    expect(() => deployed({ clusters: NAMES }, 'irsa')).not.toThrow();
  });
});

const CLUSTERS: { readonly [kind: string]: MakeCluster } = {
  'imported clusters': imported,
  'clusters of the stack with names': (stack, name) =>
    v2Cluster(stack, name, { clusterName: name }),
  'clusters of the stack without names': (stack, name) => v2Cluster(stack, name),
};

describe.each(Object.keys(CLUSTERS))('from blue to green, with %s', (kind) => {
  describe.each(MECHANISMS)('by %s', (mechanism) => {
    const walk = (steps: Step[]) => steps.map((step) => deployed(step, mechanism, CLUSTERS[kind]));
    const blue = walk([{ clusters: ['blue'] }])[0];
    const roleLogicalId = identityRolesOf(blue)[0].id;
    const steps = [
      blue,
      ...walk([
        { clusters: ['blue', 'green'] },
        { clusters: ['green', 'blue'], roleLogicalId },
        { clusters: ['green'], roleLogicalId },
      ]),
    ];

    test('role, name and ARN never change', () => {
      const roles = steps.map((template) => identityRolesOf(template));

      expect(roles.map((all) => all.map(({ id }) => id))).toEqual(steps.map(() => [roleLogicalId]));
      for (const [{ properties }] of roles) {
        expect(properties).not.toHaveProperty('RoleName');
      }
    });

    test('each step changes what it says, and never meets what is there', () => {
      const [association, manifest] = [
        'AWS::EKS::PodIdentityAssociation',
        'Custom::AWSCDK-EKS-KubernetesResource',
      ];
      const byMechanism = (sign: string) => [
        ...(mechanism === 'irsa' ? [] : [`${sign} ${association}`]),
        `${sign} ${manifest}`,
      ];
      const ours = (line: string) => !/OIDCProvider|EKS::Addon/.test(line);
      const changes = steps.slice(1).map((after, index) => changesBetween(steps[index], after));

      // Clusters of one stack have one issuer here, so that the order of their statements does not show.
      const trust = '~ AWS::IAM::Role AssumeRolePolicyDocument';
      expect(changes[0].filter(ours)).toEqual([...byMechanism('+'), trust]);
      expect(changes[1].filter((line) => line !== trust)).toEqual([]);
      expect(changes[2].filter(ours)).toEqual([...byMechanism('-'), trust]);
      for (const [index, after] of steps.slice(1).entries()) {
        expect(conflictsBetween(steps[index], after)).toEqual([]);
      }
    });
  });
});

test('without the pin, moving the primary would make a new role', () => {
  const [before, after] = [
    ['blue', 'green'],
    ['green', 'blue'],
  ].map((clusters) => deployed({ clusters }, 'dual'));

  expect(changesBetween(before, after)).toEqual(
    expect.arrayContaining(['+ AWS::IAM::Role', '- AWS::IAM::Role']),
  );
});

test('divided permissions follow the first cluster, pin or not, and a literal role name', () => {
  const policyIds = (names: string[], options: RoleOptions) => {
    const stack = testStack();
    const [cluster, ...additionalClusters] = names.map((name) => imported(stack, name));
    new WorkloadIdentity(stack, 'App', {
      cluster,
      additionalClusters,
      namespace: 'shop',
      serviceAccountName: 'app',
      trust: WorkloadTrust.dual(),
      policyStatements: Array.from(
        { length: 60 },
        (_, at) =>
          new iam.PolicyStatement({
            actions: ['s3:GetObject'],
            resources: [`arn:aws:s3:::${'data'.repeat(50)}/${at}/*`],
          }),
      ),
      ...options,
    });
    return idsOf(Template.fromStack(stack), 'AWS::IAM::ManagedPolicy');
  };
  const moved = (options: RoleOptions) => {
    const [before, after] = [NAMES, [...NAMES].reverse()].map((names) => policyIds(names, options));
    expect(before.length).toBeGreaterThan(1);
    return after.some((id) => !before.includes(id));
  };

  expect(moved({ roleLogicalId: 'App' })).toBe(true);
  expect(moved({ roleName: 'shop-app' })).toBe(false);
});

test('where a name is a token, a further cluster leaves the association that is there alone', () => {
  const [alone, both] = [['blue'], NAMES].map((names) => {
    const stack = testStack();
    const [cluster, ...additionalClusters] = names.map((name) => imported(stack, name));
    new WorkloadIdentity(stack, 'App', {
      cluster,
      additionalClusters,
      namespace: Fn.ref('Namespace'),
      serviceAccountName: 'app',
      trust: WorkloadTrust.podIdentity(),
    });
    return idsOf(Template.fromStack(stack), 'AWS::EKS::PodIdentityAssociation');
  });

  expect(alone).toEqual(['AppAssociation726B0F82']);
  expect(both).toHaveLength(2);
  expect(both).toEqual(expect.arrayContaining(alone));
});

test('a literal role name pins the role by itself', () => {
  const ids = [['blue'], ['blue', 'green'], ['green', 'blue'], ['green']].map((clusters) => {
    const stack = testStack();
    const [cluster, ...additionalClusters] = clusters.map((name) => imported(stack, name));
    const { role } = new WorkloadIdentity(stack, 'App', {
      cluster,
      additionalClusters,
      namespace: 'shop',
      serviceAccountName: 'app',
      trust: WorkloadTrust.dual(),
      roleName: 'shop-app',
    });
    return stack.resolve((role.node.defaultChild as CfnResource).logicalId);
  });

  expect(new Set(ids).size).toBe(1);
});

describe('a cluster that is made anew under the same name', () => {
  const before = onBoth('dual');
  const anew = podOf('blue', 'app', issuerOf('A'));

  test('matches by name and ARN, so a new association works at once', () => {
    expect(admitsByPodIdentity(trustOf(before), anew)).toBe(true);
  });

  test('has another issuer, so IRSA admits nobody until it is named', () => {
    expect(admitsByIrsa(trustOf(before), podOf('blue'))).toBe(true);
    expect(admitsByIrsa(trustOf(before), anew)).toBe(false);
  });

  test('lost its association with the old one, and the template does not show it', () => {
    // CloudFormation compares templates: the same app gives the same one, so nothing is made again.
    expect(changesBetween(before, onBoth('dual'))).toEqual([]);
    expect(associationsOf(before).map(({ properties }) => properties.ClusterName)).toContain(
      'blue',
    );
  });
});
