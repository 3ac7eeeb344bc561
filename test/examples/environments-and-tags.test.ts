// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM policy variables
import type { Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { AbacStack } from '../../examples/abac-stack';
import { AdviceStack } from '../../examples/advice-stack';
import { EnvironmentsStack } from '../../examples/environments-stack';
import { ManyClustersStack } from '../../examples/many-clusters-stack';
import { attributesCluster, ENV, testApp, testStack } from '../fixtures';
import {
  associationsOf,
  identityRolesOf,
  permissionsOf,
  resourcesOf,
  serviceAccountsOf,
} from '../template-views';
import { warningsOf } from '../warnings-of';

interface ExampleProps extends StackProps {
  readonly cluster: aws_eks.IClusterRef;
}

type Example = new (scope: Construct, id: string, props: ExampleProps) => Stack;

function synthesized(example: Example): { stack: Stack; template: Template } {
  const app = testApp();
  const cluster = attributesCluster(testStack(app, 'Cluster'));
  const stack = new example(app, 'Example', { env: ENV, cluster });
  app.synth();
  return { stack, template: Template.fromStack(stack) };
}

test.each<[string, Example]>([
  ['environments', EnvironmentsStack],
  ['session tags', AbacStack],
  ['advice', AdviceStack],
  ['many clusters', ManyClustersStack],
])('the example of %s synthesizes without a warning', (_, example) => {
  expect(warningsOf(synthesized(example).stack)).toEqual([]);
});

test('the example of environments has a role for each, and only production may send', () => {
  const { template } = synthesized(EnvironmentsStack);
  const actions = identityRolesOf(template).map(({ id }) =>
    permissionsOf(template, id).flatMap(({ Action }) => Action),
  );

  expect(actions.filter((of) => of.includes('sqs:SendMessage'))).toHaveLength(1);
  expect(actions.filter((of) => of.includes('s3:GetObject'))).toHaveLength(3);
  expect(serviceAccountsOf(template).map(({ metadata }) => metadata.namespace)).toEqual([
    'shop-production',
    'shop-staging',
  ]);
});

test('the example of session tags has one policy for all tenants', () => {
  const { template } = synthesized(AbacStack);
  const [policy, ...others] = resourcesOf(template, 'AWS::IAM::ManagedPolicy');
  const arns = identityRolesOf(template).map(({ properties }) => properties.ManagedPolicyArns);

  expect(others).toEqual([]);
  expect(arns).toEqual([[`<${policy.id}>`], [`<${policy.id}>`]]);
  for (const { Resource, Condition } of policy.properties.PolicyDocument.Statement) {
    expect(JSON.stringify([Resource, Condition])).toContain(
      '${aws:PrincipalTag/kubernetes-namespace}/*',
    );
    expect(Condition.StringEquals['aws:PrincipalTag/eks-cluster-arn']).toMatch(/cluster\/prod$/);
  }
});

test('the example of advice uses Pod Identity where the need allows it', () => {
  const { template } = synthesized(AdviceStack);

  expect(identityRolesOf(template)).toHaveLength(3);
  expect(associationsOf(template).map(({ properties }) => properties.ServiceAccount)).toEqual([
    'reports',
  ]);
});

test('the example of many clusters has one role by each mechanism', () => {
  const { template } = synthesized(ManyClustersStack);

  expect(identityRolesOf(template)).toHaveLength(2);
  expect(associationsOf(template)).toHaveLength(12);
});
