import { CfnParameter, Duration, Fn, Lazy, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnCluster } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  WorkloadIdentity,
  type WorkloadIdentityProps,
  WorkloadTrust,
} from '../src';
import { deployedValue } from './deployed-value';
import {
  attributesCluster,
  ENV,
  ISSUER,
  PROVIDER_ARN,
  testApp,
  testStack,
  v2Cluster,
} from './fixtures';
import { refusalOf } from './refusal';
import {
  associationsOf,
  identityRolesOf,
  manifestsOf,
  providersOf,
  resourceTypesOf,
  serviceAccountsOf,
  trustOf,
} from './template-views';

const READER = { namespace: 'logging', serviceAccountName: 'reader' };
const TRUSTS = {
  irsa: () => WorkloadTrust.irsa(),
  podIdentity: () => WorkloadTrust.podIdentity(),
  dual: () => WorkloadTrust.dual(),
};

function declared(trust: keyof typeof TRUSTS, props: Partial<WorkloadIdentityProps> = {}) {
  const stack = testStack();
  const identity = new WorkloadIdentity(stack, 'Identity', {
    cluster: attributesCluster(stack),
    ...READER,
    trust: TRUSTS[trust](),
    ...props,
  });
  return { stack, identity, template: () => Template.fromStack(stack) };
}

describe.each(['irsa', 'podIdentity', 'dual'] as const)('an identity by %s', (trust) => {
  test('says who it is for', () => {
    const { identity, stack, template } = declared(trust);

    expect(identity.subject).toBe('system:serviceaccount:logging:reader');
    expect(identity.namespace).toBe('logging');
    expect(identity.serviceAccountName).toBe('reader');
    const [{ id }] = identityRolesOf(template());
    expect(stack.resolve(identity.roleArn)).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    expect(identity.oidcProviderArn).toBe(trust === 'podIdentity' ? undefined : PROVIDER_ARN);
    expect(identity.association === undefined).toBe(trust === 'irsa');
  });

  test('hands out the trust that its role has', () => {
    const { identity, stack, template } = declared(trust);

    const required = JSON.parse(deployedValue(stack.resolve(identity.requiredTrustPolicy)));
    expect(required).toEqual(trustOf(template()));
  });

  test('is made of role, association and manifest, and no more', () => {
    expect(resourceTypesOf(declared(trust).template()).sort()).toEqual(
      [
        ...(trust === 'irsa' ? [] : ['AWS::EKS::PodIdentityAssociation']),
        'AWS::IAM::Role',
        'Custom::AWSCDK-EKS-KubernetesResource',
      ].sort(),
    );
  });

  test('makes no object of Kubernetes RBAC', () => {
    const kinds = manifestsOf(declared(trust).template()).flatMap(({ objects }) =>
      objects.map(({ kind }) => kind),
    );

    expect(kinds).toEqual(['ServiceAccount']);
  });
});

test('dual() without the association prepares the role and leaves the pods with IRSA', () => {
  const { template } = declared('dual', { trust: WorkloadTrust.dual({ association: false }) });

  expect(trustOf(template()).Statement).toHaveLength(2);
  expect(associationsOf(template())).toEqual([]);
});

test('the everyday forms are the same as WorkloadIdentity with their trust', () => {
  const rendered = (make: (stack: Stack) => unknown) => {
    const stack = testStack();
    make(stack);
    return Template.fromStack(stack).toJSON();
  };
  const props = (stack: Stack) => ({ cluster: attributesCluster(stack), ...READER });

  expect(rendered((stack) => new IrsaServiceAccount(stack, 'Identity', props(stack)))).toEqual(
    declared('irsa').template().toJSON(),
  );
  expect(rendered((stack) => new PodIdentityAssociation(stack, 'Identity', props(stack)))).toEqual(
    declared('podIdentity').template().toJSON(),
  );
});

test('any object can be asked whether it is a WorkloadIdentity', () => {
  expect(WorkloadIdentity.isWorkloadIdentity(declared('irsa').identity)).toBe(true);
  for (const other of [testStack(), {}, null, undefined, 'reader']) {
    expect(WorkloadIdentity.isWorkloadIdentity(other)).toBe(false);
  }
});

