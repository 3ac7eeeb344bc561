import { Aws, Duration, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  IrsaServiceAccount,
  type IrsaServiceAccountProps,
  ServiceAccountDelivery,
} from '../../src';
import { attributesCluster, testApp, testStack } from '../fixtures';
import { identityRolesOf, permissionsOf, resourcesOf, resourceTypesOf } from '../template-views';

const read = (name: string) =>
  new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${name}/*`] });

function reader(scope: Construct, props: Partial<IrsaServiceAccountProps> = {}) {
  return new IrsaServiceAccount(scope, 'Identity', {
    cluster: props.cluster ?? attributesCluster(scope),
    namespace: 'logging',
    serviceAccountName: 'reader',
    delivery: ServiceAccountDelivery.external(),
    ...props,
  });
}

function rendered(props: Partial<IrsaServiceAccountProps>) {
  const stack = testStack();
  reader(stack, props);
  const template = Template.fromStack(stack);
  const [role] = identityRolesOf(template);
  return { stack, template, role };
}

describe('declared permissions', () => {
  test('are in the role itself: no policy resource is made', () => {
    const { template, role } = rendered({ policyStatements: [read('one'), read('two')] });

    expect(resourceTypesOf(template)).toEqual(['AWS::IAM::Role']);
    expect(permissionsOf(template, role.id)).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::one/*' },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::two/*' },
    ]);
  });

  test('of managed policies are attached to the role', () => {
    const { role } = rendered({
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess')],
    });

    expect(role.properties.ManagedPolicyArns).toEqual([
      'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    ]);
    expect(role.properties.Policies).toBeUndefined();
  });

  test('leave the statement of the caller as it was', () => {
    const statement = read('one');
    const before = statement.toStatementJson();
    rendered({ policyStatements: [statement] });

    expect(statement.toStatementJson()).toEqual(before);
    expect(() => rendered({ policyStatements: [statement] })).not.toThrow();
  });
});

describe('granted permissions', () => {
  test('of any resource reach the role, by one policy', () => {
    const stack = testStack();
    const identity = reader(stack, { policyStatements: [read('one')] });
    new s3.Bucket(stack, 'Bucket').grantRead(identity);
    new sqs.Queue(stack, 'Queue').grantSendMessages(identity);

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Policy', 1);
    const [{ id }] = identityRolesOf(template);
    const actions = permissionsOf(template, id).flatMap(({ Action }) => Action);
    expect(actions).toEqual(
      expect.arrayContaining(['s3:GetObject', 's3:GetObject*', 'sqs:SendMessage']),
    );
  });

  test('with a key policy name the role of the identity', () => {
    const stack = testStack();
    const identity = reader(stack);
    new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS }).grantRead(identity);

    const template = Template.fromStack(stack);
    const [{ id }] = identityRolesOf(template);
    expect(permissionsOf(template, id).flatMap(({ Action }) => Action)).toContain('kms:Decrypt');
  });
});

describe('the role', () => {
  test('has path, name, description, session length and boundary as given', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/boundary';
    const stack = testStack();
    reader(stack, {
      roleName: 'reader',
      rolePath: '/pods/',
      description: 'Reads the logs.',
      maxSessionDuration: Duration.hours(12),
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundary),
    });

    expect(identityRolesOf(Template.fromStack(stack))[0].properties).toMatchObject({
      RoleName: 'reader',
      Path: '/pods/',
      Description: 'Reads the logs.',
      MaxSessionDuration: 43_200,
      PermissionsBoundary: boundary,
    });
  });

  test('has none of them unless given', () => {
    expect(Object.keys(rendered({}).role.properties)).toEqual(['AssumeRolePolicyDocument']);
  });

  test('has the tags of its scope', () => {
    const stack = testStack();
    const identity = reader(stack);
    Tags.of(identity).add('team', 'logging');
    Tags.of(stack).add('stage', 'prod');

    expect(identityRolesOf(Template.fromStack(stack))[0].properties.Tags).toEqual([
      { Key: 'stage', Value: 'prod' },
      { Key: 'team', Value: 'logging' },
    ]);
  });

  test('takes a boundary from PermissionsBoundary.of(scope), as every role of CDK', () => {
    const stack = testStack();
    reader(stack);
    iam.PermissionsBoundary.of(stack).apply(
      iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'),
    );

    expect(identityRolesOf(Template.fromStack(stack))[0].properties.PermissionsBoundary).toBe(
      'arn:aws:iam::aws:policy/PowerUserAccess',
    );
  });
});

/** The single permissions that statements amount to: effect, action, resource and conditions. */
function permissionSetOf(statements: any[]): string[] {
  const single = statements.flatMap(({ Effect, Action, Resource, Condition }) =>
    [Action]
      .flat()
      .flatMap((action) =>
        [Resource].flat().map((resource) => JSON.stringify([Effect, action, resource, Condition])),
      ),
  );
  return [...new Set(single)].sort();
}

