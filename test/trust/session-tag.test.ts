// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM policy variables
import { Fn, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PodIdentityAssociation, WorkloadIdentity, WorkloadTrust } from '../../src';
import { PodIdentitySessionTag } from '../../src/trust/session-tag';
import type { Json } from '../deployed-value';
import { attributesCluster, testApp, testStack, v2Cluster } from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';
import { associationsOf, identityRolesOf, permissionsOf, trustOf } from '../template-views';

const NAMESPACE = PodIdentitySessionTag.KUBERNETES_NAMESPACE;
const OWN_FOLDER = `arn:aws:s3:::tenants/${NAMESPACE.policyVariable}/*`;

const TRUSTS = {
  'Pod Identity': () => WorkloadTrust.podIdentity(),
  'Pod Identity without session tags': () => WorkloadTrust.podIdentity({ sessionTags: false }),
  'a session policy': () =>
    WorkloadTrust.podIdentity({ sessionPolicy: policy('arn:aws:s3:::tenants/*') }),
  IRSA: () => WorkloadTrust.irsa(),
  both: () => WorkloadTrust.dual(),
};

const WITHOUT_TAGS = [
  ['Pod Identity without session tags', 'session tags are off'],
  ['a session policy', 'a sessionPolicy turns session tags off'],
  ['IRSA', 'IRSA sets no session tags'],
  ['both', 'IRSA sets no session tags'],
] as const;

function statement(resource: string, conditions?: Record<string, unknown>): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [resource], conditions });
}

function policy(resource: string): iam.PolicyDocument {
  return new iam.PolicyDocument({ statements: [statement(resource)] });
}

function declare(
  stack: Stack,
  trust: keyof typeof TRUSTS = 'Pod Identity',
  policyStatements: iam.PolicyStatement[] = [],
  managedPolicies: iam.IManagedPolicy[] = [],
): WorkloadIdentity {
  return new WorkloadIdentity(stack, 'App', {
    cluster: attributesCluster(stack),
    namespace: 'tenant-a',
    serviceAccountName: 'app',
    trust: TRUSTS[trust](),
    policyStatements,
    managedPolicies,
  });
}

function permissions(stack: Stack): Json[] {
  const template = Template.fromStack(stack);
  return permissionsOf(template, identityRolesOf(template)[0].id);
}

describe('the names of a session tag', () => {
  test('are those that AWS documents', () => {
    expect(PodIdentitySessionTag._ALL.map(({ key }) => key)).toEqual([
      'eks-cluster-arn',
      'eks-cluster-name',
      'kubernetes-namespace',
      'kubernetes-service-account',
      'kubernetes-pod-name',
      'kubernetes-pod-uid',
    ]);
    expect({ ...NAMESPACE }).toEqual({
      key: 'kubernetes-namespace',
      principalTag: 'aws:PrincipalTag/kubernetes-namespace',
      requestTag: 'aws:RequestTag/kubernetes-namespace',
      policyVariable: '${aws:PrincipalTag/kubernetes-namespace}',
      policyVariableInSub: '${!aws:PrincipalTag/kubernetes-namespace}',
    });
  });
});