test('names that are tokens are let through, into the trust and the manifest', () => {
  const stack = testStack();
  const [namespace, name] = ['Namespace', 'Name'].map((id) => new CfnParameter(stack, id));
  new IrsaServiceAccount(stack, 'Identity', {
    cluster: v2Cluster(stack),
    namespace: namespace.valueAsString,
    serviceAccountName: name.valueAsString,
  });

  const template = Template.fromStack(stack);
  expect(trustOf(template).Statement[0].Condition.StringEquals[`${ISSUER}:sub`]).toBe(
    'system:serviceaccount:<Namespace>:<Name>',
  );
  expect(serviceAccountsOf(template)[0].metadata).toMatchObject({
    namespace: '<Namespace>',
    name: '<Name>',
  });
});

test('the L1 of a cluster stands for the cluster that it was taken out of', () => {
  const stack = testStack();
  const cluster = v2Cluster(stack);
  const cfn = cluster.node.defaultChild as CfnCluster;
  new IrsaServiceAccount(stack, 'Reader', { cluster, ...READER });
  new IrsaServiceAccount(stack, 'Writer', {
    cluster: cfn,
    namespace: 'logging',
    serviceAccountName: 'writer',
  });

  expect(
    refusalOf(() => new PodIdentityAssociation(stack, 'Again', { cluster: cfn, ...READER })),
  ).toContain("has an identity already, 'Stack/Reader'");
  const template = Template.fromStack(stack);
  expect(providersOf(template)).toHaveLength(1);
  expect(manifestsOf(template)).toHaveLength(1);
});

describe('the name of the role', () => {
  test.each(['r', 'a'.repeat(64), 'Team_1+2=3,4.5@6-7'])('%s is accepted', (roleName) => {
    const { template } = declared('irsa', { roleName });
    expect(identityRolesOf(template())[0].properties.RoleName).toBe(roleName);
  });

  test.each(['', 'a'.repeat(65), 'a/b', 'a b', 'a*', 'ü'])("'%s' is refused", (roleName) => {
    const message = refusalOf(() => declared('irsa', { roleName }));

    expect(message).toContain(`[Stack/Identity] roleName '${roleName}' (${roleName.length} char`);
    expect(message).toContain("1 to 64 letters, digits or any of '_+=,.@-'");
    expect(message).toContain('Leave it out');
  });

  test('may be a token', () => {
    const stack = testStack();
    const roleName = new CfnParameter(stack, 'RoleName').valueAsString;
    new WorkloadIdentity(stack, 'Identity', {
      cluster: attributesCluster(stack),
      ...READER,
      trust: WorkloadTrust.irsa(),
      roleName,
    });

    expect(identityRolesOf(Template.fromStack(stack))[0].properties.RoleName).toBe('<RoleName>');
  });
});

describe('the path of the role', () => {
  test.each(['/', '/pods/', '/a/b-c_d.e/'])('%s is accepted', (rolePath) => {
    const { template } = declared('irsa', { rolePath });
    expect(identityRolesOf(template())[0].properties.Path).toBe(rolePath);
  });

  test.each(['', 'pods', '/pods', 'pods/', '/po ds/', `/${'a'.repeat(511)}/`])(
    "'%s' is refused",
    (rolePath) => {
      // By CDK, whose errors end with the path of the construct.
      expect(() => declared('irsa', { rolePath })).toThrow(/Role path must be/);
    },
  );
});

describe('the logical id of the role', () => {
  test.each(['R', 'Reader1', 'a'.repeat(255)])('%s is accepted', (roleLogicalId) => {
    expect(identityRolesOf(declared('irsa', { roleLogicalId }).template())[0].id).toBe(
      roleLogicalId,
    );
  });

  test.each(['', 'pod-reader', 'pod.reader', 'a'.repeat(256)])(
    "'%s' is refused",
    (roleLogicalId) => {
      const message = refusalOf(() => declared('irsa', { roleLogicalId }));

      expect(message).toContain(`[Stack/Identity] roleLogicalId '${roleLogicalId}'`);
      expect(message).toContain('1 to 255 letters and digits');
      expect(message).toContain('Leave it out');
    },
  );
});

test('the logical id of a role may be that of another construct, which CDK knows at the end', () => {
  const roleLogicalId = Lazy.string({ produce: () => 'Reader1' });
  expect(identityRolesOf(declared('irsa', { roleLogicalId }).template())[0].id).toBe('Reader1');
});

