import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { QUOTAS_CONTEXT } from '../../../src/checks/quotas';
import { permissionsFullAccessPolicy } from '../../../src/checks/rules/permissions-full-access-policy';
import { permissionsManagedPolicyCount } from '../../../src/checks/rules/permissions-managed-policy-count';
import {
  l1PodIdentity,
  l2PodIdentity,
  OTHER_ROLE_FORMS,
  outcome,
  parameter,
  ROLE_FORMS,
} from './workload-roles';

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const own = (count: number) =>
  Array.from({ length: count }, (_, at) => `arn:aws:iam::111122223333:policy/own-${at}`);

describe.each(ROLE_FORMS)('for %s', (_, form) => {
  test.each([
    'AdministratorAccess',
    'PowerUserAccess',
    'AmazonS3FullAccess',
    'AWSLambda_FullAccess',
    'CloudWatchFullAccessV2',
    'job-function/AdministratorAccess',
  ])('fails on %s', (name) => {
    const managedPolicyArns = [aws('AmazonS3ReadOnlyAccess'), aws(name)];

    expect(outcome(permissionsFullAccessPolicy, form, { managedPolicyArns })).toEqual({
      result: 'fail',
      message: `The role has ${name.replace('job-function/', '')}.`,
    });
  });

  test('passes narrower policies of AWS and policies of the account', () => {
    const managedPolicyArns = [
      aws('AmazonS3ReadOnlyAccess'),
      aws('service-role/AmazonEBSCSIDriverPolicy'),
      'arn:aws:iam::111122223333:policy/OwnFullAccess',
    ];

    expect(outcome(permissionsFullAccessPolicy, form, { managedPolicyArns })).toEqual({
      result: 'pass',
    });
  });

  test('cannot tell what a policy is that is a parameter', () => {
    const permissions = (stack: Stack) => ({ managedPolicyArns: [parameter(stack)] });

    expect(outcome(permissionsFullAccessPolicy, form, permissions)).toEqual({
      result: 'cannot-tell',
      message: `The managed policy \${Ref App.Parameter} is only known at deployment.`,
    });
  });

  test('fails on more managed policies than the quota', () => {
    expect(outcome(permissionsManagedPolicyCount, form, { managedPolicyArns: own(11) })).toEqual({
      result: 'fail',
      message: 'The role has 11 managed policies; its account allows 10.',
    });
  });

  test('passes as many managed policies as the quota', () => {
    expect(outcome(permissionsManagedPolicyCount, form, { managedPolicyArns: own(10) })).toEqual({
      result: 'pass',
    });
  });
});

test('passes more managed policies where the quota of the account was raised', () => {
  const permissions = { managedPolicyArns: own(11) };
  const context = { [QUOTAS_CONTEXT]: { managedPoliciesPerRole: 25 } };

  expect(outcome(permissionsManagedPolicyCount, l1PodIdentity, permissions, context)).toEqual({
    result: 'pass',
  });
});

test.each(ROLE_FORMS)('cannot tell how many policies a parameter of %s stands for', (_, form) => {
  const permissions = (stack: Stack) => ({ managedPolicyArns: [parameter(stack)] });

  expect(outcome(permissionsManagedPolicyCount, form, permissions).result).toBe('cannot-tell');
});

test('counts a managed policy of the app as one', () => {
  const withPolicy = (stack: Stack) => {
    const policy = new iam.ManagedPolicy(stack, 'Policy', {
      statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })],
    });
    new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com'),
      managedPolicies: [policy],
    });
  };

  expect(outcome(permissionsManagedPolicyCount, withPolicy, {})).toEqual({ result: 'pass' });
  expect(outcome(permissionsFullAccessPolicy, withPolicy, {})).toEqual({ result: 'pass' });
});

test('knows a policy of AWS in whatever partition', () => {
  const byName = (stack: Stack) => {
    new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
    });
  };

  expect(outcome(permissionsFullAccessPolicy, byName, {}).result).toBe('fail');
});

test.each([permissionsFullAccessPolicy, permissionsManagedPolicyCount])(
  '$id does not apply to roles that no pod can take',
  (rule) => {
    const managedPolicyArns = [...own(11), aws('AdministratorAccess')];

    for (const [, form] of OTHER_ROLE_FORMS) {
      expect(outcome(rule, form, { managedPolicyArns })).toEqual({ result: 'not-applicable' });
    }
    expect(outcome(rule, l2PodIdentity, { managedPolicyArns }).result).toBe('fail');
  },
);
