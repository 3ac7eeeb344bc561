import { Annotations, Duration, Fn } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  IrsaPatternRole,
  type IrsaPatternRoleProps,
  SubjectPattern,
  WorkloadCluster,
} from '../../src';
import { judgeApp } from '../../src/checks/judge-app';
import { WorkloadIdentityChecks } from '../../src/checks/workload-identity-checks';
import { attributesCluster, CLUSTER_ARN, CLUSTER_KINDS, ENV, ISSUER, testStack } from '../fixtures';
import {
  associationsOf,
  identityRolesOf,
  manifestsOf,
  permissionsOf,
  providersOf,
  trustOf,
} from '../template-views';
import { warningIdsOf } from '../warnings-of';
import { admitsByIrsa, type Pod } from './pod';

const PROVIDERS = SubjectPattern.serviceAccountPrefix('crossplane-system', 'provider-aws-');
const TENANT = SubjectPattern.namespace('tenant-a');
const PREVIEWS = SubjectPattern.namespacePrefix('preview-', 'web');

function declare(props: Partial<IrsaPatternRoleProps> = {}, stack = testStack()): IrsaPatternRole {
  return new IrsaPatternRole(stack, 'Shared', {
    cluster: props.cluster ?? attributesCluster(stack),
    patterns: [PROVIDERS],
    ...props,
  });
}

function trusted(...patterns: SubjectPattern[]) {
  const stack = testStack();
  declare({ patterns }, stack);
  return trustOf(Template.fromStack(stack));
}

function pod(namespace: string, serviceAccount: string): Pod {
  return { issuer: ISSUER, clusterArn: CLUSTER_ARN, namespace, serviceAccount };
}

