import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  PermissionSet,
  type PermissionSetProps,
  ServiceAccountDelivery,
  WorkloadIdentity,
  type WorkloadIdentityProps,
  WorkloadTrust,
} from '../../src';
import { attributesCluster, testStack } from '../fixtures';
import { refusalOf } from '../refusal';
import { identityRolesOf, permissionsOf, serviceAccountsOf } from '../template-views';
import { warningsOf } from '../warnings-of';

const statement = (action: string) =>
  new iam.PolicyStatement({ actions: [action], resources: ['arn:aws:s3:::logs/*'] });

function declared(
  addon: PermissionSetProps | undefined,
  props: Partial<WorkloadIdentityProps> = {},
) {
  const stack = testStack();
  const identity = new WorkloadIdentity(stack, 'Identity', {
    cluster: attributesCluster(stack),
    trust: WorkloadTrust.podIdentity(),
    addon: addon && PermissionSet.of(addon),
    ...props,
  });
  return { stack, identity };
}

const NAMES = { namespace: 'logging', serviceAccountName: 'reader' };

test('a permission set with names needs none of the identity, whose own names win', () => {
  const fromAddon = declared({ name: 'mine', ...NAMES }).identity;
  expect(fromAddon.subject).toBe('system:serviceaccount:logging:reader');

  const own = declared({ name: 'mine', ...NAMES }, { namespace: 'other' }).identity;
  expect(own.subject).toBe('system:serviceaccount:other:reader');
});

test.each(['namespace', 'serviceAccountName'] as const)(
  '%s is asked for where nobody gives it',
  (missing) => {
    const message = refusalOf(() => declared(undefined, { ...NAMES, [missing]: undefined }));

    expect(message).toMatch(new RegExp(`^\\[Stack/Identity\\] ${missing} is not given`));
    expect(message).toContain(`give the ${missing} of the pods`);
    expect(() => declared(undefined, NAMES)).not.toThrow();
  },
);

test('a set with no names of its own is not said to be missing', () => {
  const message = refusalOf(() => declared({ name: 'x-ray-daemon' }));

  expect(message).toBe(
    "[Stack/Identity] namespace is not given, and the addon 'x-ray-daemon' has none of its own: " +
      'give the namespace of the pods that get the role',
  );
});

test('statements and managed policies of both are joined, those of the set first', () => {
  const policy = (name: string) => iam.ManagedPolicy.fromAwsManagedPolicyName(name);
  const { stack } = declared(
    {
      name: 'mine',
      ...NAMES,
      statements: [statement('s3:GetObject')],
      managedPolicies: [policy('A')],
    },
    { policyStatements: [statement('s3:PutObject')], managedPolicies: [policy('B')] },
  );

  const template = Template.fromStack(stack);
  const [role] = identityRolesOf(template);
  expect(permissionsOf(template, role.id).flatMap(({ Action }) => Action)).toEqual([
    's3:GetObject',
    's3:PutObject',
  ]);
  expect(role.properties.ManagedPolicyArns).toEqual([
    'arn:aws:iam::aws:policy/A',
    'arn:aws:iam::aws:policy/B',
  ]);
  expect(serviceAccountsOf(template)).toHaveLength(1);
});

test('warnings of the set are warnings of the identity', () => {
  const { stack } = declared({
    name: 'mine',
    ...NAMES,
    warnings: [{ id: 'mineAllZones', message: 'All zones are allowed.' }],
  });

  expect(warningsOf(stack)).toEqual([
    {
      path: '/Stack/Identity',
      text: 'All zones are allowed. [ack: cdk-eks-workload-identity:mineAllZones]',
    },
  ]);
});

describe('a set that needs session tags', () => {
  const needsTags = { name: 'mine', ...NAMES, requiresSessionTags: 'use the other set' };
  const sessionPolicy = new iam.PolicyDocument({ statements: [statement('s3:GetObject')] });

  test('is accepted where there are some', () => {
    expect(() => declared(needsTags)).not.toThrow();
  });

  test.each([
    ['IRSA', WorkloadTrust.irsa(), /IRSA sets no session tags/],
    ['both mechanisms', WorkloadTrust.dual(), /IRSA sets no session tags/],
    ['tags off', WorkloadTrust.podIdentity({ sessionTags: false }), /session tags are off/],
    [
      'a session policy',
      WorkloadTrust.podIdentity({ sessionPolicy }),
      /sessionPolicy turns session/,
    ],
  ])('is refused under %s, where there are none', (_, trust, why) => {
    const message = refusalOf(() =>
      declared(needsTags, { trust, delivery: ServiceAccountDelivery.external() }),
    );

    expect(message).toMatch(/^\[Stack\/Identity\] the permissions of 'mine' need the session tags/);
    expect(message).toMatch(why);
    expect(message).toContain('use the other set');
  });
});
