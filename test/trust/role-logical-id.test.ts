import { type CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type * as iam from 'aws-cdk-lib/aws-iam';
import {
  IrsaPatternRole,
  IrsaServiceAccount,
  type RoleOptions,
  ServiceAccountDelivery,
  SubjectPattern,
  TargetRole,
  TargetRoleSource,
} from '../../src';
import { attributesCluster, testApp, testStack } from '../fixtures';
import { refusalOf } from '../refusal';

type Declare = (stack: Stack, id: string, options?: RoleOptions) => { readonly role: iam.IRole };

/** Roles whose logical id two constructs can share: it follows the source or the patterns, not the path. */
const ROLES: { readonly [what: string]: Declare } = {
  'a target role': (stack, id, options) =>
    new TargetRole(stack, id, {
      source: TargetRoleSource.irsa('arn:aws:iam::444455556666:role/reports'),
      ...options,
    }),
  'a role for a pattern': (stack, id, options) =>
    new IrsaPatternRole(stack, id, {
      cluster: clusterOf(stack),
      patterns: [SubjectPattern.namespace('tenant-a')],
      ...options,
    }),
};

function clusterOf(stack: Stack) {
  return stack.node.tryFindChild('Cluster')
    ? attributesCluster(stack, 'Other')
    : attributesCluster(stack);
}

const idOf = ({ role }: { readonly role: iam.IRole }): string =>
  Stack.of(role).resolve((role.node.defaultChild as CfnResource).logicalId);

describe.each(Object.keys(ROLES))('%s', (what) => {
  const declare = ROLES[what];

  test('is refused where another has its logical id, with the ways out', () => {
    const stack = testStack();
    const first = declare(stack, 'First');

    expect(refusalOf(() => declare(stack, 'Second'))).toBe(
      `[Stack/Second] the role would have the logical id '${idOf(first)}', which 'Stack/First' has already: it ` +
        'follows what a role is for, and both are for the same. Give one of them another roleName or roleLogicalId',
    );
  });

  test.each<[string, RoleOptions]>([
    ['a name', { roleName: 'second' }],
    ['a logical id', { roleLogicalId: 'Second' }],
  ])('is accepted with %s of its own', (_, options) => {
    const stack = testStack();
    const both = [declare(stack, 'First'), declare(stack, 'Second', options)];

    Template.fromStack(stack);
    expect(new Set(both.map(idOf)).size).toBe(2);
  });

  test('may be in another stack again', () => {
    const app = testApp();
    const ids = ['One', 'Other'].map((name) => idOf(declare(testStack(app, name), 'Role')));

    expect(new Set(ids).size).toBe(1);
    expect(() => app.synth()).not.toThrow();
  });
});

describe('identities', () => {
  const declare = (stack: Stack, name: string, options: RoleOptions) =>
    new IrsaServiceAccount(stack, name, {
      cluster: stack.node.tryFindChild('Cluster') as ReturnType<typeof attributesCluster>,
      namespace: 'shop',
      serviceAccountName: name,
      delivery: ServiceAccountDelivery.external(),
      ...options,
    });

  test.each([
    ['roleName', 'shop'],
    ['roleLogicalId', 'Shop'],
  ])('with the same %s are refused, with others accepted', (setting, value) => {
    const stack = testStack();
    attributesCluster(stack);
    declare(stack, 'orders', { [setting]: value });

    expect(refusalOf(() => declare(stack, 'invoices', { [setting]: value }))).toMatch(
      /^\[Stack\/invoices\] the role would have the logical id '\w+', which 'Stack\/orders' has already: /,
    );
    expect(() => declare(stack, 'stock', { [setting]: `${value}Stock` })).not.toThrow();
  });
});
