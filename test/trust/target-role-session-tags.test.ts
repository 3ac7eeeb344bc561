import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  PodIdentitySessionTag,
  type PodIdentitySourceOptions,
  TargetRole,
  type TargetRoleProps,
  TargetRoleSource,
} from '../../src';
import { testStack } from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';

const SOURCE_ROLE = 'arn:aws:iam::444455556666:role/reports';

function podIdentity(options: Partial<PodIdentitySourceOptions> = {}): TargetRoleSource {
  return TargetRoleSource.podIdentity({
    sourceRoleArn: SOURCE_ROLE,
    clusterArn: 'arn:aws:eks:eu-west-1:444455556666:cluster/prod',
    namespace: 'shop',
    serviceAccountName: 'reports',
    ...options,
  });
}

const ownFolder = () =>
  new iam.PolicyStatement({
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::data/${PodIdentitySessionTag.KUBERNETES_NAMESPACE.policyVariable}/*`],
  });

/** Where the permissions of a target role come from. */
const WAYS: { readonly [way: string]: (source: TargetRoleSource) => Template } = {
  declared: (source) => synthesized({ source, policyStatements: [ownFolder()] }),
  'in a managed policy': (source) => {
    const stack = testStack();
    const policy = new iam.ManagedPolicy(stack, 'Own', { statements: [ownFolder()] });
    return synthesized({ source, managedPolicies: [policy] }, stack);
  },
  granted: (source) => {
    const stack = testStack();
    const { role } = new TargetRole(stack, 'Target', { source });
    role.addToPrincipalPolicy(ownFolder());
    return Template.fromStack(stack);
  },
};

function synthesized(props: TargetRoleProps, stack = testStack()): Template {
  new TargetRole(stack, 'Target', props);
  return Template.fromStack(stack);
}

describe.each(Object.keys(WAYS))('permissions that compare a session tag, %s', (way) => {
  test.each([
    ['session tags are off', podIdentity({ sessionTags: false })],
    ['IRSA sets no session tags', TargetRoleSource.irsa(SOURCE_ROLE)],
  ])('are refused where %s', (why, source) => {
    expect(synthesisErrorOf(() => WAYS[way](source))).toMatch(
      new RegExp(`\\[Stack/Target\\] statement .* 'kubernetes-namespace', .* never there: ${why}`),
    );
  });

  test('are accepted where tags are on, since they are transitive', () => {
    expect(() => WAYS[way](podIdentity())).not.toThrow();
  });
});

test('a declared statement is refused at once', () => {
  const act = () =>
    new TargetRole(testStack(), 'Target', {
      source: TargetRoleSource.irsa(SOURCE_ROLE),
      policyStatements: [ownFolder()],
    });

  expect(refusalOf(act)).toContain('IRSA sets no session tags');
});
