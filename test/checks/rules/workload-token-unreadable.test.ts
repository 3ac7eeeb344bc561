import { CfnResource, type Stack } from 'aws-cdk-lib';
import { collectFacts } from '../../../src/checks/collect-template';
import { workloadTokenUnreadable } from '../../../src/checks/rules/workload-token-unreadable';
import {
  association,
  deployment,
  inPartForms,
  manifest,
  parameter,
  serviceAccount,
} from '../app-parts';
import { factsOf, resultOf } from '../trust-forms';

const NON_ROOT = { container: { securityContext: { runAsUser: 1000 } } };
const ACCOUNT = serviceAccount('reader', 'logging', {
  'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/reader',
});

/** A cluster of that version in the app, as an L1 and as the cluster of aws-eks renders it. */
function clusterOf(version: string | undefined, custom = false) {
  return (stack: Stack) => {
    new CfnResource(stack, 'Cluster', {
      type: custom ? 'Custom::AWSCDK-EKS-Cluster' : 'AWS::EKS::Cluster',
      properties: custom
        ? { Config: { name: 'prod', version } }
        : { Name: 'prod', Version: version },
    });
  };
}

function outcomes(workload: object, more: (stack: Stack) => void = () => {}, account = ACCOUNT) {
  const facts = factsOf((stack) => {
    manifest(stack, [account, workload]);
    more(stack);
  });
  return workloadTokenUnreadable.check(facts);
}

const check = (...args: Parameters<typeof outcomes>) => resultOf(outcomes(...args));

inPartForms(() => {
  test('fails on a pod that is not root and has no fsGroup, on a cluster before 1.19', () => {
    const workload = deployment('reader', NON_ROOT);

    expect(outcomes(workload, clusterOf('1.18'))).toMatchObject([
      {
        result: 'fail',
        message:
          'Deployment logging/app is not root (app) and has no fsGroup; its cluster has Kubernetes 1.18.',
      },
    ]);
    expect(check(workload, clusterOf('1.18', true))).toBe('fail');
  });

  test.each([
    ['runAsNonRoot of the pod', { securityContext: { runAsNonRoot: true } }],
    ['runAsUser of the pod', { securityContext: { runAsUser: 1000 } }],
    ['an init container', { initContainers: [{ securityContext: { runAsNonRoot: true } }] }],
  ])('%s is not root', (_, spec) => {
    expect(check(deployment('reader', { spec }), clusterOf('1.18'))).toBe('fail');
  });

  test('passes 1.19 and newer, and the version that EKS chooses', () => {
    for (const version of ['1.19', '1.33', undefined]) {
      expect(check(deployment('reader', NON_ROOT), clusterOf(version))).toBe('pass');
    }
  });

  test('passes a pod with fsGroup, and one that is root', () => {
    const withGroup = { ...NON_ROOT, spec: { securityContext: { fsGroup: 65534 } } };
    const rootAgain = {
      spec: { securityContext: { runAsUser: 1000 } },
      container: { securityContext: { runAsUser: 0 } },
    };
    for (const parts of [withGroup, rootAgain, {}]) {
      const workload = deployment('reader', parts);
      expect(check(workload, clusterOf('1.18'))).toBe('pass');
    }
  });

  test('does not apply without an identity by IRSA: Pod Identity needs a newer cluster', () => {
    const plain = serviceAccount('reader', 'logging');
    const workload = deployment('reader', NON_ROOT);

    expect(check(workload, clusterOf('1.18'), plain)).toBe('not-applicable');
    expect(
      check(
        workload,
        (stack) => {
          clusterOf('1.18')(stack);
          association(stack, 'A');
        },
        plain,
      ),
    ).toBe('not-applicable');
  });

  test('cannot tell without the version of the cluster, or without a namespace', () => {
    const workload = deployment('reader', NON_ROOT);
    expect(check(workload)).toBe('cannot-tell');
    expect(check(workload, (stack) => clusterOf(parameter(stack))(stack))).toBe('cannot-tell');
    expect(check(deployment('reader', { ...NON_ROOT, namespace: null }), clusterOf('1.18'))).toBe(
      'cannot-tell',
    );
  });

  test('cannot tell of a manifest file, whose cluster nobody names', () => {
    const facts = collectFacts({
      templates: [],
      manifests: [{ path: 'app.yaml', objects: [ACCOUNT, deployment('reader', NON_ROOT)] }],
    });

    expect(workloadTokenUnreadable.check(facts)).toMatchObject([
      {
        result: 'cannot-tell',
        message:
          'Deployment logging/app is not root (app) and has no fsGroup; whether its cluster is older than 1.19 is not known.',
      },
    ]);
  });
});