describe('a policy variable', () => {
  test('stands in a permission as it is', () => {
    const stack = testStack();
    declare(stack, 'Pod Identity', [statement(OWN_FOLDER)]);

    expect(permissions(stack)[0].Resource).toBe(
      'arn:aws:s3:::tenants/${aws:PrincipalTag/kubernetes-namespace}/*',
    );
  });

  test('stands beside a token in a permission', () => {
    const stack = testStack();
    declare(stack, 'Pod Identity', [
      statement(`arn:${stack.partition}:s3:::tenants/${NAMESPACE.policyVariable}/*`),
    ]);

    expect(permissions(stack)[0].Resource).toBe(
      'arn:aws:s3:::tenants/${aws:PrincipalTag/kubernetes-namespace}/*',
    );
  });

  test('comes out of Fn::Sub where it was written for it', () => {
    const inSub = `arn:\${AWS::Partition}:s3:::tenants/${NAMESPACE.policyVariableInSub}/*`;
    const stack = testStack();
    declare(stack, 'Pod Identity', [statement(Fn.sub(inSub))]);

    expect(permissions(stack)[0].Resource).toBe(
      'arn:aws:s3:::tenants/${aws:PrincipalTag/kubernetes-namespace}/*',
    );
  });

  test('stands in a session policy, tokens beside it', () => {
    const stack = testStack();
    const team = '${aws:PrincipalTag/team}';
    new PodIdentityAssociation(stack, 'App', {
      cluster: attributesCluster(stack),
      namespace: 'tenant-a',
      serviceAccountName: 'app',
      sessionPolicy: policy(`arn:${stack.partition}:s3:::tenants/${team}/*`),
    });
    const [{ properties }] = associationsOf(Template.fromStack(stack));

    expect(JSON.parse(properties.Policy).Statement[0].Resource).toBe(
      `arn:aws:s3:::tenants/${team}/*`,
    );
  });

  test.each([
    ['an object', attributesCluster],
    ['a JSON string', v2Cluster],
  ])('survives in a trust policy that is %s', (form, cluster) => {
    const stack = testStack();
    const identity = new WorkloadIdentity(stack, 'App', {
      cluster: cluster(stack),
      namespace: 'tenant-a',
      serviceAccountName: 'app',
      trust: WorkloadTrust.irsa(),
    });
    const condition = { [NAMESPACE.requestTag]: '${aws:PrincipalTag/kubernetes-namespace}' };
    (identity.role as iam.Role).assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        actions: ['sts:TagSession'],
        principals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/other')],
        conditions: { StringEquals: condition },
      }),
    );
    const template = Template.fromStack(stack);
    const [{ id }] = identityRolesOf(template);
    const raw = template.findResources('AWS::IAM::Role')[id].Properties.AssumeRolePolicyDocument;

    expect('Fn::Sub' in raw).toBe(form === 'a JSON string');
    expect(trustOf(template, id).Statement[1].Condition.StringEquals).toEqual(condition);
  });
});

