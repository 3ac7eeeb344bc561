import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  IrsaServiceAccount,
  type IrsaServiceAccountProps,
  PodIdentityAssociation,
  ServiceAccountDelivery,
} from '../../src';
import { attributesCluster, cfnCluster, ISSUER, PROVIDER_ARN, testStack } from '../fixtures';
import { refusalOf } from '../refusal';
import {
  associationsOf,
  permissionsOf,
  resourceTypesOf,
  rolesOf,
  serviceAccountsOf,
  trustOf,
} from '../template-views';
import { warningsOf } from '../warnings-of';

const ARN = 'arn:aws:iam::111122223333:role/mine';
const OTHER_ROLE = 'arn:aws:iam::111122223333:role/other';
const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' };
const statement = () => iam.PolicyStatement.fromJson(STATEMENT);

const ROLES = {
  'of this app': (stack: Stack): iam.IRole =>
    new iam.Role(stack, 'Mine', { assumedBy: new iam.AccountRootPrincipal() }),
  imported: (stack: Stack): iam.IRole => iam.Role.fromRoleArn(stack, 'Mine', ARN),
  'imported as immutable': (stack: Stack): iam.IRole =>
    iam.Role.fromRoleArn(stack, 'Mine', ARN, { mutable: false }),
};

function adopted(kind: keyof typeof ROLES, props: Partial<IrsaServiceAccountProps> = {}) {
  const stack = testStack();
  const role = ROLES[kind](stack);
  const identity = new IrsaServiceAccount(stack, 'Identity', {
    cluster: attributesCluster(stack),
    namespace: 'logging',
    serviceAccountName: 'reader',
    role,
    ...props,
  });
  return { stack, role, identity, template: Template.fromStack(stack) };
}

const OURS = {
  Effect: 'Allow',
  Principal: { Federated: PROVIDER_ARN },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      [`${ISSUER}:aud`]: 'sts.amazonaws.com',
      [`${ISSUER}:sub`]: 'system:serviceaccount:logging:reader',
    },
  },
};

describe('a role of this app', () => {
  test('gets the trust beside its own, and no second role is made', () => {
    const { template, role, identity, stack } = adopted('of this app');

    expect(rolesOf(template)).toHaveLength(1);
    expect(trustOf(template).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'sts:AssumeRole',
      },
      OURS,
    ]);
    expect(identity.role).toBe(role);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('gets statements and managed policies', () => {
    const managed = iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');
    const { template } = adopted('of this app', {
      policyStatements: [statement()],
      managedPolicies: [managed],
    });

    const [role] = rolesOf(template);
    expect(permissionsOf(template, role.id)).toEqual([STATEMENT]);
    expect(role.properties.ManagedPolicyArns).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
  });

  test('may serve two ServiceAccounts, each with its statement', () => {
    const stack = testStack();
    const cluster = attributesCluster(stack);
    const role = ROLES['of this app'](stack);
    for (const serviceAccountName of ['reader', 'writer']) {
      new IrsaServiceAccount(stack, serviceAccountName, {
        cluster,
        namespace: 'logging',
        serviceAccountName,
        delivery: ServiceAccountDelivery.external(),
        role,
      });
    }

    const subjects = trustOf(Template.fromStack(stack))
      .Statement.map(({ Condition }) => Condition?.StringEquals[`${ISSUER}:sub`])
      .filter((subject) => subject !== undefined);
    expect(subjects).toEqual([
      'system:serviceaccount:logging:reader',
      'system:serviceaccount:logging:writer',
    ]);
  });
});

