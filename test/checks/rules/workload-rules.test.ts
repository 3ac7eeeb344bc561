import { CfnResource, type Stack } from 'aws-cdk-lib';
import { collectFacts } from '../../../src/checks/collect-template';
import type { Rule } from '../../../src/checks/rule';
import { workloadAnnotation } from '../../../src/checks/rules/workload-annotation';
import { workloadNamespace } from '../../../src/checks/rules/workload-namespace';
import { workloadPrivileged } from '../../../src/checks/rules/workload-privileged';
import { workloadServiceAccountUndeclared } from '../../../src/checks/rules/workload-service-account-undeclared';
import { workloadStaticKeys } from '../../../src/checks/rules/workload-static-keys';
import {
  association,
  deployment,
  inPartForms,
  manifest,
  parameter,
  role,
  serviceAccount,
} from '../app-parts';
import { factsOf, goodStatement, resultOf } from '../trust-forms';

const KEY = 'eks.amazonaws.com/role-arn';

/** In a template and in a manifest file alike. */
function check(rule: Rule, objects: object[], more: (stack: Stack) => void = () => {}) {
  const facts = factsOf((stack) => {
    manifest(stack, objects);
    more(stack);
  });
  const { kubernetesObjects } = collectFacts({
    templates: [],
    manifests: [{ path: 'app.yaml', objects }],
  });
  const outside = rule.check({ ...facts, kubernetesObjects });
  const inside = rule.check(facts);
  expect(outside.map(({ result }) => result)).toEqual(inside.map(({ result }) => result));
  expect(outside.every(({ on }) => on.path === 'app.yaml')).toBe(true);
  return resultOf(inside);
}

