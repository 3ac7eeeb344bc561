import { App, Stack as CdkStack, CfnCondition, Fn, type Stack, Stage, Token } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { collectConstructs } from '../../../src/checks/collect-constructs';
import { QUOTAS_CONTEXT } from '../../../src/checks/quotas';
import type { Rule } from '../../../src/checks/rule';
import { associationDuplicate } from '../../../src/checks/rules/association-duplicate';
import { associationQuota } from '../../../src/checks/rules/association-quota';
import { podIdentityFargate } from '../../../src/checks/rules/pod-identity-fargate';
import { podIdentityWindows } from '../../../src/checks/rules/pod-identity-windows';
import { requestTagsOff } from '../../../src/checks/rules/request-tags-off';
import { subjectTwoRoles } from '../../../src/checks/rules/subject-two-roles';
import {
  association,
  cluster,
  deployment,
  inPartForms,
  manifest,
  parameter,
  role,
  serviceAccount,
} from '../app-parts';
import { factsOf, GOOD_POD, podStatement, resultOf } from '../trust-forms';

const results = (rule: Rule, build: (stack: Stack) => void) =>
  rule.check(factsOf(build)).map(({ result, on }) => `${on.path} ${result}`);

function condition(stack: Stack, name: string): CfnCondition {
  const known = stack.node.tryFindChild(name) as CfnCondition | undefined;
  return known ?? new CfnCondition(stack, name, { expression: Fn.conditionEquals('a', 'a') });
}

function podRole(stack: Stack): iam.Role {
  const podIdentity = new iam.Role(stack, 'Role', {
    assumedBy: new iam.SessionTagsPrincipal(
      new iam.ServicePrincipal('pods.eks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'logging' } },
      }),
    ),
  });
  return podIdentity;
}

