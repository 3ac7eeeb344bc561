import { Fn, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { QUOTAS_CONTEXT } from '../../../src/checks/quotas';
import { permissionsPolicySize } from '../../../src/checks/rules/permissions-policy-size';
import { permissionsTrustSize } from '../../../src/checks/rules/permissions-trust-size';
import {
  allow,
  l1PodIdentity,
  l2PodIdentity,
  OTHER_ROLE_FORMS,
  outcome,
  parameter,
  ROLE_FORMS,
  type RoleForm,
} from './workload-roles';

const ACTION = 's3:GetObject';
const arns = (count: number) =>
  Array.from({ length: count }, (_, at) => `arn:aws:s3:::bucket-${String(at).padStart(4, '0')}`);

/** One statement whose document, without white space, takes just so many characters. */
const sized = (size: number) => {
  const length = (Resource: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [allow(ACTION, Resource)] }).length;
  return allow(ACTION, 'x'.repeat(size - length('')));
};

describe('policy sizes', () => {
  test.each(ROLE_FORMS)('fails on inline policies over 10,240 characters for %s', (_, form) => {
    const result = outcome(permissionsPolicySize, form, { statements: [allow(ACTION, arns(500))] });

    expect(result.result).toBe('fail');
    expect(result.message).toMatch(/^The inline policies take \d+ of 10240 characters\.$/);
  });

  test.each(ROLE_FORMS)('passes small inline policies for %s', (_, form) => {
    const statements = [allow(ACTION, arns(20))];

    expect(outcome(permissionsPolicySize, form, { statements })).toEqual({ result: 'pass' });
  });

  test('takes just as many characters as the quota', () => {
    const take = (size: number) =>
      outcome(permissionsPolicySize, l1PodIdentity, { statements: [sized(size)] });

    expect(take(10_240)).toEqual({ result: 'pass' });
    expect(take(10_241)).toEqual({
      result: 'fail',
      message: 'The inline policies take 10241 of 10240 characters.',
    });
  });

  test('adds up all inline policies of a role', () => {
    const twice: RoleForm = (stack) => {
      l1PodIdentity(stack, { statements: [sized(6_000)] });
      new iam.CfnPolicy(stack, 'More', {
        policyName: 'More',
        policyDocument: { Version: '2012-10-17', Statement: [sized(6_000)] },
        roles: [Fn.ref('Role')],
      });
    };

    expect(outcome(permissionsPolicySize, twice, {}).message).toBe(
      'The inline policies take 12000 of 10240 characters.',
    );
  });

  test('does not count white space', () => {
    const Resource = `arn:aws:s3:::${' '.repeat(20_000)}`;

    expect(
      outcome(permissionsPolicySize, l1PodIdentity, { statements: [allow(ACTION, Resource)] }),
    ).toEqual({ result: 'pass' });
  });

  test.each([
    [300, 'fail'],
    [100, 'pass'],
  ])('judges a managed policy of the app with %i resources: %s', (count, result) => {
    const managed: RoleForm = (stack) => {
      const role = new iam.Role(stack, 'Role', {
        assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com'),
      });
      new iam.ManagedPolicy(stack, 'Policy', {
        managedPolicyName: 'Wide',
        roles: [role],
        statements: [new iam.PolicyStatement({ actions: [ACTION], resources: arns(count) })],
      });
    };

    const judged = outcome(permissionsPolicySize, managed, {});
    expect(judged.result).toBe(result);
    if (result === 'fail') {
      expect(judged.message).toMatch(/^The managed policy Wide takes \d+ of 6144 characters\.$/);
    }
  });

  test('cannot tell where values of the deployment decide', () => {
    const statements = (stack: Stack) => {
      const value = parameter(stack);
      return {
        statements: [
          allow(
            ACTION,
            arns(100).map((arn) => `${arn}/${value}`),
          ),
        ],
      };
    };
    const { result, message } = outcome(permissionsPolicySize, l1PodIdentity, statements);

    expect(result).toBe('cannot-tell');
    expect(message).toMatch(/take between \d+ and about \d+ of 10240 characters/);
  });

  test.each([
    ['an AWS::IAM::Role', l1PodIdentity],
    ['an iam.Role', l2PodIdentity],
  ])('cannot tell the size of a document of %s that is a parameter', (_, form) => {
    const hidden: RoleForm = (stack) => {
      form(stack, {});
      const made = stack.node.findChild('Role');
      new iam.CfnPolicy(stack, 'Policy', {
        policyName: 'Hidden',
        policyDocument: parameter(stack),
        roles: [((made.node.defaultChild ?? made) as iam.CfnRole).ref],
      });
    };

    expect(outcome(permissionsPolicySize, hidden, {})).toEqual({
      result: 'cannot-tell',
      message: 'The policy Hidden is only known at deployment.',
    });
  });

  test.each(OTHER_ROLE_FORMS)('does not apply to %s', (_, form) => {
    const statements = [allow(ACTION, arns(500))];

    expect(outcome(permissionsPolicySize, form, { statements })).toEqual({
      result: 'not-applicable',
    });
    expect(outcome(permissionsPolicySize, l2PodIdentity, { statements }).result).toBe('fail');
  });
});