const INLINE_LIMIT = 10_240;
const MANAGED_LIMIT = 6_144;

/** Characters without white space; the tests have literal policies only. */
const lengthOf = (document: unknown) => JSON.stringify(document).replace(/\s/g, '').length;

/** Statements that cannot be merged, because each has an action of its own. */
const distinct = (count: number, padding = 60) =>
  Array.from(
    { length: count },
    (_, index) =>
      new iam.PolicyStatement({
        sid: `Statement${index}`,
        actions: [`s3:GetObject${index}`],
        resources: [`arn:aws:s3:::bucket-${index}-${'x'.repeat(padding)}/*`],
        conditions: { StringEquals: { 'aws:ResourceTag/index': String(index) } },
      }),
  );

describe('permissions over the inline limit', () => {
  test('stay inline up to 10,240 characters, and become managed policies with one more', () => {
    const sized = (length: number) => {
      const statements = (padding: number) => [...distinct(40), read('y'.repeat(padding))];
      const document = new iam.PolicyDocument({ statements: statements(1) }).toJSON();
      return rendered({ policyStatements: statements(1 + length - lengthOf(document)) });
    };

    const fits = sized(INLINE_LIMIT);
    expect(lengthOf(fits.role.properties.Policies[0].PolicyDocument)).toBe(INLINE_LIMIT);
    fits.template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);

    const over = sized(INLINE_LIMIT + 1);
    expect(over.role.properties.Policies).toBeUndefined();
    over.template.resourceCountIs('AWS::IAM::ManagedPolicy', 2);
  });

  test('are all kept, in policies within the managed limit that are attached to the role', () => {
    const statements = distinct(100);
    const { template, role } = rendered({ policyStatements: statements });

    const policies = resourcesOf(template, 'AWS::IAM::ManagedPolicy');
    expect(policies.length).toBeGreaterThan(2);
    for (const { properties } of policies) {
      expect(properties.Roles).toEqual([`<${role.id}>`]);
      expect(lengthOf(properties.PolicyDocument)).toBeLessThanOrEqual(MANAGED_LIMIT);
    }
    expect(permissionSetOf(permissionsOf(template, role.id))).toEqual(
      permissionSetOf(statements.map((statement) => statement.toStatementJson())),
    );
  });

  test('are in policies that keep their logical ids where the identity is moved', () => {
    const idsUnder = (path: string[]) => {
      const stack = testStack();
      const cluster = attributesCluster(stack);
      const scope = path.reduce<Construct>((parent, id) => new Construct(parent, id), stack);
      reader(scope, { cluster, policyStatements: distinct(100) });
      return resourcesOf(Template.fromStack(stack), 'AWS::IAM::ManagedPolicy').map(({ id }) => id);
    };

    expect(idsUnder(['Platform', 'Team'])).toEqual(idsUnder([]));
  });

  test('are all kept where grants push them over', () => {
    const stack = testStack();
    const declared = distinct(30);
    const identity = reader(stack, { policyStatements: declared });
    const granted = Array.from({ length: 30 }, (_, index) => ({
      actions: [`sqs:SendMessage${index}`],
      resourceArns: [`arn:aws:sqs:eu-west-1:111122223333:queue-${index}-${'x'.repeat(60)}`],
    }));
    for (const grant of granted) {
      iam.Grant.addToPrincipal({ grantee: identity, ...grant });
    }

    const template = Template.fromStack(stack);
    const [role] = identityRolesOf(template);
    expect(role.properties.Policies).toBeUndefined();
    expect(resourcesOf(template, 'AWS::IAM::ManagedPolicy').length).toBeGreaterThan(0);
    const inline = resourcesOf(template, 'AWS::IAM::Policy').map(({ properties }) =>
      lengthOf(properties.PolicyDocument),
    );
    expect(inline.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(INLINE_LIMIT);
    expect(permissionSetOf(permissionsOf(template, role.id))).toEqual(
      permissionSetOf([
        ...declared.map((statement) => statement.toStatementJson()),
        ...granted.map(({ actions, resourceArns }) => ({
          Effect: 'Allow',
          Action: actions,
          Resource: resourceArns,
        })),
      ]),
    );
  });

  test('are all kept where grants alone are over it, which CDK splits', () => {
    const stack = testStack();
    const identity = reader(stack, { policyStatements: [read('one')] });
    for (let index = 0; index < 150; index++) {
      iam.Grant.addToPrincipal({
        grantee: identity,
        actions: [`sqs:SendMessage${index}`],
        resourceArns: [`arn:aws:sqs:eu-west-1:111122223333:queue-${index}-${'x'.repeat(60)}`],
      });
    }

    const template = Template.fromStack(stack);
    const [role] = identityRolesOf(template);
    const inline = [
      ...(role.properties.Policies ?? []),
      ...resourcesOf(template, 'AWS::IAM::Policy').map(({ properties }) => properties),
    ].map(({ PolicyDocument }) => lengthOf(PolicyDocument));
    expect(inline.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(INLINE_LIMIT);
    expect(role.properties.Policies).toHaveLength(1);
    expect(permissionSetOf(permissionsOf(template, role.id))).toHaveLength(151);
  });

  test('are left to those who make the roles, where CDK is told not to', () => {
    const stack = testStack();
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Identity/Role': 'reader' } });
    const policyStatements = Array.from({ length: 200 }, (_, index) =>
      read(`a-bucket-with-a-long-name-${index}`),
    );
    const { roleArn } = reader(stack, { policyStatements });

    expect(resourceTypesOf(Template.fromStack(stack))).toEqual([]);
    expect(stack.resolve(roleArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:role/reader']],
    });
  });

  test('divide a statement that is longer than a managed policy, by resources', () => {
    const statement = new iam.PolicyStatement({
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: Array.from(
        { length: 200 },
        (_, n) => `arn:aws:s3:::bucket-${n}-${'x'.repeat(60)}/*`,
      ),
    });
    const { template, role } = rendered({ policyStatements: [statement] });

    for (const { properties } of resourcesOf(template, 'AWS::IAM::ManagedPolicy')) {
      expect(lengthOf(properties.PolicyDocument)).toBeLessThanOrEqual(MANAGED_LIMIT);
    }
    expect(permissionSetOf(permissionsOf(template, role.id))).toEqual(
      permissionSetOf([statement.toStatementJson()]),
    );
  });

  test('divide a statement of one resource by actions', () => {
    const statement = new iam.PolicyStatement({
      actions: Array.from({ length: 300 }, (_, n) => `s3:GetObject${n}${'x'.repeat(30)}`),
      resources: ['*'],
    });
    const { template, role } = rendered({ policyStatements: [statement] });

    expect(permissionSetOf(permissionsOf(template, role.id))).toEqual(
      permissionSetOf([statement.toStatementJson()]),
    );
  });

  test('never divide what is denied by exception: the halves would deny what was allowed', () => {
    const statement = new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      notActions: ['s3:GetObject', 's3:ListBucket'],
      notResources: Array.from(
        { length: 200 },
        (_, n) => `arn:aws:s3:::bucket-${n}-${'x'.repeat(60)}`,
      ),
    });

    expect(() => rendered({ policyStatements: [statement] })).toThrow(
      /\[Stack\/Identity\] statement .* 6144 .* shorten/,
    );
  });

  test('count tokens at their longest value, so that no region makes the policy too long', () => {
    const stack = testStack(testApp(), 'Stack', {});
    reader(stack, {
      policyStatements: Array.from(
        { length: 90 },
        (_, index) =>
          new iam.PolicyStatement({
            actions: [`sqs:SendMessage${index}`],
            resources: [`arn:${Aws.PARTITION}:sqs:${Aws.REGION}:${Aws.ACCOUNT_ID}:q${index}`],
          }),
      ),
    });

    const template = Template.fromStack(stack);
    const [role] = identityRolesOf(template);
    const longest = (document: unknown) =>
      lengthOf(
        JSON.parse(
          JSON.stringify(document)
            .replaceAll('arn:aws:', 'arn:aws-us-gov:')
            .replaceAll('eu-west-1', 'ap-southeast-1'),
        ),
      );
    for (const { PolicyDocument } of role.properties.Policies ?? []) {
      expect(longest(PolicyDocument)).toBeLessThanOrEqual(INLINE_LIMIT);
    }
    for (const { properties } of resourcesOf(template, 'AWS::IAM::ManagedPolicy')) {
      expect(longest(properties.PolicyDocument)).toBeLessThanOrEqual(MANAGED_LIMIT);
    }
    expect(permissionSetOf(permissionsOf(template, role.id))).toHaveLength(90);
  });
});