describe('a role for a pattern', () => {
  test.each(CLUSTER_KINDS)(
    'compares sub alone by StringLike on a cluster of kind $kind',
    (kind) => {
      const stack = testStack();
      declare({ cluster: kind.make(stack), patterns: [PROVIDERS, PREVIEWS] }, stack);
      const template = Template.fromStack(stack);

      expect(trustOf(template).Statement).toEqual([
        expect.objectContaining({
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
            StringLike: {
              [`${ISSUER}:sub`]: [
                'system:serviceaccount:crossplane-system:provider-aws-*',
                'system:serviceaccount:preview-*:web',
              ],
            },
          },
        }),
      ]);
      expect(associationsOf(template)).toEqual([]);
      expect(manifestsOf(template)).toEqual([]);
    },
  );

  test.each<[string, SubjectPattern, [string, string][], [string, string][]]>([
    [
      'a prefix of names',
      PROVIDERS,
      [
        ['crossplane-system', 'provider-aws-s3'],
        ['crossplane-system', 'provider-aws-'],
      ],
      [
        ['crossplane-system', 'provider-gcp'],
        ['crossplane-system', 'provider-aws'],
        ['crossplane-system-2', 'provider-aws-s3'],
        ['other', 'provider-aws-s3'],
      ],
    ],
    [
      'a whole namespace',
      TENANT,
      [
        ['tenant-a', 'default'],
        ['tenant-a', 'anything'],
      ],
      [
        ['tenant-a-2', 'default'],
        ['tenant', 'a'],
      ],
    ],
    [
      'namespaces by prefix',
      PREVIEWS,
      [
        ['preview-1', 'web'],
        ['preview-main', 'web'],
      ],
      [
        ['preview-1', 'web-2'],
        ['preview', 'web'],
        ['my-preview-1', 'web'],
      ],
    ],
  ])('admits %s and nobody else', (_, pattern, inside, outside) => {
    const trust = trusted(pattern);

    for (const [namespace, name] of inside) {
      expect(`${namespace}/${name} ${admitsByIrsa(trust, pod(namespace, name))}`).toMatch(/ true$/);
      expect(admitsByIrsa(trust, pod(namespace, name), { audience: 'other' })).toBe(false);
    }
    for (const [namespace, name] of outside) {
      expect(`${namespace}/${name} ${admitsByIrsa(trust, pod(namespace, name))}`).toMatch(
        / false$/,
      );
    }
  });

  test('has a statement for each cluster', () => {
    const stack = testStack();
    const issuer = ISSUER.replace('0123', 'ABCD');
    const second = WorkloadCluster.fromAttributes(stack, 'Second', {
      clusterName: 'second',
      oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${issuer}`,
    });
    declare({ additionalClusters: [second] }, stack);
    const there = { ...pod('crossplane-system', 'provider-aws-s3'), issuer };

    expect(admitsByIrsa(trustOf(Template.fromStack(stack)), there)).toBe(true);
    expect(admitsByIrsa(trusted(PROVIDERS), there)).toBe(false);
  });

  test('takes grants and says how ServiceAccounts are annotated', () => {
    const stack = testStack();
    const role = declare({}, stack);
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:GetObject'],
      resourceArns: ['arn:aws:s3:::data/*'],
    }).assertSuccess();
    const template = Template.fromStack(stack);

    expect(permissionsOf(template, identityRolesOf(template)[0].id)).toHaveLength(1);
    expect(stack.resolve(role.serviceAccountAnnotations)).toEqual({
      'eks.amazonaws.com/role-arn': { 'Fn::GetAtt': [identityRolesOf(template)[0].id, 'Arn'] },
      'eks.amazonaws.com/sts-regional-endpoints': 'true',
    });
  });

  test('has the audience that it is given in its trust, the annotations and the provider', () => {
    const stack = testStack();
    const cluster = WorkloadCluster.fromAttributes(stack, 'Cluster', {
      clusterName: 'prod',
      oidcIssuerUrl: `https://${ISSUER}`,
    });
    const role = declare(
      {
        cluster,
        audience: 'vault',
        tokenExpiration: Duration.hours(1),
        stsRegionalEndpoints: false,
      },
      stack,
    );
    const template = Template.fromStack(stack);
    const provider = pod('crossplane-system', 'provider-aws-s3');

    expect(trustOf(template).Statement[0].Condition.StringEquals).toEqual({
      [`${ISSUER}:aud`]: 'vault',
    });
    expect(admitsByIrsa(trustOf(template), provider)).toBe(false);
    expect(role.serviceAccountAnnotations).toMatchObject({
      'eks.amazonaws.com/audience': 'vault',
      'eks.amazonaws.com/token-expiration': '3600',
      'eks.amazonaws.com/sts-regional-endpoints': 'false',
    });
    expect(providersOf(template)[0].properties.ClientIdList).toContain('vault');
  });

  test('keeps its logical id whatever the order of patterns and the path', () => {
    const ids = [
      [PROVIDERS, TENANT],
      [TENANT, PROVIDERS],
    ].map((patterns, index) => {
      const stack = testStack();
      new IrsaPatternRole(stack, `Shared${index}`, { cluster: attributesCluster(stack), patterns });
      return identityRolesOf(Template.fromStack(stack))[0].id;
    });

    expect(ids[0]).toBe(ids[1]);
  });

  test('has an id by its path where a name is a token', () => {
    const ids = [0, 1].map((earlierTokens) => {
      const stack = testStack();
      for (let index = 0; index < earlierTokens; index++) {
        Fn.ref(`Earlier${index}`);
      }
      declare({ patterns: [SubjectPattern.namespace(Fn.ref('Tenant'))] }, stack);
      return identityRolesOf(Template.fromStack(stack))[0].id;
    });

    expect(ids[0]).toBe(ids[1]);
  });
});

describe('the warning about a pattern', () => {
  test('is given, and can be acknowledged', () => {
    const [stack, quiet] = [testStack(), testStack()];
    declare({}, stack);
    const quietRole = declare({}, quiet);
    Annotations.of(quietRole).acknowledgeWarning('cdk-eks-workload-identity:subjectPattern');

    expect(warningIdsOf(stack)).toEqual(['subjectPattern']);
    expect(warningIdsOf(quiet)).toEqual([]);
  });

  test.each([
    ['a prefix of names', PROVIDERS],
    ['a whole namespace', TENANT],
    ['namespaces by prefix', PREVIEWS],
  ])('is all there is: no rule calls %s a mistake', (_, pattern) => {
    const stack = testStack(undefined, 'Stack', ENV);
    declare({ patterns: [pattern] }, stack);

    const findings = new WorkloadIdentityChecks().findings(stack.node.root);
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('stands in the inventory as sharing that is meant', () => {
    const stack = testStack();
    declare({}, stack);
    const [{ sharing, subjectPatterns }] = judgeApp(stack.node.root).inventory.identities;

    expect(sharing).toEqual(['declared as a pattern of subjects']);
    expect(subjectPatterns).toEqual(['system:serviceaccount:crossplane-system:provider-aws-*']);
  });

  test('the same trust without the declaration is a finding', () => {
    const stack = testStack();
    new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: trusted(PROVIDERS) });

    expect(new WorkloadIdentityChecks().findings(stack.node.root)).toMatchObject([
      { id: 'trust-wildcard-subject', path: 'Stack/Role' },
    ]);
  });
});