describe('trust sizes', () => {
  const trust =
    (namespaces: number, written: boolean | 'iam.Role', name = ''): RoleForm =>
    (stack) => {
      const asString = written === true;
      const inRole = written === 'iam.Role';
      const document = {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'pods.eks.amazonaws.com' },
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            Condition: {
              StringEquals: {
                'aws:RequestTag/kubernetes-namespace': Array.from(
                  { length: namespaces },
                  (_, at) => `namespace-${String(at).padStart(4, '0')}${name}`,
                ),
              },
            },
          },
        ],
      };
      if (inRole) {
        const principal = new iam.ServicePrincipal('lambda.amazonaws.com');
        const role = new iam.Role(stack, 'Role', { assumedBy: principal });
        role.assumeRolePolicy?.addStatements(
          ...document.Statement.map((statement) => iam.PolicyStatement.fromJson(statement)),
        );
        return;
      }
      new iam.CfnRole(stack, 'Role', {
        assumeRolePolicyDocument: asString ? Fn.sub(JSON.stringify(document, null, 2)) : document,
      });
    };

  describe.each([
    ['an object', false],
    ['a string', true],
    ['that of an iam.Role', 'iam.Role' as const],
  ])('of a trust policy that is %s', (_, asString) => {
    test('passes up to the default quota', () => {
      expect(outcome(permissionsTrustSize, trust(50, asString), {})).toEqual({ result: 'pass' });
    });

    test('fails over the default quota, which can be raised', () => {
      const { result, message, severity } = outcome(permissionsTrustSize, trust(150, asString), {});

      expect({ result, severity }).toEqual({ result: 'fail', severity: undefined });
      expect(message).toMatch(/^The trust policy takes \d+ characters; the quota is 2048\.$/);
    });

    test('fails as an error over what AWS allows at most', () => {
      const { result, message, severity } = outcome(permissionsTrustSize, trust(600, asString), {});

      expect({ result, severity }).toEqual({ result: 'fail', severity: 'error' });
      expect(message).toMatch(/AWS allows 8192 at most\.$/);
    });

    test('passes under a quota that was raised', () => {
      const context = { [QUOTAS_CONTEXT]: { trustPolicySize: 4096 } };

      expect(outcome(permissionsTrustSize, trust(150, asString), {}, context)).toEqual({
        result: 'pass',
      });
    });
  });

  test.each([false, 'iam.Role' as const])(
    'cannot tell near the quota where names are parameters (%s)',
    (written) => {
      const near: RoleForm = (stack, permissions) =>
        trust(40, written, parameter(stack))(stack, permissions);

      expect(outcome(permissionsTrustSize, near, {}).result).toBe('cannot-tell');
    },
  );

  test.each(OTHER_ROLE_FORMS)('does not apply to %s', (_, form) => {
    expect(outcome(permissionsTrustSize, form, {})).toEqual({ result: 'not-applicable' });
  });
});
