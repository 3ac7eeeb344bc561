// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM policy variables
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  FindingSeverity,
  PodIdentityAssociation,
  type PodIdentityAssociationProps,
  PodIdentityNarrowing,
  WorkloadIdentity,
  WorkloadIdentityChecks,
  WorkloadTrust,
} from '../../src';
import { attributesCluster, CLUSTER_KINDS, ISSUER, testStack } from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';
import { associationsOf, identityRolesOf, permissionsOf, trustOf } from '../template-views';
import { changesBetween } from './deployment-step';
import { admitsByPodIdentity, type Pod } from './pod';
import { declare, policy } from './tenant-app';

const POD: Pod = {
  issuer: ISSUER,
  clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
  namespace: 'tenant-a',
  serviceAccount: 'app',
};

function synthesized(props: Partial<PodIdentityAssociationProps>): Template {
  const stack = testStack();
  declare(props, stack);
  return Template.fromStack(stack);
}

/** The findings of severity error, by id. */
const errorsIn = (stack: Stack): string[] =>
  new WorkloadIdentityChecks()
    .findings(stack.node.root)
    .filter(({ severity }) => severity === FindingSeverity.ERROR)
    .map(({ id }) => id);

const sendsTags = (template: Template): boolean =>
  associationsOf(template)[0].properties.DisableSessionTags !== true;

describe('a session policy', () => {
  const own = policy('arn:aws:s3:::tenants/a/*');

  test('is the JSON text of the association, and turns session tags off', () => {
    const { properties } = associationsOf(synthesized({ sessionPolicy: own }))[0];

    expect(JSON.parse(properties.Policy)).toEqual(own.toJSON());
    expect(properties.DisableSessionTags).toBe(true);
  });

  test('is absent, and tags stay on, where none is given', () => {
    const { properties } = associationsOf(synthesized({}))[0];

    expect(properties).not.toHaveProperty('Policy');
    expect(properties).not.toHaveProperty('DisableSessionTags');
  });

  test('makes the trust name the cluster alone', () => {
    const trust = trustOf(synthesized({ sessionPolicy: own }));

    expect(trust.Statement.map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnEquals: { 'aws:SourceArn': POD.clusterArn },
      },
    ]);
    expect(admitsByPodIdentity(trust, POD, false)).toBe(true);
    expect(admitsByPodIdentity(trust, { ...POD, serviceAccount: 'other' }, false)).toBe(true);
    const elsewhere = POD.clusterArn.replace('prod', 'dev');
    expect(admitsByPodIdentity(trust, { ...POD, clusterArn: elsewhere }, false)).toBe(false);
  });

  test('keeps a narrowing that was chosen, if it needs no tags', () => {
    const narrowing = PodIdentityNarrowing.account();
    const trust = trustOf(synthesized({ sessionPolicy: own, narrowing }));

    expect(trust.Statement[0].Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': '111122223333' },
    });
  });

  test('is refused beside session tags that were asked for', () => {
    expect(refusalOf(() => declare({ sessionPolicy: own, sessionTags: true }))).toBe(
      '[Stack/App] sessionPolicy is given and sessionTags is true: EKS takes a session policy only with ' +
        'session tags off. Leave sessionTags out (a session policy turns them off), or drop the session policy',
    );
    expect(() => declare({ sessionPolicy: own, sessionTags: false })).not.toThrow();
  });

  test('is refused beside the narrowing that compares tags', () => {
    const narrowing = PodIdentityNarrowing.subject();

    expect(refusalOf(() => declare({ sessionPolicy: own, narrowing }))).toContain(
      '(a sessionPolicy turns them off): no pod would ever be admitted. Use PodIdentityNarrowing.cluster()',
    );
  });

  test('goes with a target role, which alone it narrows', () => {
    const targetRoleArn = 'arn:aws:iam::111122223333:role/data';
    const template = synthesized({ sessionPolicy: own, targetRoleArn });

    expect(associationsOf(template)[0].properties.TargetRoleArn).toBe(targetRoleArn);
    expect(permissionsOf(template, identityRolesOf(template)[0].id)).toEqual([
      { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: targetRoleArn },
    ]);
  });
});

describe.each(CLUSTER_KINDS)('session policies on a cluster of kind $kind', (kind) => {
  const onOneRole = (trust: (sessionPolicy: iam.PolicyDocument) => WorkloadTrust) => {
    const stack = testStack();
    const cluster = kind.make(stack);
    let role: iam.IRole | undefined;
    for (const namespace of ['billing', 'shipping', 'stock']) {
      ({ role } = new WorkloadIdentity(stack, namespace, {
        cluster,
        namespace,
        serviceAccountName: 'reports',
        role,
        delivery: kind.delivery(),
        trust: trust(policy(`arn:aws:s3:::reports/${namespace}/*`)),
      }));
    }
    return { stack, template: Template.fromStack(stack) };
  };
  const services = (template: Template) =>
    trustOf(template, identityRolesOf(template)[0].id).Statement.map(
      ({ Principal }) => Principal?.Service ?? 'an issuer',
    );

  test('narrow the role that the first identity made, whose trust names the cluster once', () => {
    const { stack, template } = onOneRole((sessionPolicy) =>
      WorkloadTrust.podIdentity({ sessionPolicy }),
    );
    const associations = associationsOf(template).map(({ properties }) => properties);

    expect(identityRolesOf(template)).toHaveLength(1);
    expect(services(template)).toEqual(['pods.eks.amazonaws.com']);
    expect(new Set(associations.map(({ RoleArn }) => RoleArn)).size).toBe(1);
    expect(associations.map(({ Policy }) => JSON.parse(Policy).Statement[0].Resource)).toEqual([
      'arn:aws:s3:::reports/billing/*',
      'arn:aws:s3:::reports/shipping/*',
      'arn:aws:s3:::reports/stock/*',
    ]);
    expect(errorsIn(stack)).toEqual([]);
  });

  test('do so in both forms of the trust, beside the statement of each for its tokens', () => {
    const { stack, template } = onOneRole((sessionPolicy) => WorkloadTrust.dual({ sessionPolicy }));

    expect(services(template).sort()).toEqual([
      'an issuer',
      'an issuer',
      'an issuer',
      'pods.eks.amazonaws.com',
    ]);
    expect(errorsIn(stack)).toEqual([]);
  });
});

