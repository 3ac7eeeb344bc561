import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ServiceAccountDelivery } from '../../src';
import type { Json } from '../deployed-value';
import { attributesCluster, CLUSTER_KINDS, testStack } from '../fixtures';
import { associationsOf, manifestsOf } from '../template-views';
import { declareIrsa, declarePodIdentity } from './declare';

const WORKLOAD = 'Workload';

/** Something that runs pods of the identity. */
function workloadIn(stack: Stack): CfnResource {
  return new CfnResource(stack, WORKLOAD, { type: 'Test::Workload' });
}

/** Everything that CloudFormation makes before the resource, and deletes after it. */
function neededBy(template: Template, id: string): Set<string> {
  const resources: Json = template.toJSON().Resources;
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { DependsOn, Properties } = resources[next] ?? {};
    for (const id of [...[DependsOn ?? []].flat(), ...referencesIn(Properties)]) {
      if (id in resources && !found.has(id)) {
        found.add(id);
        open.push(id);
      }
    }
  }
  return found;
}

function referencesIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries<Json>(value).flatMap(([key, inner]) => {
    if (key === 'Ref') {
      return [inner];
    }
    return key === 'Fn::GetAtt' ? [inner[0]] : referencesIn(inner);
  });
}

function idsOf(template: Template, type: string): string[] {
  return Object.keys(template.findResources(type));
}

/** What the workload directly depends on, as the template says it. */
function dependsOn(template: Template): string[] {
  return template.toJSON().Resources[WORKLOAD].DependsOn ?? [];
}

const statement = (action: string) =>
  new iam.PolicyStatement({ actions: [action], resources: ['arn:aws:s3:::bucket/*'] });

function grant(grantee: iam.IGrantable, action: string): void {
  const resourceArns = ['arn:aws:s3:::bucket/*'];
  iam.Grant.addToPrincipal({ grantee, actions: [action], resourceArns });
}

describe.each(CLUSTER_KINDS)('with $kind', ({ make, delivery }) => {
  test('a workload that depends on an identity waits for all of it', () => {
    const stack = testStack();
    const identity = declarePodIdentity(stack, { cluster: make(stack), delivery: delivery() });
    grant(identity, 's3:GetObject');
    workloadIn(stack).node.addDependency(identity);
    grant(identity, 's3:PutObject');
    const template = Template.fromStack(stack);
    const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).find(
      ([, { Properties }]) => JSON.stringify(Properties).includes('s3:PutObject'),
    ) as [string, Json];
    const all = [
      stack.resolve((identity.role.node.defaultChild as CfnResource).logicalId),
      policy,
      ...associationsOf(template).map(({ id }) => id),
      ...manifestsOf(template).map(({ id }) => id),
    ];
    expect(all).toHaveLength(delivery()._config.kind === 'kubectl' ? 4 : 3);
    expect(dependsOn(template)).toEqual(expect.arrayContaining(all));
  });

  test('deletion goes from ServiceAccount to association to role', () => {
    const stack = testStack();
    declarePodIdentity(stack, { cluster: make(stack), delivery: delivery() });
    const template = Template.fromStack(stack);
    const [association] = associationsOf(template);
    for (const manifest of manifestsOf(template)) {
      expect(neededBy(template, manifest.id)).toContain(association.id);
    }
    expect([...neededBy(template, association.id)]).toContainEqual(
      expect.stringMatching(/^RoleLoggingReader/),
    );
  });
});

describe('the ServiceAccount comes after', () => {
  function manifestOf(template: Template) {
    const [{ id }] = manifestsOf(template);
    return neededBy(template, id);
  }

  test('a policy granted after it was declared', () => {
    const stack = testStack();
    const identity = declareIrsa(stack, { cluster: attributesCluster(stack) });
    grant(identity, 's3:GetObject');
    const template = Template.fromStack(stack);
    const policies = idsOf(template, 'AWS::IAM::Policy');
    expect(policies).toHaveLength(1);
    expect(manifestOf(template)).toContain(policies[0]);
  });

  test('the policies that large permissions are split into', () => {
    const stack = testStack();
    const resources = Array.from(
      { length: 300 },
      (_, i) => `arn:aws:s3:::a-long-bucket-name-${i}/*`,
    );
    declareIrsa(stack, {
      cluster: attributesCluster(stack),
      policyStatements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources })],
    });
    const template = Template.fromStack(stack);
    const policies = idsOf(template, 'AWS::IAM::ManagedPolicy');
    expect(policies.length).toBeGreaterThan(0);
    expect([...manifestOf(template)]).toEqual(expect.arrayContaining(policies));
  });

  test('the policies of a role that was brought along', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.AccountRootPrincipal() });
    const identity = declareIrsa(stack, {
      cluster: attributesCluster(stack),
      role,
      policyStatements: [statement('s3:GetObject')],
    });
    workloadIn(stack).node.addDependency(identity);
    const template = Template.fromStack(stack);
    const policies = idsOf(template, 'AWS::IAM::Policy');
    expect(policies).toHaveLength(1);
    expect(manifestOf(template)).toContain(policies[0]);
    expect(dependsOn(template)).toContain(policies[0]);
  });

  test('the policies of its neighbours in the same manifest', () => {
    const stack = testStack();
    const cluster = attributesCluster(stack);
    for (const serviceAccountName of ['a', 'b', 'c']) {
      grant(declareIrsa(stack, { cluster, serviceAccountName }), 's3:GetObject');
    }
    const template = Template.fromStack(stack);
    expect([...manifestOf(template)]).toEqual(
      expect.arrayContaining(idsOf(template, 'AWS::IAM::Policy')),
    );
  });
});

test('a workload under external delivery waits for role, policy and association', () => {
  const stack = testStack();
  const identity = declarePodIdentity(stack, {
    cluster: attributesCluster(stack),
    delivery: ServiceAccountDelivery.external(),
  });
  grant(identity, 's3:GetObject');
  workloadIn(stack).node.addDependency(identity);
  expect(dependsOn(Template.fromStack(stack)).map((id) => id.replace(/[0-9A-F]{8,}$/, ''))).toEqual(
    ['AssociationLoggingReader', 'loggingreaderRoleDefaultPolicy', 'RoleLoggingReader'],
  );
});

test('a workload that depends on one identity does not wait for another namespace', () => {
  const stack = testStack();
  const cluster = attributesCluster(stack);
  const identity = declareIrsa(stack, { cluster });
  declareIrsa(stack, { cluster, namespace: 'other' });
  workloadIn(stack).node.addDependency(identity);
  const template = Template.fromStack(stack);
  expect([...neededBy(template, WORKLOAD)].filter((id) => /Other/.test(id))).toEqual([]);
});
