import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  PermissionSet,
  ServiceAccountDelivery,
  WorkloadIdentity,
  type WorkloadIdentityProps,
  WorkloadTrust,
} from '../../src';
import type { WorkloadEnvironment } from '../../src/environments/workload-environment';
import {
  WorkloadEnvironments,
  type WorkloadEnvironmentsProps,
} from '../../src/environments/workload-environments';
import type { Json } from '../deployed-value';
import { attributesCluster, CLUSTER_KINDS, testStack } from '../fixtures';
import { refusalOf } from '../refusal';
import {
  associationsOf,
  identityRolesOf,
  manifestsOf,
  permissionsOf,
  serviceAccountsOf,
  trustOf,
} from '../template-views';

const ROLE_ARN = 'eks.amazonaws.com/role-arn';

const PRODUCTION: WorkloadEnvironment = { name: 'production', namespace: 'production' };
const STAGING: WorkloadEnvironment = { name: 'staging', namespace: 'staging' };

function read(resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::${resource}/*`],
  });
}

function declare(
  stack: Stack,
  props: Partial<WorkloadEnvironmentsProps> = {},
  id = 'App',
): WorkloadEnvironments {
  return new WorkloadEnvironments(stack, id, {
    cluster: props.cluster ?? attributesCluster(stack),
    serviceAccountName: 'app-sa',
    trust: WorkloadTrust.irsa(),
    environments: [PRODUCTION, STAGING],
    ...props,
  });
}

/** CDK sorts `DependsOn` by construct path, which means nothing to CloudFormation. */
function resourcesIn(stack: Stack): Json {
  const { Resources } = Template.fromStack(stack).toJSON();
  return Object.fromEntries(
    Object.entries<Json>(Resources).map(([id, { DependsOn = [], ...resource }]) => [
      id,
      { ...resource, DependsOn: [DependsOn].flat().sort() },
    ]),
  );
}

function withoutRoleAndNamespace({ metadata, ...rest }: Json): Json {
  const { namespace: _, annotations, ...others } = metadata;
  const { [ROLE_ARN]: __, ...kept } = annotations ?? {};
  return { ...rest, metadata: { ...others, annotations: kept } };
}

describe('environments of one declaration', () => {
  test('have the same ServiceAccount name, and a role each that trusts its own namespace', () => {
    const stack = testStack();
    const app = declare(stack);
    const template = Template.fromStack(stack);
    const subjects = identityRolesOf(template).map(
      ({ id }) => trustOf(template, id).Statement[0].Condition.StringEquals,
    );

    expect(subjects.map((conditions) => Object.values(conditions))).toEqual([
      ['sts.amazonaws.com', 'system:serviceaccount:production:app-sa'],
      ['sts.amazonaws.com', 'system:serviceaccount:staging:app-sa'],
    ]);
    expect(app.identity('staging').subject).toBe('system:serviceaccount:staging:app-sa');
    expect(app.identity('production').role).not.toBe(app.identity('staging').role);
  });

  test('have the same manifest but for namespace and role', () => {
    const stack = testStack();
    declare(stack, { labels: { team: 'a' }, annotations: { owner: 'b' }, imagePullSecrets: ['c'] });
    const [first, second] = serviceAccountsOf(Template.fromStack(stack));

    expect([first, second].map(({ metadata }) => metadata.namespace)).toEqual([
      'production',
      'staging',
    ]);
    expect(first.metadata.annotations[ROLE_ARN]).not.toBe(second.metadata.annotations[ROLE_ARN]);
    expect(withoutRoleAndNamespace(first)).toEqual(withoutRoleAndNamespace(second));
    expect(withoutRoleAndNamespace(first).metadata).toEqual({
      name: 'app-sa',
      labels: { team: 'a' },
      annotations: expect.objectContaining({ owner: 'b' }),
    });
  });

  test('may be clusters', () => {
    const stack = testStack();
    const app = declare(stack, {
      namespace: 'app',
      environments: [
        { name: 'blue', cluster: attributesCluster(stack, 'Blue', 'blue') },
        { name: 'green', cluster: attributesCluster(stack, 'Green', 'green') },
      ],
      cluster: attributesCluster(stack, 'Unused', 'unused'),
      trust: WorkloadTrust.podIdentity(),
    });
    const template = Template.fromStack(stack);

    expect(
      associationsOf(template).map(({ properties }) => [
        properties.ClusterName,
        properties.Namespace,
      ]),
    ).toEqual([
      ['blue', 'app'],
      ['green', 'app'],
    ]);
    expect(manifestsOf(template).map(({ clusterName }) => clusterName)).toEqual(['blue', 'green']);
    expect(app.identity('blue').roleArn).not.toBe(app.identity('green').roleArn);
  });

  test('add their permissions to the common ones, and replace what else is given', () => {
    const stack = testStack();
    declare(stack, {
      policyStatements: [read('common')],
      description: 'of all',
      trust: WorkloadTrust.irsa(),
      environments: [
        { ...PRODUCTION, policyStatements: [read('production')], description: 'of production' },
        { ...STAGING, trust: WorkloadTrust.podIdentity() },
      ],
    });
    const template = Template.fromStack(stack);
    const [production, staging] = identityRolesOf(template);
    const resources = (id: string) => permissionsOf(template, id).map(({ Resource }) => Resource);

    expect(resources(production.id)).toEqual([
      'arn:aws:s3:::common/*',
      'arn:aws:s3:::production/*',
    ]);
    expect(resources(staging.id)).toEqual(['arn:aws:s3:::common/*']);
    expect([production, staging].map(({ properties }) => properties.Description)).toEqual([
      'of production',
      'of all',
    ]);
    expect(associationsOf(template).map(({ properties }) => properties.Namespace)).toEqual([
      'staging',
    ]);
  });

  test('take what is common where a setting is there without a value', () => {
    const stack = testStack();
    const permissionsBoundary = iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');
    const without = {
      namespace: undefined,
      permissionsBoundary: undefined,
      trust: undefined,
      cluster: undefined,
      delivery: undefined,
      description: undefined,
    };
    declare(stack, {
      namespace: 'shop',
      description: 'of all',
      permissionsBoundary,
      delivery: ServiceAccountDelivery.external(),
      environments: [{ name: 'production', ...without }],
    });
    const template = Template.fromStack(stack);
    const [{ properties }] = identityRolesOf(template);

    expect(properties).toMatchObject({ Description: 'of all' });
    expect(properties.PermissionsBoundary).toContain('ReadOnlyAccess');
    expect(manifestsOf(template)).toEqual([]);
  });

  test('may each have their own form of an add-on', () => {
    const stack = testStack();
    const addon = (zone: string) =>
      PermissionSet.of({
        name: 'dns',
        namespace: 'dns',
        serviceAccountName: 'dns',
        statements: [read(zone)],
      });
    declare(stack, {
      serviceAccountName: undefined,
      environments: [
        { ...PRODUCTION, addon: addon('production') },
        { ...STAGING, addon: addon('staging') },
      ],
    });
    const template = Template.fromStack(stack);

    expect(
      identityRolesOf(template).map(({ id }) => permissionsOf(template, id)[0].Resource),
    ).toEqual(['arn:aws:s3:::production/*', 'arn:aws:s3:::staging/*']);
    expect(serviceAccountsOf(template).map(({ metadata }) => metadata.name)).toEqual([
      'dns',
      'dns',
    ]);
  });

  test('can be granted something and be depended on', () => {
    const stack = testStack();
    const app = declare(stack);
    iam.Grant.addToPrincipal({
      grantee: app.identity('production'),
      actions: ['s3:PutObject'],
      resourceArns: ['arn:aws:s3:::production/*'],
    });
    const deployment = new CfnResource(stack, 'Deployment', { type: 'Custom::Deployment' });
    deployment.node.addDependency(app);
    const template = Template.fromStack(stack);
    const [production, staging] = identityRolesOf(template);

    expect(permissionsOf(template, production.id)).toHaveLength(1);
    expect(permissionsOf(template, staging.id)).toHaveLength(0);
    const { DependsOn } = template.toJSON().Resources.Deployment;
    expect(DependsOn).toEqual(
      expect.arrayContaining([
        production.id,
        staging.id,
        ...manifestsOf(template).map(({ id }) => id),
      ]),
    );
  });
});

describe.each(CLUSTER_KINDS)('with a cluster of kind $kind', ({ make, delivery }) => {
  test.each([
    ['IRSA', WorkloadTrust.irsa()],
    ['Pod Identity', WorkloadTrust.podIdentity()],
  ])('environments have the resources of identities declared one by one, by %s', (_, trust) => {
    const together = testStack();
    declare(together, { cluster: make(together), delivery: delivery(), trust });
    const alone = testStack();
    const common: WorkloadIdentityProps = {
      cluster: make(alone),
      serviceAccountName: 'app-sa',
      trust,
      delivery: delivery(),
    };
    new WorkloadIdentity(alone, 'One', { ...common, namespace: 'production' });
    new WorkloadIdentity(alone, 'Another', { ...common, namespace: 'staging' });

    expect(resourcesIn(together)).toEqual(resourcesIn(alone));
  });
});

describe('environments', () => {
  const refused = (props: Partial<WorkloadEnvironmentsProps>) =>
    refusalOf(() => declare(testStack(), props));

  test('that share a role are refused, roles of their own accepted', () => {
    const stack = testStack();
    const role = (id: string) =>
      new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const shared = role('Shared');
    const own = (one: iam.IRole, other: iam.IRole) => ({
      environments: [
        { ...PRODUCTION, role: one },
        { ...STAGING, role: other },
      ],
    });
    const message =
      "[Stack/App] environments 'production' and 'staging' have the same role, 'Stack/Shared': each environment " +
      'has a role of its own, so that none can use what belongs to another. Leave role out, or give each ' +
      'environment its own';

    expect(refusalOf(() => declare(stack, { role: shared }))).toBe(message);
    expect(refusalOf(() => declare(testStack(), own(shared, shared)))).toBe(message);
    expect(() => declare(testStack(), { role: shared, environments: [PRODUCTION] })).not.toThrow();
    expect(() => declare(testStack(), own(role('One'), role('Other')))).not.toThrow();
  });

  test('that share an imported role by its ARN are refused', () => {
    const stack = testStack();
    const imported = (id: string, name: string) =>
      iam.Role.fromRoleArn(stack, id, `arn:aws:iam::111122223333:role/${name}`);
    const act = (other: string) => () =>
      declare(testStack(), {
        environments: [
          { ...PRODUCTION, role: imported(`One${other}`, 'app') },
          { ...STAGING, role: imported(`Other${other}`, other) },
        ],
      });

    expect(refusalOf(act('app'))).toContain('have the same role');
    expect(act('other')).not.toThrow();
  });

  test.each(['roleName', 'roleLogicalId'] as const)('that share a %s are refused', (setting) => {
    const own = (name: string) => ({
      environments: [
        { ...PRODUCTION, [setting]: 'App' },
        { ...STAGING, [setting]: name },
      ],
    });

    expect(refused({ [setting]: 'App' })).toContain(`have the same ${setting}, 'App'`);
    expect(refused(own('App'))).toContain(`'production' and 'staging' have the same ${setting}`);
    expect(() => declare(testStack(), own('Other'))).not.toThrow();
  });

  test('with the same ServiceAccount are refused, with the names of both', () => {
    const again = { ...STAGING, namespace: 'production' };

    expect(refused({ environments: [PRODUCTION, again] })).toMatch(
      /^\[Stack\/App\/staging\] .* has an identity already, 'Stack\/App\/production'/,
    );
    expect(() => declare(testStack())).not.toThrow();
  });

  test('with the same name are refused', () => {
    expect(refused({ environments: [PRODUCTION, { ...STAGING, name: 'production' }] })).toBe(
      "[Stack/App] environment 'production' is given twice, among 'production', 'production': give each a name " +
        'of its own',
    );
  });

  test.each(['', 'eu/production'])("with the name '%s' are refused", (name) => {
    expect(refused({ environments: [{ ...PRODUCTION, name }] })).toContain(
      `environment name '${name}' cannot be the id of a construct`,
    );
    expect(() =>
      declare(testStack(), { environments: [{ ...PRODUCTION, name: 'eu-production.1' }] }),
    ).not.toThrow();
  });

  test('that are none are refused, one is accepted', () => {
    expect(refused({ environments: [] })).toContain('environments is empty');
    expect(() => declare(testStack(), { environments: [STAGING] })).not.toThrow();
  });

  test('that do not exist are refused by name', () => {
    const app = declare(testStack());

    expect(refusalOf(() => app.identity('test'))).toBe(
      "[Stack/App] there is no environment 'test': expected one of 'production', 'staging'",
    );
    expect(app.identity('staging').namespace).toBe('staging');
  });

  test('are delivered as one of them asks for', () => {
    const stack = testStack();
    declare(stack, {
      environments: [PRODUCTION, { ...STAGING, delivery: ServiceAccountDelivery.external() }],
    });

    expect(
      serviceAccountsOf(Template.fromStack(stack)).map(({ metadata }) => metadata.namespace),
    ).toEqual(['production']);
  });
});
