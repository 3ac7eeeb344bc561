import { Fn, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Rule } from '../../../src/checks/rule';
import { permissionsAllActions } from '../../../src/checks/rules/permissions-all-actions';
import { permissionsAllResources } from '../../../src/checks/rules/permissions-all-resources';
import { permissionsFullAccessPolicy } from '../../../src/checks/rules/permissions-full-access-policy';
import { permissionsPassRole } from '../../../src/checks/rules/permissions-pass-role';
import { permissionsServiceWideActions } from '../../../src/checks/rules/permissions-service-wide-actions';
import {
  allow,
  l1PodIdentity,
  OTHER_ROLE_FORMS,
  outcome,
  type Permissions,
  parameter,
  ROLE_FORMS,
  type RoleForm,
} from './workload-roles';

interface Case {
  readonly name: string;
  readonly rule: Rule;
  readonly statements: Permissions['statements'] | ((stack: Stack) => Permissions['statements']);
  readonly result: string;
  readonly message?: string;
  /** Where it is not the rule's own. */
  readonly severity?: string;
}

const OBJECTS = 'arn:aws:s3:::reports/*';
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const TASK = 'arn:aws:iam::111122223333:role/task';

const cases: Case[] = [
  {
    name: 'fails on Action *',
    rule: permissionsAllActions,
    statements: [allow('s3:GetObject', OBJECTS), allow('*', OBJECTS)],
    result: 'fail',
    message: 'The role allows every action (Action: *).',
  },
  {
    name: 'fails on NotAction in an Allow',
    rule: permissionsAllActions,
    statements: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    result: 'fail',
    message: 'The role allows every action but iam:*.',
  },
  {
    name: 'passes Action * in a Deny',
    rule: permissionsAllActions,
    statements: [
      allow('s3:GetObject', OBJECTS),
      { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::secret/*' },
    ],
    result: 'pass',
  },
  {
    name: 'cannot tell what an action is that is a parameter',
    rule: permissionsAllActions,
    statements: (stack) => [allow(parameter(stack), OBJECTS)],
    result: 'cannot-tell',
    message: `The action \${Ref App.Parameter} is only known at deployment.`,
  },
  {
    name: 'fails on every action of a service',
    rule: permissionsServiceWideActions,
    statements: [allow(['s3:*', 'sqs:SendMessage'], OBJECTS), allow('dynamodb:*')],
    result: 'fail',
    message: 'The role allows s3:*, dynamodb:*.',
  },
  {
    name: 'passes a group of actions',
    rule: permissionsServiceWideActions,
    statements: [allow(['s3:Get*', 's3:*Object'], OBJECTS)],
    result: 'pass',
  },
  {
    name: 'passes every action of a service in a Deny',
    rule: permissionsServiceWideActions,
    statements: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
    result: 'pass',
  },
  {
    name: 'cannot tell what an action of a parameter is',
    rule: permissionsServiceWideActions,
    statements: (stack) => [allow(`s3:${parameter(stack)}`, OBJECTS)],
    result: 'cannot-tell',
    message: `The action s3:\${Ref App.Parameter} is only known at deployment.`,
  },
  {
    name: 'fails on Resource * where the action takes an ARN',
    rule: permissionsAllResources,
    statements: [allow(['s3:GetObject', 'ec2:DescribeInstances', 'sqs:Send*'])],
    result: 'fail',
    message:
      's3:GetObject, sqs:Send* can be limited to ARNs, but the role allows it on every resource.',
  },
  {
    name: 'fails on an ARN of asterisks',
    rule: permissionsAllResources,
    statements: [allow('s3:GetObject', ['arn:aws:s3:::a', 'arn:aws:*:*:*:*'])],
    result: 'fail',
    message: 's3:GetObject can be limited to ARNs, but the role allows it on every resource.',
  },
  {
    name: 'fails on an ARN that names nothing of its service',
    rule: permissionsAllResources,
    statements: [
      allow('s3:ListBucket', 'arn:aws:s3:::*'),
      allow('s3:GetObject', 'arn:aws:s3:::*/*'),
      allow('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:*'),
      allow(['sns:Publish', 'sqs:DeleteMessage'], ['arn:aws:sns:*:*:*', QUEUE]),
    ],
    result: 'fail',
    message:
      's3:ListBucket, s3:GetObject, sqs:SendMessage, sns:Publish can be limited to ARNs, but the role allows it on every resource.',
  },
  {
    name: 'fails on all resources but some',
    rule: permissionsAllResources,
    statements: [{ Effect: 'Allow', Action: 's3:GetObject', NotResource: OBJECTS }],
    result: 'fail',
    message: 's3:GetObject can be limited to ARNs, but the role allows it on every resource.',
  },
  {
    name: 'passes an ARN that names a kind, or the beginning of a name',
    rule: permissionsAllResources,
    statements: [
      allow('sqs:SendMessage', 'arn:aws:sqs:*:*:team-a-*'),
      allow('dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/*'),
    ],
    result: 'pass',
  },
  {
    name: 'passes Resource * where the action takes no ARN',
    rule: permissionsAllResources,
    statements: [allow(['ec2:DescribeInstances', 's3:ListAllMyBuckets'])],
    result: 'pass',
  },
  {
    name: 'passes named resources',
    rule: permissionsAllResources,
    statements: [allow('s3:GetObject', OBJECTS)],
    result: 'pass',
  },
  {
    name: 'passes Resource * that is limited by a tag of the resource',
    rule: permissionsAllResources,
    statements: [
      allow('ec2:DeleteVolume', '*', {
        Condition: { StringLike: { 'ec2:ResourceTag/kubernetes.io/cluster/prod': 'owned' } },
      }),
    ],
    result: 'pass',
  },
  {
    name: 'passes Resource * that is limited to resources which have a tag',
    rule: permissionsAllResources,
    statements: [
      allow('ec2:DeleteSecurityGroup', '*', {
        Condition: { Null: { 'aws:ResourceTag/elbv2.k8s.aws/cluster': 'false' } },
      }),
    ],
    result: 'pass',
  },
  {
    name: 'fails on Resource * with a condition that limits no resource',
    rule: permissionsAllResources,
    statements: [
      allow('s3:GetObject', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    ],
    result: 'fail',
    message: 's3:GetObject can be limited to ARNs, but the role allows it on every resource.',
  },
  {
    name: 'informs of Resource * for metrics, which have no ARN',
    rule: permissionsAllResources,
    statements: [allow(['cloudwatch:PutMetricData', 'cloudwatch:GetMetricData'])],
    result: 'fail',
    severity: 'info',
    message:
      'cloudwatch:PutMetricData, cloudwatch:GetMetricData can be limited to ARNs, but the role allows it on every resource. Only datasets of OTLP metrics have ARNs; for other metrics use the condition key cloudwatch:namespace, where the action has it.',
  },
  {
    name: 'fails on Resource * for metrics and more',
    rule: permissionsAllResources,
    statements: [allow(['cloudwatch:PutMetricData', 'cloudwatch:DeleteAlarms'])],
    result: 'fail',
    message:
      'cloudwatch:DeleteAlarms can be limited to ARNs, but the role allows it on every resource.',
  },
  {
    name: 'informs of Resource * that a condition of the service narrows',
    rule: permissionsAllResources,
    statements: [
      allow('cloudwatch:PutMetricData', '*', {
        Condition: { StringEquals: { 'cloudwatch:namespace': 'App' } },
      }),
    ],
    result: 'fail',
    severity: 'info',
    message:
      'cloudwatch:PutMetricData can be limited to ARNs, but the role allows it on every resource. A condition on cloudwatch:namespace narrows it.',
  },
  {
    name: 'fails on one Resource * beside another that is narrowed',
    rule: permissionsAllResources,
    statements: [
      allow('s3:GetObject'),
      allow('cloudwatch:PutMetricData', '*', {
        Condition: { StringEquals: { 'cloudwatch:namespace': 'App' } },
      }),
    ],
    result: 'fail',
    message: 's3:GetObject can be limited to ARNs, but the role allows it on every resource.',
  },
  {
    name: 'fails on Resource * where a tag need not be there',
    rule: permissionsAllResources,
    statements: [
      allow('ec2:DeleteVolume', '*', {
        Condition: { StringEqualsIfExists: { 'aws:ResourceTag/team': 'red' } },
      }),
    ],
    result: 'fail',
    message: 'ec2:DeleteVolume can be limited to ARNs, but the role allows it on every resource.',
  },
  {
    name: 'cannot tell which resource a condition of the template chooses, where one is *',
    rule: permissionsAllResources,
    statements: [
      allow(['s3:GetObject', 'ec2:DescribeInstances'], `${Fn.conditionIf('IsDev', '*', OBJECTS)}`),
    ],
    result: 'cannot-tell',
    message: 'Whether s3:GetObject is allowed on every resource is only known at deployment.',
  },
  {
    name: 'passes either of two resources',
    rule: permissionsAllResources,
    statements: [
      allow('s3:GetObject', `${Fn.conditionIf('IsDev', 'arn:aws:s3:::dev/*', OBJECTS)}`),
    ],
    result: 'pass',
  },
  {
    name: 'cannot tell about an action that the data does not know',
    rule: permissionsAllResources,
    statements: [allow(['ec2:DescribeInstances', 'newservice:GetThing'])],
    result: 'cannot-tell',
    message: 'Whether newservice:GetThing can be limited to resources is not known here.',
  },
  {
    name: 'leaves Action * to the rule about it',
    rule: permissionsAllResources,
    statements: [allow('*')],
    result: 'pass',
  },
  {
    name: 'fails on PassRole without a condition',
    rule: permissionsPassRole,
    statements: [allow('iam:PassRole', TASK)],
    result: 'fail',
    message: 'iam:PassRole lets the workload pass roles to any service.',
  },
  {
    name: 'fails on a wildcard that takes in PassRole',
    rule: permissionsPassRole,
    statements: [allow(['iam:Get*', 'iam:Pass*'], TASK)],
    result: 'fail',
    message: 'iam:Pass* lets the workload pass roles to any service.',
  },
  {
    name: 'fails on PassRole with a condition on something else',
    rule: permissionsPassRole,
    statements: [
      allow('iam:PassRole', TASK, { Condition: { StringEquals: { 'aws:RequestedRegion': 'a' } } }),
    ],
    result: 'fail',
    message: 'iam:PassRole lets the workload pass roles to any service.',
  },
  {
    name: 'fails on PassRole to services that match an asterisk',
    rule: permissionsPassRole,
    statements: [
      allow('iam:PassRole', TASK, { Condition: { StringLike: { 'iam:PassedToService': '*' } } }),
    ],
    result: 'fail',
    message: 'iam:PassRole lets the workload pass roles to any service.',
  },
  {
    name: 'passes PassRole to one service',
    rule: permissionsPassRole,
    statements: [
      allow('iam:PassRole', TASK, {
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    ],
    result: 'pass',
  },
  {
    name: 'passes other actions of IAM',
    rule: permissionsPassRole,
    statements: [allow('iam:GetRole', TASK)],
    result: 'pass',
  },
  {
    name: 'cannot tell whether a parameter is PassRole',
    rule: permissionsPassRole,
    statements: (stack) => [allow(parameter(stack), TASK)],
    result: 'cannot-tell',
    message: `The action \${Ref App.Parameter} is only known at deployment.`,
  },
];

const RULES = [...new Set(cases.map(({ rule }) => rule))];

describe.each(ROLE_FORMS)('for %s', (_, form) => {
  test.each(cases)('$rule.id $name', ({ rule, statements, result, message, severity }) => {
    const permissions = (stack: Stack) => ({
      statements: typeof statements === 'function' ? statements(stack) : statements,
    });

    expect(outcome(rule, form, permissions)).toEqual({
      result,
      ...(message && { message }),
      ...(severity && { severity }),
    });
  });

  test.each(RULES)('$id passes a role without permissions', (rule) => {
    expect(outcome(rule, form, {})).toEqual({ result: 'pass' });
  });
});

test.each(RULES)('$id does not apply to roles that no pod can take', (rule) => {
  const statements = [allow('*'), allow('s3:*'), allow('iam:PassRole')];

  for (const [, form] of OTHER_ROLE_FORMS) {
    expect(outcome(rule, form, { statements })).toEqual({ result: 'not-applicable' });
  }
});

test('no permission is a finding where the issuer may be no cluster', () => {
  const withIssuer =
    (issuer: string): RoleForm =>
    (stack, { managedPolicyArns = [] }) => {
      new iam.CfnRole(stack, 'Role', {
        assumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: { StringEquals: { [`${issuer}:aud`]: 'ci' } },
          },
        },
        managedPolicyArns: [...managedPolicyArns],
      });
    };
  const managedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
  const of = (issuer: string) =>
    outcome(permissionsFullAccessPolicy, withIssuer(issuer), { managedPolicyArns });

  expect(of('ci.example.com')).toEqual({
    result: 'cannot-tell',
    message: 'Where ci.example.com is a Kubernetes cluster: The role has AdministratorAccess.',
  });
  expect(of('oidc.eks.eu-west-1.amazonaws.com/id/ABC').result).toBe('fail');
  expect(of('token.actions.githubusercontent.com').result).toBe('not-applicable');
});

test.each(RULES)('$id cannot tell what a policy says that is a parameter', (rule) => {
  const hidden = (stack: Stack) => {
    const role = new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com'),
    });
    new iam.CfnPolicy(stack, 'Policy', {
      policyName: 'Hidden',
      policyDocument: parameter(stack),
      roles: [role.roleName],
    });
  };

  expect(outcome(rule, hidden, {})).toEqual({
    result: 'cannot-tell',
    message: 'The policy Hidden is an expression that is only known at deployment.',
  });
});

test.each(RULES)('$id cannot tell who may take a role whose trust is a parameter', (rule) => {
  const hidden = (stack: Stack) => {
    new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: parameter(stack) });
  };

  expect(outcome(rule, hidden, {}).result).toBe('cannot-tell');
});

test.each(RULES)('$id is quick about hostile actions and resources', (rule) => {
  const start = process.hrtime.bigint();
  for (const hostile of ['*'.repeat(200_000), '?'.repeat(200_000), ':*'.repeat(100_000)]) {
    const statements = [allow(`s3:${hostile}x`, `arn:aws${hostile}x`), allow('s3:GetObject')];

    expect(outcome(rule, l1PodIdentity, { statements }).result).toMatch(/^(?:pass|fail)$/);
  }

  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(5000);
});