describe('permissions that compare a session tag', () => {
  test('are accepted where the tags are there, declared or granted', () => {
    const stack = testStack();
    const identity = declare(stack, 'Pod Identity', [statement(OWN_FOLDER)]);
    identity.role.addToPrincipalPolicy(statement(`${OWN_FOLDER}.json`));

    expect(permissions(stack)).toHaveLength(2);
  });

  test.each(WITHOUT_TAGS)('are refused with %s', (trust, why) => {
    const stack = testStack();

    expect(refusalOf(() => declare(stack, trust, [statement(OWN_FOLDER)]))).toMatch(
      new RegExp(`^\\[Stack/App\\] statement .* 'kubernetes-namespace', .* never there: ${why}`),
    );
  });

  test.each(WITHOUT_TAGS)('are refused with %s where they are granted later', (trust, why) => {
    const app = testApp();
    const identity = declare(testStack(app), trust);
    identity.role.addToPrincipalPolicy(statement(OWN_FOLDER));

    expect(synthesisErrorOf(() => app.synth())).toMatch(
      new RegExp(`\\[Stack/App\\] statement .* 'kubernetes-namespace', .* never there: ${why}`),
    );
  });

  test.each(WITHOUT_TAGS)('are refused with %s in a managed policy of the app', (trust, why) => {
    const synthesize = (name: keyof typeof TRUSTS, resource: string) => () => {
      const stack = testStack();
      const own = new iam.ManagedPolicy(stack, 'Own', { statements: [statement(resource)] });
      const ofAws = iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');
      declare(stack, name, [], [own, ofAws]);
      return Template.fromStack(stack);
    };

    expect(synthesisErrorOf(synthesize(trust, OWN_FOLDER))).toMatch(
      new RegExp(`\\[Stack/App\\] statement .* 'kubernetes-namespace', .* never there: ${why}`),
    );
    expect(synthesize(trust, 'arn:aws:s3:::tenants/*')).not.toThrow();
    expect(synthesize('Pod Identity', OWN_FOLDER)).not.toThrow();
  });

  /** How a policy comes to a role after the identity was declared. */
  const LATER: {
    readonly [way: string]: (role: iam.IRole, statements: iam.PolicyStatement[]) => void;
  } = {
    'in a policy that names the role': (role, statements) => {
      new iam.Policy(role.stack, 'Other', { roles: [role], statements });
    },
    'in a managed policy that names the role': (role, statements) => {
      new iam.ManagedPolicy(role.stack, 'Other', { roles: [role], statements });
    },
    'in a managed policy that is attached': (role, statements) => {
      role.addManagedPolicy(new iam.ManagedPolicy(role.stack, 'Other', { statements }));
    },
  };

  describe.each(Object.keys(LATER))('%s', (way) => {
    const synthesize =
      (trust: keyof typeof TRUSTS, resource = OWN_FOLDER) =>
      () => {
        const stack = testStack();
        LATER[way](declare(stack, trust).role, [statement(resource)]);
        return Template.fromStack(stack);
      };

    test.each(WITHOUT_TAGS)('are refused with %s', (trust, why) => {
      expect(synthesisErrorOf(synthesize(trust))).toMatch(
        new RegExp(`\\[Stack/App\\] statement .* 'kubernetes-namespace', .* never there: ${why}`),
      );
      expect(synthesize(trust, 'arn:aws:s3:::tenants/*')).not.toThrow();
    });

    test('are accepted where the tags are there', () => {
      expect(synthesize('Pod Identity')).not.toThrow();
    });
  });

  describe('on a role that was brought along', () => {
    function synthesize(...trusts: (keyof typeof TRUSTS)[]) {
      const stack = testStack();
      const role = new iam.Role(stack, 'Role', {
        assumedBy: new iam.AccountRootPrincipal(),
        inlinePolicies: { Own: policy(OWN_FOLDER) },
      });
      const cluster = attributesCluster(stack);
      for (const [at, trust] of trusts.entries()) {
        new WorkloadIdentity(stack, `App${at}`, {
          cluster,
          namespace: 'tenant-a',
          serviceAccountName: `app-${at}`,
          trust: TRUSTS[trust](),
          role,
        });
      }
      return () => Template.fromStack(stack);
    }

    test.each(WITHOUT_TAGS)('are refused with %s', (trust, why) => {
      expect(synthesisErrorOf(synthesize(trust))).toMatch(
        new RegExp(`\\[Stack/App0\\] statement .* 'kubernetes-namespace', .* never there: ${why}`),
      );
    });

    test('are accepted where one of its identities sends the tags', () => {
      expect(synthesize('IRSA', 'Pod Identity')).not.toThrow();
      expect(synthesize('IRSA', 'a session policy')).toThrow();
    });

    test('are accepted where an association of somebody else sends them', () => {
      const act = (disableSessionTags: boolean) => () => {
        const stack = testStack();
        const role = new iam.Role(stack, 'Role', {
          assumedBy: new iam.AccountRootPrincipal(),
          inlinePolicies: { Own: policy(OWN_FOLDER) },
        });
        new WorkloadIdentity(stack, 'App', {
          cluster: attributesCluster(stack),
          namespace: 'tenant-a',
          serviceAccountName: 'app',
          trust: TRUSTS.IRSA(),
          role,
        });
        new CfnPodIdentityAssociation(stack, 'Other', {
          clusterName: 'prod',
          namespace: 'tenant-b',
          serviceAccount: 'app',
          roleArn: role.roleArn,
          disableSessionTags,
        });
        return Template.fromStack(stack);
      };

      expect(act(false)).not.toThrow();
      expect(act(true)).toThrow('IRSA sets no session tags');
    });
  });

  test.each(WITHOUT_TAGS)('leave other grants alone with %s', (trust) => {
    const app = testApp();
    const identity = declare(testStack(app), trust, [
      statement('arn:aws:s3:::tenants/${aws:PrincipalTag/team}/*'),
    ]);
    identity.role.addToPrincipalPolicy(
      statement('arn:aws:s3:::tenants/${aws:PrincipalTag/kubernetes-namespace-group}/*'),
    );

    expect(() => app.synth()).not.toThrow();
  });

  test('are refused as a condition key in any case', () => {
    const conditions = { StringEquals: { 'AWS:principaltag/EKS-Cluster-Name': 'prod' } };
    const act = (trust: keyof typeof TRUSTS) => () =>
      declare(testStack(), trust, [statement('arn:aws:s3:::data/*', conditions)]);

    expect(refusalOf(act('IRSA'))).toContain("session tag 'EKS-Cluster-Name'");
    expect(act('Pod Identity')).not.toThrow();
  });

  test('are not meant by the tags of a new resource', () => {
    const conditions = { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'tenant-a' } };

    expect(() =>
      declare(testStack(), 'IRSA', [statement('arn:aws:s3:::data/*', conditions)]),
    ).not.toThrow();
  });

  test('are refused in a session policy, which turns the tags off', () => {
    const act = (resource: string) => () =>
      new PodIdentityAssociation(testStack(), 'App', {
        cluster: attributesCluster(testStack()),
        namespace: 'tenant-a',
        serviceAccountName: 'app',
        sessionPolicy: policy(resource),
      });

    expect(refusalOf(act(OWN_FOLDER))).toContain('a sessionPolicy turns session tags off');
    expect(act('arn:aws:s3:::tenants/tenant-a/*')).not.toThrow();
  });
});