describe.each(['imported', 'imported as immutable'] as const)('a role that is %s', (kind) => {
  test('is annotated, and a warning holds the exact trust it needs', () => {
    const { stack, template, identity } = adopted(kind);

    expect(rolesOf(template)).toEqual([]);
    expect(serviceAccountsOf(template)[0].metadata.annotations).toMatchObject({
      'eks.amazonaws.com/role-arn': ARN,
    });
    const [{ path, text }] = warningsOf(stack);
    expect(path).toBe('/Stack/Identity');
    expect(text).toContain("role 'Stack/Mine' is imported or immutable");
    const [json] = /\{.*\}/.exec(text) as RegExpExecArray;
    expect(JSON.parse(json)).toEqual({ Version: '2012-10-17', Statement: [OURS] });
    expect(json).toBe(identity.requiredTrustPolicy);
    expect(text).toContain('[ack: cdk-eks-workload-identity:trustOfImportedRole]');
  });

  test('is associated by EKS Pod Identity', () => {
    const stack = testStack();
    new PodIdentityAssociation(stack, 'Identity', {
      cluster: attributesCluster(stack),
      namespace: 'logging',
      serviceAccountName: 'reader',
      role: ROLES[kind](stack),
    });

    expect(associationsOf(Template.fromStack(stack))[0].properties.RoleArn).toBe(ARN);
  });

  test('takes no managed policies, which CDK would drop without a word', () => {
    const managedPolicies = [iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')];

    const message = refusalOf(() => adopted(kind, { managedPolicies }));
    expect(message).toMatch(/^\[Stack\/Identity\] role 'Stack\/Mine' is imported/);
    expect(message).toContain('leave managedPolicies out');
  });
});

test('statements are added to an imported role, and refused where it is immutable', () => {
  const policyStatements = [statement()];
  const { template } = adopted('imported', { policyStatements });
  expect(resourceTypesOf(template)).toContain('AWS::IAM::Policy');

  const message = refusalOf(() => adopted('imported as immutable', { policyStatements }));
  expect(message).toMatch(/^\[Stack\/Identity\] role 'Stack\/Mine' cannot be changed/);
  expect(message).toContain('s3:GetObject');
  expect(message).toContain('import the role as mutable');
});

test.each([{ targetRoleArn: OTHER_ROLE }, { assumableRoleArns: [OTHER_ROLE] }])(
  'the permission that %p needs is refused on an immutable role, with what asks for it',
  (props) => {
    const act = (mutable: boolean) => () => {
      const stack = testStack();
      new PodIdentityAssociation(stack, 'Identity', {
        cluster: attributesCluster(stack),
        namespace: 'logging',
        serviceAccountName: 'reader',
        role: iam.Role.fromRoleName(stack, 'Mine', 'mine', { mutable }),
        ...props,
      });
    };

    expect(refusalOf(act(false))).toMatch(
      /would be lost: import the role as mutable, or leave out what asks for it \(policyStatements, addon, targetRoleArn or assumableRoleArns\)$/,
    );
    expect(act(true)).not.toThrow();
  },
);

test('statements are refused where the role is one without policy updates', () => {
  const stack = testStack();
  const role = (ROLES['of this app'](stack) as iam.Role).withoutPolicyUpdates();

  expect(
    refusalOf(
      () =>
        new IrsaServiceAccount(stack, 'Identity', {
          cluster: attributesCluster(stack),
          namespace: 'logging',
          serviceAccountName: 'reader',
          role,
          policyStatements: [statement()],
        }),
    ),
  ).toContain('cannot be changed');
});

test('a role of this app that is not to be updated keeps its trust, and a warning says what it needs', () => {
  const stack = testStack();
  const own = ROLES['of this app'](stack) as iam.Role;
  const identity = new IrsaServiceAccount(stack, 'Identity', {
    cluster: attributesCluster(stack),
    namespace: 'logging',
    serviceAccountName: 'reader',
    role: own.withoutPolicyUpdates(),
  });
  const template = Template.fromStack(stack);

  expect(trustOf(template, rolesOf(template)[0].id).Statement).toHaveLength(1);
  const [{ text }] = warningsOf(stack);
  expect(text).toContain('is imported or immutable, so its trust policy was not changed. It must');
  expect(text).toContain(identity.requiredTrustPolicy);
});

test('the warning is readable where the issuer is a token', () => {
  const stack = testStack();
  new IrsaServiceAccount(stack, 'Identity', {
    cluster: cfnCluster(stack),
    namespace: 'logging',
    serviceAccountName: 'reader',
    delivery: ServiceAccountDelivery.external(),
    role: ROLES.imported(stack),
  });

  const [{ text }] = warningsOf(stack);
  expect(text).toContain('system:serviceaccount:logging:reader');
  expect(text).not.toContain('Token[');
});

test.each([
  ['roleName', 'reader'],
  ['rolePath', '/pods/'],
  ['roleLogicalId', 'Reader'],
  ['description', 'reads logs'],
  ['maxSessionDuration', Duration.hours(2)],
])('%s belongs to where the role is made', (setting, value) => {
  const message = refusalOf(() => adopted('of this app', { [setting]: value }));
  expect(message).toContain(`[Stack/Identity] ${setting} '`);
  expect(message).toContain("role 'Stack/Mine'");
  expect(message).toContain(`set ${setting} where the role is created, or leave role out`);

  const stack = testStack();
  expect(
    () =>
      new IrsaServiceAccount(stack, 'Identity', {
        cluster: attributesCluster(stack),
        namespace: 'logging',
        serviceAccountName: 'reader',
        [setting]: value,
      }),
  ).not.toThrow();
});

test('a permissions boundary belongs to where the role is made', () => {
  const stack = testStack();
  const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyArn(
    stack,
    'Boundary',
    'arn:aws:iam::111122223333:policy/boundary',
  );

  const message = refusalOf(() => adopted('of this app', { permissionsBoundary }));
  expect(message).toContain("permissionsBoundary 'Stack/Boundary' is given");
});
