import { Duration, type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadIdentity,
  type WorkloadIdentityProps,
  WorkloadTrust,
} from '../../src';
import { CLUSTER_KINDS, type ClusterKind, cfnCluster, testApp, testStack } from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';
import {
  associationsOf,
  identityRolesOf,
  manifestsOf,
  resourcesOf,
  trustOf,
} from '../template-views';

const DRIVER = { namespace: 'kube-system', serviceAccountName: 'ebs-csi-controller-sa' };
const CLUSTER = { clusterName: 'prod' };

const TRUSTS = {
  irsa: () => WorkloadTrust.irsa(),
  podIdentity: () => WorkloadTrust.podIdentity(),
  prepared: () => WorkloadTrust.dual({ association: false }),
  dual: () => WorkloadTrust.dual(),
};

function declare(
  stack: Stack,
  props: Partial<WorkloadIdentityProps> & Pick<WorkloadIdentityProps, 'cluster'>,
  id = 'Driver',
): WorkloadIdentity {
  return new WorkloadIdentity(stack, id, {
    ...DRIVER,
    delivery: ServiceAccountDelivery.eksAddon(),
    trust: WorkloadTrust.podIdentity(),
    ...props,
  });
}

function addon(stack: Stack, props: Partial<eks.CfnAddonProps> = {}): eks.CfnAddon {
  return new eks.CfnAddon(stack, 'Addon', {
    ...CLUSTER,
    addonName: 'aws-ebs-csi-driver',
    ...props,
  });
}

describe.each(CLUSTER_KINDS)('on a cluster of kind $kind', (kind: ClusterKind) => {
  test.each(Object.keys(TRUSTS) as (keyof typeof TRUSTS)[])(
    'an add-on is given what it needs for %s, and nothing else is made',
    (name) => {
      const stack = testStack();
      const cluster = kind.make(stack);
      const identity = declare(stack, { cluster, trust: TRUSTS[name]() });
      addon(stack, {
        clusterName: cluster.clusterRef.clusterName,
        ...identity.addonProperties(),
      });
      const template = Template.fromStack(stack);
      const [role] = identityRolesOf(template);
      const [{ properties }] = resourcesOf(template, 'AWS::EKS::Addon').filter(
        (view) => view.properties.AddonName === 'aws-ebs-csi-driver',
      );

      const RoleArn = `<${role.id}.Arn>`;
      expect(properties.ServiceAccountRoleArn).toBe(name === 'podIdentity' ? undefined : RoleArn);
      expect(properties.PodIdentityAssociations).toEqual(
        name === 'podIdentity' || name === 'dual'
          ? [{ ServiceAccount: DRIVER.serviceAccountName, RoleArn }]
          : undefined,
      );
      expect(associationsOf(template)).toEqual([]);
      expect(manifestsOf(template)).toEqual([]);
      expect(identity.association).toBeUndefined();
      expect(trustOf(template).Statement).toHaveLength(
        name === 'irsa' || name === 'podIdentity' ? 1 : 2,
      );
    },
  );
});

test.each([
  ['podIdentity', ['aws-ebs-csi-driver', 'eks-pod-identity-agent']],
  ['dual', ['aws-ebs-csi-driver', 'eks-pod-identity-agent']],
  ['prepared', ['aws-ebs-csi-driver']],
  ['irsa', ['aws-ebs-csi-driver']],
] as const)('the association of an add-on by %s needs the agent too', (name, addons) => {
  const stack = testStack();
  const cluster = cfnCluster(stack);
  const identity = declare(stack, { cluster, trust: TRUSTS[name]() });
  addon(stack, { clusterName: cluster.ref, ...identity.addonProperties() });
  const made = resourcesOf(Template.fromStack(stack), 'AWS::EKS::Addon');

  expect(made.map(({ properties }) => properties.AddonName).sort()).toEqual(addons);
});

describe('addonProperties()', () => {
  test.each([
    ['kubectl', ServiceAccountDelivery.kubectl()],
    ['gitOps', ServiceAccountDelivery.gitOps({ directory: 'test/missions' })],
    ['external', ServiceAccountDelivery.external()],
  ])('is refused where the ServiceAccount is delivered by %s', (kind, delivery) => {
    const stack = testStack();
    const identity = declare(stack, { cluster: CLUSTER_KINDS[5].make(stack), delivery });

    expect(refusalOf(() => identity.addonProperties())).toBe(
      `[Stack/Driver] the ServiceAccount is delivered by ${kind}, so an EKS add-on would be its second owner: ` +
        'declare the identity with ServiceAccountDelivery.eksAddon()',
    );
  });
});

describe('what an add-on cannot pass on is refused', () => {
  const policy = new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({ actions: ['ec2:*'], resources: ['*'] })],
  });
  const trusts: { readonly [what: string]: WorkloadTrust } = {
    targetRoleArn: WorkloadTrust.podIdentity({
      targetRoleArn: 'arn:aws:iam::111122223333:role/other',
    }),
    sessionPolicy: WorkloadTrust.podIdentity({ sessionPolicy: policy }),
    'sessionTags: false': WorkloadTrust.podIdentity({ sessionTags: false }),
    tags: WorkloadTrust.podIdentity({ tags: { team: 'storage' } }),
    tokenExpiration: WorkloadTrust.irsa({ tokenExpiration: Duration.hours(1) }),
    'stsRegionalEndpoints: false': WorkloadTrust.irsa({ stsRegionalEndpoints: false }),
    audience: WorkloadTrust.irsa({ audience: 'vault' }),
  };

  test.each(Object.keys(trusts))('%s', (what) => {
    const stack = testStack();
    const trust = trusts[what];
    const cluster = CLUSTER_KINDS[5].make(stack);

    expect(refusalOf(() => declare(stack, { cluster, trust }))).toContain(
      `[Stack/Driver] ${what} cannot be set through an EKS add-on, which takes a ServiceAccount and a role only`,
    );
    const delivery = ServiceAccountDelivery.external();
    expect(() => declare(stack, { cluster, trust, delivery }, 'Chart')).not.toThrow();
  });
});