test('identities with session tags share a role, and each has its own statement', () => {
  const stack = testStack();
  const cluster = attributesCluster(stack);
  const names = ['importer', 'exporter'];
  let role: iam.IRole | undefined;
  for (const serviceAccountName of names) {
    ({ role } = new PodIdentityAssociation(stack, serviceAccountName, {
      cluster,
      namespace: 'tenant-a',
      serviceAccountName,
      role,
    }));
  }
  const trust = trustOf(Template.fromStack(stack));

  expect(trust.Statement).toHaveLength(2);
  for (const serviceAccount of names) {
    expect(admitsByPodIdentity(trust, { ...POD, serviceAccount })).toBe(true);
  }
  expect(admitsByPodIdentity(trust, POD)).toBe(false);
  expect(errorsIn(stack)).toEqual([]);
});

test('a broader statement of its own is still an error of a role that identities share', () => {
  const stack = testStack();
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com'),
  });
  declare({ role, sessionPolicy: policy('arn:aws:s3:::tenants/a/*') }, stack);
  Template.fromStack(stack);

  expect(errorsIn(stack)).toEqual(['trust-broader-statement']);
});

describe('permissions that compare a session tag', () => {
  const own = 'arn:aws:s3:::tenants/${aws:PrincipalTag/kubernetes-namespace}/*';
  const statement = () => policy(own).toJSON().Statement.map(iam.PolicyStatement.fromJson);
  const refused =
    "compares the session tag 'kubernetes-namespace', which is never there: a sessionPolicy turns session tags off";

  test('are refused beside a session policy, and accepted without one', () => {
    const sessionPolicy = policy('*');

    expect(refusalOf(() => declare({ sessionPolicy, policyStatements: statement() }))).toContain(
      refused,
    );
    expect(() => declare({ policyStatements: statement() })).not.toThrow();
  });

  test('are refused in the session policy itself', () => {
    expect(refusalOf(() => declare({ sessionPolicy: policy(own) }))).toContain(refused);
    const role = policy('arn:aws:s3:::tenants/${aws:PrincipalTag/team}/*');
    expect(() => declare({ sessionPolicy: role })).not.toThrow();
  });

  test('are refused where they are granted later', () => {
    const granted = (props: Partial<PodIdentityAssociationProps>) => {
      const stack = testStack();
      const identity = declare(props, stack);
      iam.Grant.addToPrincipal({
        grantee: identity,
        actions: ['s3:GetObject'],
        resourceArns: [own],
      }).assertSuccess();
      return () => Template.fromStack(stack);
    };

    expect(synthesisErrorOf(granted({ sessionPolicy: policy('*') }))).toContain(refused);
    expect(granted({})).not.toThrow();
  });
});

describe('session tags come and go', () => {
  const WITH_POLICY = { sessionPolicy: policy('arn:aws:s3:::tenants/a/*') };
  const TAGS_FIRST = { narrowing: PodIdentityNarrowing.cluster() };

  /** The role is updated before the association that refers to it: its trust has to do for both. */
  function step(
    before: Template,
    after: Template,
  ): { readonly during: boolean; readonly after: boolean } {
    const trust = trustOf(after);
    return {
      during: admitsByPodIdentity(trust, POD, sendsTags(before)),
      after: admitsByPodIdentity(trust, POD, sendsTags(after)),
    };
  }

  const [withPolicy, tagsFirst, narrowed] = [WITH_POLICY, TAGS_FIRST, {}].map(synthesized);
  const stack: { readonly [name: string]: Template } = { withPolicy, tagsFirst, narrowed };

  test.each([
    ['withPolicy', 'tagsFirst'],
    ['tagsFirst', 'narrowed'],
    ['narrowed', 'withPolicy'],
  ])('from %s to %s no pod is ever turned away', (from, to) => {
    expect(step(stack[from], stack[to])).toEqual({ during: true, after: true });
  });

  test('in one deployment, pods are turned away until the association has its tags', () => {
    expect(step(withPolicy, narrowed)).toEqual({ during: false, after: true });
  });

  test('each deployment changes what it says', () => {
    expect(changesBetween(withPolicy, tagsFirst)).toEqual([
      '~ AWS::EKS::PodIdentityAssociation DisableSessionTags Policy',
    ]);
    expect(changesBetween(tagsFirst, narrowed)).toEqual([
      '~ AWS::IAM::Role AssumeRolePolicyDocument',
    ]);
  });
});