describe('the audience', () => {
  const declaredFor = (audience: string) => {
    const stack = testStack();
    const cluster = attributesCluster(stack);
    new IrsaServiceAccount(stack, 'Identity', { cluster, ...READER, audience });
    return trustOf(Template.fromStack(stack)).Statement[0].Condition.StringEquals[`${ISSUER}:aud`];
  };

  test.each(['v', 'https://vault.example.com', 'a'.repeat(255)])('%s is accepted', (audience) => {
    expect(declaredFor(audience)).toBe(audience);
  });

  test('may be a token', () => {
    expect(declaredFor(Fn.ref('Audience'))).toBe('<Audience>');
  });

  test.each(['', 'a'.repeat(256)])("'%s' is refused", (audience) => {
    const message = refusalOf(() => declaredFor(audience));

    expect(message).toContain(`[Stack/Identity] audience '${audience}' (${audience.length} char`);
    expect(message).toContain('1 to 255 characters');
    expect(message).toContain('Leave it out');
  });
});

test('a session lasts 1 to 12 hours, which CDK checks', () => {
  const hours = (count: number) => declared('irsa', { maxSessionDuration: Duration.hours(count) });

  expect(() => [hours(1), hours(12)]).not.toThrow();
  for (const count of [0.5, 13]) {
    expect(() => hours(count)).toThrow(/maxSessionDuration is set to .* 3600sec .* 43200sec/);
  }
});

describe('one ServiceAccount', () => {
  test('has one identity in an app, whatever the mechanism', () => {
    const { stack, identity } = declared('irsa');
    const again = (name: string) =>
      new PodIdentityAssociation(stack, `Again-${name}`, {
        cluster: attributesCluster(stack, `Again${name}`),
        namespace: 'logging',
        serviceAccountName: name,
      });

    const message = refusalOf(() => again('reader'));
    expect(message).toMatch(
      /^\[Stack\/Again-reader\] ServiceAccount 'reader' in namespace 'logging'/,
    );
    expect(message).toContain(`'${identity.node.path}'`);
    expect(message).toContain('declare it once');
    expect(() => again('writer')).not.toThrow();
  });

  test('may be declared in two stages, and for two clusters', () => {
    const app = testApp();
    for (const id of ['Dev', 'Prod']) {
      const stack = new Stack(new Stage(app, id, { env: ENV }), 'Stack');
      for (const name of ['blue', 'green']) {
        new PodIdentityAssociation(stack, `Identity-${name}`, {
          cluster: attributesCluster(stack, name, name),
          ...READER,
        });
      }
      expect(associationsOf(Template.fromStack(stack))).toHaveLength(2);
    }
  });
});

test('two identities for clusters of two accounts are two roles in two stacks', () => {
  const app = testApp();
  const stacks = ['111122223333', '444455556666'].map((account) => {
    const stack = new Stack(app, `Stack${account}`, { env: { ...ENV, account } } as StackProps);
    new PodIdentityAssociation(stack, 'Identity', { cluster: attributesCluster(stack), ...READER });
    return stack;
  });

  expect(stacks.flatMap((stack) => identityRolesOf(Template.fromStack(stack)))).toHaveLength(2);
});

/** The resources that an identity adds to a stack, as a reader of the template sees them. */
function ours(trust: keyof typeof TRUSTS) {
  const stack = testStack();
  new WorkloadIdentity(stack, 'Identity', {
    cluster: v2Cluster(stack),
    ...READER,
    trust: TRUSTS[trust](),
    policyStatements: [
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: ['arn:aws:s3:::my-log-bucket/logs/*'],
      }),
    ],
  });
  // The logical ids of CDK's kubectl are not ours, and may change with its version.
  const { Resources } = JSON.parse(
    JSON.stringify(Template.fromStack(stack).toJSON()).replace(/ClusterKubectl\w+/g, 'Kubectl'),
  );
  return Object.fromEntries(
    Object.entries<any>(Resources)
      .filter(([id]) =>
        /^(Role|Association|ServiceAccount)Logging|^ServiceAccounts|OidcProvider|PodIdentityAgent/i.test(
          id,
        ),
      )
      .map(([id, { Metadata, ...resource }]) => [id, resource]),
  );
}

test.each(['irsa', 'podIdentity', 'dual'] as const)(
  'the template of an identity by %s is as reviewed',
  (trust) => {
    expect(ours(trust)).toMatchSnapshot();
  },
);