describe('what only the owner of the ServiceAccount can set is refused', () => {
  const parts = {
    annotations: { 'example.com/team': 'storage' },
    labels: { team: 'storage' },
    automountServiceAccountToken: false,
    imagePullSecrets: ['registry'],
  };

  test.each(Object.keys(parts) as (keyof typeof parts)[])('%s', (part) => {
    const stack = testStack();
    const props = { cluster: CLUSTER_KINDS[5].make(stack), [part]: parts[part] };

    expect(refusalOf(() => declare(stack, props))).toBe(
      `[Stack/Driver] ${part} ${JSON.stringify(parts[part])} would be lost: an EKS add-on makes its ` +
        `ServiceAccount by itself. Leave ${part} out, or install the workload with its Helm chart and ` +
        'external() delivery',
    );
    const delivery = ServiceAccountDelivery.external();
    expect(() => declare(stack, { ...props, delivery }, 'Chart')).not.toThrow();
  });

  test('and empty ones say nothing', () => {
    const stack = testStack();
    const cluster = CLUSTER_KINDS[5].make(stack);
    const empty = { annotations: {}, labels: {}, imagePullSecrets: [] };

    expect(() => declare(stack, { cluster, ...empty })).not.toThrow();
  });
});

describe('an association of an add-on where no agent runs', () => {
  function synthesize(
    trust: keyof typeof TRUSTS,
    profileNamespace: string,
    acknowledged?: 'identity' | 'add-on',
  ) {
    const stack = testStack();
    const identity = declare(stack, {
      cluster: CLUSTER_KINDS[5].make(stack),
      trust: TRUSTS[trust](),
    });
    const owner = addon(stack, { ...identity.addonProperties() });
    new eks.CfnFargateProfile(stack, 'Profile', {
      ...CLUSTER,
      podExecutionRoleArn: 'arn:aws:iam::111122223333:role/fargate',
      selectors: [{ namespace: profileNamespace }],
    });
    if (acknowledged) {
      const id = 'cdk-eks-workload-identity:pod-identity-fargate';
      Validations.of(acknowledged === 'identity' ? identity : owner).acknowledge({
        id,
        reason: 'DaemonSet',
      });
    }
    return () => Template.fromStack(stack);
  }

  test.each(['podIdentity', 'dual'] as const)('is refused (%s)', (trust) => {
    const error = synthesisErrorOf(synthesize(trust, 'kube-system'));

    expect(error).toContain('[Stack/Driver] ');
    expect(error).toContain(
      'EKS Pod Identity is refused: The Fargate profile Stack/Profile selects',
    );
  });

  test.each(['irsa', 'prepared'] as const)('is not there, and accepted (%s)', (trust) => {
    expect(synthesize(trust, 'kube-system')).not.toThrow();
  });

  test('is accepted where the profile is for others, or somebody acknowledges it', () => {
    expect(synthesize('dual', 'shop')).not.toThrow();
    expect(synthesize('dual', 'kube-system', 'identity')).not.toThrow();
    expect(synthesize('dual', 'kube-system', 'add-on')).not.toThrow();
  });
});

describe('a ServiceAccount with two owners', () => {
  test('is refused where the second is an identity', () => {
    const stack = testStack();
    const cluster = cfnCluster(stack);
    declare(stack, { cluster });

    expect(
      refusalOf(() => new PodIdentityAssociation(stack, 'Again', { ...DRIVER, cluster })),
    ).toContain("has an identity already, 'Stack/Driver': declare it once");
  });

  /** An add-on of the user beside an identity; `namespace` is what the add-on says of its own. */
  function beside(delivery: ServiceAccountDelivery, namespace?: string): Stack {
    const stack = testStack(testApp());
    const identity = declare(stack, {
      cluster: CLUSTER_KINDS[5].make(stack),
      delivery,
    });
    addon(stack, {
      namespaceConfig: namespace === undefined ? undefined : { namespace },
      podIdentityAssociations: [
        { serviceAccount: DRIVER.serviceAccountName, roleArn: identity.roleArn },
      ],
    });
    return stack;
  }

  test.each([
    ['in the namespace that AWS gives it', undefined],
    ['in the namespace that it names', DRIVER.namespace],
  ])('is refused where an add-on has an association beside ours, %s', (_, namespace) => {
    const error = synthesisErrorOf(() =>
      Template.fromStack(beside(ServiceAccountDelivery.external(), namespace)),
    );

    expect(error).toContain('kube-system/ebs-csi-controller-sa has an association already: Stack/');
    expect(error).toContain(
      'EKS takes one association for each ServiceAccount: where an EKS add-on owns it, declare the identity ' +
        'with ServiceAccountDelivery.eksAddon(), and otherwise remove one of the two',
    );
  });

  test('is accepted where the identity leaves it to the add-on', () => {
    expect(() => Template.fromStack(beside(ServiceAccountDelivery.eksAddon()))).not.toThrow();
  });

  test('is accepted where they are two, of two namespaces', () => {
    const stack = beside(ServiceAccountDelivery.external(), 'storage');
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