inPartForms(() => {
  describe('request-tags-off', () => {
    test('fails where the role of an association without tags is trusted by tags only', () => {
      expect(
        results(requestTagsOff, (stack) => {
          association(stack, 'A', {
            roleArn: role(stack, 'R', GOOD_POD).attrArn,
            disableSessionTags: true,
          });
        }),
      ).toEqual(['App/A fail']);
      expect(
        results(requestTagsOff, (stack) => {
          association(stack, 'A', { roleArn: podRole(stack).roleArn, disableSessionTags: true });
        }),
      ).toEqual(['App/A fail']);
    });

    test('passes where the trust does not need tags', () => {
      expect(
        results(requestTagsOff, (stack) => {
          association(stack, 'A', {
            roleArn: role(stack, 'R', podStatement()).attrArn,
            disableSessionTags: true,
          });
        }),
      ).toEqual(['App/A pass']);
    });

    test('finds the role by its literal name', () => {
      expect(
        results(requestTagsOff, (stack) => {
          role(stack, 'R', GOOD_POD).roleName = 'reader';
          association(stack, 'A', {
            roleArn: 'arn:aws:iam::111122223333:role/reader',
            disableSessionTags: true,
          });
        }),
      ).toEqual(['App/A fail']);
    });

    test('does not apply with session tags', () => {
      expect(
        results(requestTagsOff, (stack) => {
          association(stack, 'A', { roleArn: role(stack, 'R', GOOD_POD).attrArn });
        }),
      ).toEqual(['App/A not-applicable']);
    });

    test('cannot tell where the role is of another app, or the switch a parameter', () => {
      expect(
        results(requestTagsOff, (stack) => {
          association(stack, 'A', { disableSessionTags: true });
          const unknown = association(stack, 'B', { roleArn: role(stack, 'R', GOOD_POD).attrArn });
          unknown.addPropertyOverride('DisableSessionTags', { Ref: 'Tags' });
        }),
      ).toEqual(['App/A cannot-tell', 'App/B cannot-tell']);
    });
  });

  describe('association-duplicate', () => {
    test('fails on the second association of a ServiceAccount, that of an add-on too', () => {
      const outcomes = associationDuplicate.check(
        factsOf((stack) => {
          association(stack, 'A');
          association(stack, 'B');
          association(stack, 'Other', { namespace: 'shop' });
          new eks.CfnAddon(stack, 'Addon', {
            addonName: 'agent',
            clusterName: 'prod',
            namespaceConfig: { namespace: 'shop' },
            podIdentityAssociations: [
              { serviceAccount: 'reader', roleArn: 'arn:aws:iam::1:role/a' },
            ],
          });
        }),
      );

      expect(outcomes.map(({ result, on }) => `${on.path} ${result}`)).toEqual([
        'App/A pass',
        'App/B fail',
        'App/Other pass',
        'App/Addon fail',
      ]);
      expect(outcomes[1].message).toBe('logging/reader has an association already: App/A.');
    });

    test('passes the same name in another cluster', () => {
      expect(
        results(associationDuplicate, (stack) => {
          association(stack, 'A');
          association(stack, 'B', { clusterName: cluster(stack, 'dev').ref });
        }),
      ).toEqual(['App/A pass', 'App/B pass']);
    });

    test('cannot tell whether two stacks without environment go to one cluster', () => {
      const inTwoStages = (env?: { account: string; region: string }) => {
        const app = new App();
        for (const id of ['Dev', 'Prod']) {
          const stack = new CdkStack(new Stage(app, id, { env }), 'App');
          association(stack, 'A', { roleArn: role(stack, 'R', GOOD_POD).attrArn });
        }
        const facts = collectConstructs(app);
        return [associationDuplicate, subjectTwoRoles].map((rule) => resultOf(rule.check(facts)));
      };

      expect(inTwoStages()).toEqual(['cannot-tell', 'cannot-tell']);
      expect(inTwoStages({ account: '111122223333', region: 'eu-west-1' })).toEqual([
        'fail',
        'fail',
      ]);
    });

    test('cannot tell of two that have conditions which may exclude each other', () => {
      const withConditions = (...names: string[]) => {
        const facts = factsOf((stack) => {
          names.forEach((name, at) => {
            const made = association(stack, `A${at}`, {
              roleArn: role(stack, `R${at}`, GOOD_POD).attrArn,
            });
            if (name) made.cfnOptions.condition = condition(stack, name);
          });
        });
        return [associationDuplicate, subjectTwoRoles].map((rule) => resultOf(rule.check(facts)));
      };

      expect(withConditions('IsOld', 'IsNew')).toEqual(['cannot-tell', 'cannot-tell']);
      expect(withConditions('IsNew', 'IsNew')).toEqual(['fail', 'fail']);
      // The one with a condition could never be deployed.
      expect(withConditions('', 'IsNew')).toEqual(['fail', 'fail']);
    });

    test('does not apply to a ServiceAccount with IRSA', () => {
      expect(
        results(associationDuplicate, (stack) => {
          manifest(stack, [
            serviceAccount('reader', 'logging', { 'eks.amazonaws.com/role-arn': 'x' }),
          ]);
        }),
      ).toEqual(['App/Manifest not-applicable']);
    });

    test('cannot tell where the name is a parameter', () => {
      expect(
        results(associationDuplicate, (stack) => {
          association(stack, 'A', { serviceAccount: parameter(stack) });
        }),
      ).toEqual(['App/A cannot-tell']);
    });
  });

  describe('association-quota', () => {
    const associations = (stack: Stack, count: number, clusterName: string) => {
      for (let i = 0; i < count; i++) {
        association(stack, `A${stack.node.children.length}`, {
          clusterName,
          serviceAccount: `a${i}`,
        });
      }
    };
    const withQuota = (build: (stack: Stack) => void) =>
      associationQuota
        .check(factsOf(build, { [QUOTAS_CONTEXT]: { associationsPerCluster: 3 } }))
        .map(({ result, on }) => `${on.path} ${result}`);

    test('fails on a cluster with one too many, and passes one that is full', () => {
      expect(
        withQuota((stack) => {
          associations(stack, 4, cluster(stack, 'prod').ref);
          associations(stack, 3, 'dev');
        }),
      ).toEqual(['App/Cluster-prod fail', expect.stringMatching(/ pass$/)]);
    });

    test('does not apply to a cluster without associations', () => {
      expect(results(associationQuota, (stack) => cluster(stack))).toEqual([
        'App/Cluster-prod not-applicable',
      ]);
    });

    test('cannot tell where others are in a cluster whose name is a parameter', () => {
      expect(
        withQuota((stack) => {
          associations(stack, 2, cluster(stack, 'prod').ref);
          associations(stack, 2, parameter(stack));
        }),
      ).toEqual(['App/Cluster-prod cannot-tell', expect.stringMatching(/ pass$/)]);
    });

    test('counts to 5,000 unless the app says otherwise', () => {
      expect(factsOf(() => {}).quotas.associationsPerCluster).toBe(5000);
    });
  });

  describe('pod-identity-fargate', () => {
    const profile = (stack: Stack, namespace: string, labels?: { key: string; value: string }[]) =>
      new eks.CfnFargateProfile(
        stack,
        `Profile-${Token.isUnresolved(namespace) ? 'Token' : namespace}`,
        {
          clusterName: 'prod',
          podExecutionRoleArn: 'arn:aws:iam::111122223333:role/pods',
          selectors: [{ namespace, labels }],
        },
      );
    const check = (build: (stack: Stack) => void) =>
      resultOf(
        podIdentityFargate.check(
          factsOf((stack) => {
            association(stack, 'A');
            build(stack);
          }),
        ),
      );

    test.each(['logging', 'log*', '*'])('fails where a profile selects %s', (namespace) => {
      expect(check((stack) => profile(stack, namespace))).toBe('fail');
    });

    test('fails where the labels are those of a pod with the ServiceAccount', () => {
      const labels = [{ key: 'compute', value: 'fargate' }];
      const app = (value: string) => [deployment('reader', { labels: { compute: value } })];

      expect(
        check((stack) => {
          profile(stack, 'logging', labels);
          manifest(stack, app('fargate'));
        }),
      ).toBe('fail');
      expect(
        check((stack) => {
          profile(stack, 'logging', labels);
          manifest(stack, app('nodes'));
        }),
      ).toBe('pass');
    });

    test('passes where profiles select other namespaces', () => {
      expect(check((stack) => profile(stack, 'batch'))).toBe('pass');
    });

    test('does not apply without Fargate profiles of the cluster', () => {
      expect(check(() => {})).toBe('not-applicable');
      expect(
        check((stack) => {
          profile(stack, 'logging').clusterName = 'dev';
        }),
      ).toBe('not-applicable');
    });

    test('cannot tell where what a profile selects is a parameter', () => {
      expect(check((stack) => profile(stack, parameter(stack)))).toBe('cannot-tell');
      expect(
        check((stack) => {
          const selectors = { 'Fn::If': ['IsOld', [{ Namespace: 'logging' }], []] };
          profile(stack, 'batch').addPropertyOverride('Selectors', selectors);
        }),
      ).toBe('cannot-tell');
      expect(
        check((stack) => {
          manifest(stack, [deployment('reader', { labels: { compute: 'nodes' } })]);
          const labels = { 'Fn::If': ['IsOld', [], [{ Key: 'compute', Value: 'fargate' }]] };
          profile(stack, 'logging').addPropertyOverride('Selectors.0.Labels', labels);
        }),
      ).toBe('cannot-tell');
      expect(
        check((stack) => {
          profile(stack, 'logging').clusterName = parameter(stack);
        }),
      ).toBe('cannot-tell');
      expect(
        check((stack) => {
          profile(stack, `batch-${parameter(stack)}`);
        }),
      ).toBe('pass');
    });

    test('cannot tell where labels select pods that are not in the app', () => {
      expect(check((stack) => profile(stack, 'logging', [{ key: 'a', value: 'b' }]))).toBe(
        'cannot-tell',
      );
    });
  });

  describe('pod-identity-windows', () => {
    const check = (...objects: object[]) =>
      resultOf(
        podIdentityWindows.check(
          factsOf((stack) => {
            association(stack, 'A');
            manifest(stack, objects);
          }),
        ),
      );
    const windows = { nodeSelector: { 'kubernetes.io/os': 'windows' } };

    test('fails where a workload with the ServiceAccount runs on Windows', () => {
      expect(check(deployment('reader', { spec: windows }))).toBe('fail');
      expect(check(deployment('reader', { spec: { os: { name: 'windows' } } }))).toBe('fail');
    });

    const onNodes = (...terms: object[]) => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: terms.map((term) => ({ matchExpressions: [term] })),
          },
        },
      },
    });
    const ofOs = (operator: string, ...values: string[]) => ({
      key: 'kubernetes.io/os',
      operator,
      values,
    });

    test.each([
      { nodeSelector: { 'node.kubernetes.io/windows-build': '10.0.20348' } },
      { securityContext: { windowsOptions: { runAsUserName: 'ContainerUser' } } },
      onNodes(ofOs('In', 'windows')),
      onNodes({ key: 'node.kubernetes.io/windows-build', operator: 'Exists' }),
    ])('fails on pods that only Windows nodes can run %#', (spec) => {
      expect(check(deployment('reader', { spec }))).toBe('fail');
    });

    test.each([
      { nodeSelector: { 'kubernetes.io/os': 'linux' } },
      { tolerations: [{ key: 'os', value: 'windows' }] },
      { securityContext: { windowsOptions: {} } },
      onNodes(ofOs('NotIn', 'windows')),
      onNodes(ofOs('In', 'windows', 'linux')),
      onNodes(ofOs('In', 'windows'), { key: 'team', operator: 'Exists' }),
      onNodes(),
    ])('passes pods that Linux nodes can run %#', (spec) => {
      expect(check(deployment('reader', { spec }))).toBe('pass');
    });

    test('passes where it runs on Linux', () => {
      expect(check(deployment('reader'), deployment('other', { spec: windows }))).toBe('pass');
    });

    test('does not apply where no workload of the app uses it', () => {
      expect(check(deployment('reader', { namespace: 'shop', spec: windows }))).toBe(
        'not-applicable',
      );
    });

    test('cannot tell where the manifest names no namespace', () => {
      expect(check(deployment('reader', { namespace: null, spec: windows }))).toBe('cannot-tell');
    });
  });
});