inPartForms(() => {
  describe('workload-annotation', () => {
    test('fails on a Deployment, its pod template and a Pod', () => {
      const annotations = { [KEY]: 'arn' };
      expect(check(workloadAnnotation, [deployment('reader', { annotations })])).toBe('fail');
      expect(
        check(workloadAnnotation, [
          { kind: 'Pod', metadata: { name: 'a', annotations }, spec: {} },
        ]),
      ).toBe('fail');
      expect(
        check(workloadAnnotation, [
          {
            kind: 'CronJob',
            metadata: { name: 'a' },
            spec: { jobTemplate: { spec: { template: { metadata: { annotations } } } } },
          },
        ]),
      ).toBe('fail');
    });

    test('passes a workload without it', () => {
      expect(check(workloadAnnotation, [deployment('reader', { annotations: { a: 'b' } })])).toBe(
        'pass',
      );
    });

    test('does not apply to the ServiceAccount itself', () => {
      expect(check(workloadAnnotation, [serviceAccount('a', 'b', { [KEY]: 'arn' })])).toBe(
        'not-applicable',
      );
    });

    test('cannot tell where the key is a parameter', () => {
      const facts = factsOf((stack) => {
        manifest(stack, []).addPropertyOverride('Manifest', {
          'Fn::Join': [
            '',
            ['{"kind":"Pod","metadata":{"name":"a","annotations":{"', { Ref: 'Key' }, '":"b"}}}'],
          ],
        });
      });
      expect(resultOf(workloadAnnotation.check(facts))).toBe('cannot-tell');
    });
  });

  describe('workload-service-account-undeclared', () => {
    const rule = workloadServiceAccountUndeclared;

    test('fails where nothing declares the ServiceAccount, by its deprecated field too', () => {
      expect(check(rule, [deployment('reader')])).toBe('fail');
      expect(check(rule, [deployment(undefined, { spec: { serviceAccount: 'reader' } })])).toBe(
        'fail',
      );
    });

    test('passes a ServiceAccount of a manifest, an association or a trust policy', () => {
      expect(check(rule, [deployment('reader'), serviceAccount('reader', 'logging')])).toBe('pass');
      expect(check(rule, [deployment('reader')], (stack) => association(stack, 'A'))).toBe('pass');
      expect(
        check(rule, [deployment('reader')], (stack) => role(stack, 'R', goodStatement())),
      ).toBe('pass');
    });

    test('does not apply to the ServiceAccount default', () => {
      expect(check(rule, [deployment(undefined)])).toBe('not-applicable');
    });

    test('fails where only another cluster has the ServiceAccount', () => {
      const inCluster = (clusterName: string) =>
        factsOf((stack) => {
          association(stack, 'A', { clusterName: 'prod' });
          manifest(stack, [deployment('reader')], { clusterName });
        });

      expect(resultOf(rule.check(inCluster('prod')))).toBe('pass');
      expect(rule.check(inCluster('staging'))).toMatchObject([
        {
          result: 'fail',
          message:
            'Deployment logging/app names the ServiceAccount reader, which nothing in the app declares in this cluster.',
        },
      ]);
    });

    test('cannot tell without a namespace, or beside a Helm release in the namespace', () => {
      expect(check(rule, [deployment('reader', { namespace: null })])).toBe('cannot-tell');
      expect(
        check(rule, [deployment('reader')], (stack) => {
          new CfnResource(stack, 'Chart', {
            type: 'Custom::AWSCDK-EKS-HelmChart',
            properties: { ClusterName: 'prod', Namespace: 'logging', Release: 'reader' },
          });
        }),
      ).toBe('cannot-tell');
    });

    test('cannot tell where a name or the namespace of a Helm release is a parameter', () => {
      const results = (build: (stack: Stack, value: string) => void) =>
        rule.check(factsOf((stack) => build(stack, parameter(stack)))).map(({ result }) => result);

      expect(results((stack, name) => manifest(stack, [deployment(name)]))).toEqual([
        'cannot-tell',
      ]);
      expect(
        results((stack, name) => {
          manifest(stack, [deployment('reader')]);
          association(stack, 'A', { serviceAccount: name });
        }),
      ).toEqual(['cannot-tell']);
      expect(
        results((stack, namespace) => {
          manifest(stack, [deployment('reader')]);
          new CfnResource(stack, 'Chart', {
            type: 'Custom::AWSCDK-EKS-HelmChart',
            properties: { ClusterName: 'prod', Namespace: namespace, Release: 'reader' },
          });
        }),
      ).toEqual(['cannot-tell']);
      expect(
        results((stack, name) => {
          manifest(stack, [deployment(name)]);
          association(stack, 'A', { serviceAccount: name });
        }),
      ).toEqual(['pass']);
    });
  });

  test('a declared pattern may be of the ServiceAccount that a workload names', () => {
    const facts = factsOf((stack) => manifest(stack, [deployment('reader')]));
    const withPattern = (pattern: string) =>
      resultOf(
        workloadServiceAccountUndeclared.check({
          ...facts,
          declared: [
            {
              path: 'App/Pattern',
              stack: 'App',
              mechanism: 'irsa',
              namespace: '*',
              serviceAccountName: '*',
              subjectPatterns: [pattern],
              clusters: [{ key: 'prod' }],
              delivery: { kind: 'external' },
            },
          ],
        }),
      );

    expect(withPattern('system:serviceaccount:logging:*')).toBe('cannot-tell');
    expect(withPattern('system:serviceaccount:shop:*')).toBe('fail');
  });

  describe('workload-namespace', () => {
    test('fails where the ServiceAccount is in another namespace', () => {
      const outcomes = workloadNamespace.check(
        factsOf((stack) => {
          association(stack, 'A', { namespace: 'shop' });
          manifest(stack, [deployment('reader')]);
        }),
      );
      expect(outcomes).toMatchObject([
        {
          result: 'fail',
          message: 'Deployment logging/app uses the ServiceAccount reader, which is in shop.',
        },
      ]);
    });

    test('does not apply where only another cluster has a ServiceAccount of the name', () => {
      const outcomes = workloadNamespace.check(
        factsOf((stack) => {
          association(stack, 'A', { namespace: 'shop', clusterName: 'staging' });
          manifest(stack, [deployment('reader')]);
        }),
      );
      expect(resultOf(outcomes)).toBe('not-applicable');
    });

    test('passes the same namespace', () => {
      expect(
        check(workloadNamespace, [deployment('reader'), serviceAccount('reader', 'logging')]),
      ).toBe('pass');
    });

    test('does not apply to a ServiceAccount that the app does not know', () => {
      expect(check(workloadNamespace, [deployment('reader')])).toBe('not-applicable');
    });

    test('cannot tell where a manifest names no namespace', () => {
      expect(
        check(workloadNamespace, [
          deployment('reader', { namespace: null }),
          serviceAccount('reader', 'logging'),
        ]),
      ).toBe('cannot-tell');
      expect(
        check(workloadNamespace, [deployment('reader'), serviceAccount('reader', undefined)]),
      ).toBe('cannot-tell');
    });
  });

  describe('workload-static-keys', () => {
    test('fails on keys in the environment, from a Secret too, in any container', () => {
      const env = [{ name: 'AWS_ACCESS_KEY_ID', value: 'AKIAIOSFODNN7EXAMPLE' }];
      const fromSecret = [
        { name: 'AWS_SECRET_ACCESS_KEY', valueFrom: { secretKeyRef: { name: 'aws', key: 'k' } } },
      ];
      expect(check(workloadStaticKeys, [deployment('reader', { container: { env } })])).toBe(
        'fail',
      );
      expect(
        check(workloadStaticKeys, [
          deployment('reader', { spec: { initContainers: [{ name: 'init', env: fromSecret }] } }),
        ]),
      ).toBe('fail');
    });

    test('never shows the value', () => {
      const env = [{ name: 'AWS_ACCESS_KEY_ID', value: 'AKIAIOSFODNN7EXAMPLE' }];
      const facts = factsOf((stack) =>
        manifest(stack, [deployment('reader', { container: { env } })]),
      );

      expect(JSON.stringify(facts)).toContain('AWS_ACCESS_KEY_ID');
      expect(JSON.stringify(facts)).not.toContain('AKIA');
    });

    test('passes other variables', () => {
      const env = [{ name: 'AWS_REGION', value: 'eu-west-1' }];
      expect(check(workloadStaticKeys, [deployment('reader', { container: { env } })])).toBe(
        'pass',
      );
    });

    test('does not apply to objects without pods', () => {
      expect(check(workloadStaticKeys, [serviceAccount('a', 'b')])).toBe('not-applicable');
    });

    test('cannot tell where all keys of a Secret become variables', () => {
      const envFrom = [{ secretRef: { name: 'settings' } }];
      expect(check(workloadStaticKeys, [deployment('reader', { container: { envFrom } })])).toBe(
        'cannot-tell',
      );
    });
  });

  describe('workload-privileged', () => {
    const withIdentity = (stack: Stack) => association(stack, 'A');
    const container = (securityContext: object) => ({ container: { securityContext } });

    test.each([
      ['hostNetwork', { spec: { hostNetwork: true } }],
      ['privileged', container({ privileged: true })],
      ['SYS_ADMIN', container({ capabilities: { add: ['SYS_ADMIN'] } })],
      ['every capability', container({ capabilities: { add: ['ALL'] } })],
    ])('fails on a pod with %s and an identity', (_, parts) => {
      expect(check(workloadPrivileged, [deployment('reader', parts)], withIdentity)).toBe('fail');
    });

    test('passes an ordinary pod', () => {
      const ordinary = container({
        privileged: false,
        capabilities: { add: ['NET_BIND_SERVICE'] },
      });
      expect(check(workloadPrivileged, [deployment('reader', ordinary)], withIdentity)).toBe(
        'pass',
      );
    });

    test('does not apply to a pod without identity', () => {
      expect(
        check(
          workloadPrivileged,
          [deployment('node-agent', { spec: { hostNetwork: true } })],
          withIdentity,
        ),
      ).toBe('not-applicable');
    });

    test('cannot tell where the manifest names no namespace', () => {
      expect(
        check(
          workloadPrivileged,
          [deployment('reader', { namespace: null, spec: { hostNetwork: true } })],
          withIdentity,
        ),
      ).toBe('cannot-tell');
    });
  });
});
