import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { collectConstructs } from '../../../src/checks/collect-constructs';
import type { Rule } from '../../../src/checks/rule';
import { identityDefaultServiceAccount } from '../../../src/checks/rules/identity-default-service-account';
import { issuerRegion } from '../../../src/checks/rules/issuer-region';
import { serviceAccountAnnotationKey } from '../../../src/checks/rules/service-account-annotation-key';
import { serviceAccountAnnotationPodIdentity } from '../../../src/checks/rules/service-account-annotation-pod-identity';
import { serviceAccountRoleTrust } from '../../../src/checks/rules/service-account-role-trust';
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
import { roleOfCluster } from '../role-of-cluster';
import {
  factsOf,
  GOOD_POD,
  goodStatement,
  ISSUER,
  LAMBDA,
  providerArn,
  resultOf,
} from '../trust-forms';

const KEY = 'eks.amazonaws.com/role-arn';
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Fn::Sub
const KEY_PARAMETER = '${Key}';

const check = (rule: Rule, build: (stack: Stack) => void) => resultOf(rule.check(factsOf(build)));

const onAccount = (rule: Rule, build: (stack: Stack) => void) =>
  resultOf(rule.check(factsOf(build)).filter(({ on }) => on.logicalId?.startsWith('Manifest')));

inPartForms(() => {
  describe('identity-default-service-account', () => {
    test('fails for a trust policy, an association or an annotation on default', () => {
      const parts: ((stack: Stack) => void)[] = [
        (stack) => role(stack, 'R', goodStatement(ISSUER, 'logging:default')),
        (stack) => association(stack, 'A', { serviceAccount: 'default' }),
        (stack) => manifest(stack, [serviceAccount('default', 'logging', { [KEY]: 'arn' })]),
      ];
      for (const part of parts) {
        const outcomes = identityDefaultServiceAccount.check(factsOf(part));
        expect(outcomes).toMatchObject([{ result: 'fail' }]);
      }
    });

    test('says it once for one ServiceAccount', () => {
      const outcomes = identityDefaultServiceAccount.check(
        factsOf((stack) => {
          const { attrArn } = role(stack, 'R', goodStatement(ISSUER, 'logging:default'));
          manifest(stack, [serviceAccount('default', 'logging', { [KEY]: attrArn })]);
        }),
      );
      expect(outcomes).toHaveLength(1);
    });

    test('says it in each stack, since each is acknowledged by itself', () => {
      const app = new App();
      for (const id of ['Staging', 'Production']) {
        association(new Stack(app, id), 'A', { serviceAccount: 'default', clusterName: id });
      }

      expect(identityDefaultServiceAccount.check(collectConstructs(app))).toMatchObject([
        { result: 'fail', on: { path: 'Staging/A' } },
        { result: 'fail', on: { path: 'Production/A' } },
      ]);
    });

    test('passes for any other name', () => {
      expect(check(identityDefaultServiceAccount, (stack) => association(stack, 'A'))).toBe('pass');
    });

    test('does not apply to a ServiceAccount without identity', () => {
      expect(
        check(identityDefaultServiceAccount, (stack) =>
          manifest(stack, [serviceAccount('default', 'logging')]),
        ),
      ).toBe('not-applicable');
    });

    test('cannot tell where the name is a parameter', () => {
      expect(
        check(identityDefaultServiceAccount, (stack) =>
          association(stack, 'A', { serviceAccount: parameter(stack) }),
        ),
      ).toBe('cannot-tell');
    });
  });

  describe('service-account-role-trust', () => {
    const annotated = (stack: Stack, arn: string, name = 'reader', namespace?: string) =>
      manifest(stack, [serviceAccount(name, namespace ?? 'logging', { [KEY]: arn })]);

    test.each([
      ['reader', 'Logging'],
      ['s3-reader', 'logging'],
      ['reader', 'shop'],
    ])('fails for %s in %s', (name, namespace) => {
      expect(
        check(serviceAccountRoleTrust, (stack) =>
          annotated(stack, role(stack, 'R', goodStatement()).attrArn, name, namespace),
        ),
      ).toBe('fail');
    });

    test('fails where the role trusts the issuer of another cluster of the app', () => {
      expect(
        check(serviceAccountRoleTrust, (stack) => {
          const roleOfDev = roleOfCluster(stack, cluster(stack, 'dev'));
          manifest(stack, [serviceAccount('reader', 'logging', { [KEY]: roleOfDev.attrArn })], {
            clusterName: cluster(stack, 'prod').ref,
          });
        }),
      ).toBe('fail');
    });

    test('passes an exact subject and a pattern that matches, on L1 and L2 roles', () => {
      expect(
        check(serviceAccountRoleTrust, (stack) =>
          annotated(stack, role(stack, 'R', goodStatement()).attrArn),
        ),
      ).toBe('pass');
      expect(
        check(serviceAccountRoleTrust, (stack) => {
          const provider = iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(
            stack,
            'Provider',
            providerArn(ISSUER),
          );
          const { roleArn } = new iam.Role(stack, 'R', {
            assumedBy: new iam.OpenIdConnectPrincipal(provider, {
              StringLike: { [`${ISSUER}:sub`]: 'system:serviceaccount:log*:reader' },
            }),
          });
          annotated(stack, roleArn);
        }),
      ).toBe('pass');
    });

    test('does not apply without annotation, or to a role for Pod Identity', () => {
      expect(
        check(serviceAccountRoleTrust, (stack) => manifest(stack, [serviceAccount('a', 'b')])),
      ).toBe('not-applicable');
      expect(
        check(serviceAccountRoleTrust, (stack) =>
          annotated(stack, role(stack, 'R', GOOD_POD).attrArn),
        ),
      ).toBe('not-applicable');
    });

    test('fails where the role is not for pods at all', () => {
      expect(
        check(serviceAccountRoleTrust, (stack) =>
          annotated(stack, role(stack, 'R', LAMBDA).attrArn),
        ),
      ).toBe('fail');
    });

    test('cannot tell for a role of another app, and says that nothing here makes it', () => {
      const outcomes = serviceAccountRoleTrust.check(
        factsOf((stack) => annotated(stack, 'arn:aws:iam::1:role/x')),
      );

      expect(outcomes).toMatchObject([
        {
          result: 'cannot-tell',
          message:
            'Nothing here makes arn:aws:iam::1:role/x: whom it trusts, if it exists, is not known.',
        },
      ]);
    });
  });

  describe('service-account-annotation-pod-identity', () => {
    const rule = serviceAccountAnnotationPodIdentity;
    const annotated = (arn: string) => serviceAccount('reader', 'logging', { [KEY]: arn });

    test('fails where the role only trusts Pod Identity', () => {
      expect(
        check(rule, (stack) => manifest(stack, [annotated(role(stack, 'R', GOOD_POD).attrArn)])),
      ).toBe('fail');
    });

    test('fails where the association has another role than the annotation', () => {
      const outcomes = rule.check(
        factsOf((stack) => {
          association(stack, 'A', { roleArn: role(stack, 'Pods', GOOD_POD).attrArn });
          manifest(stack, [annotated(role(stack, 'Irsa', goodStatement()).attrArn)]);
        }),
      );
      expect(outcomes).toMatchObject([
        {
          result: 'fail',
          message:
            'ServiceAccount logging/reader uses Pod Identity with App/Pods, but names App/Irsa for IRSA.',
        },
      ]);
    });

    test('does not apply where the association is of another cluster', () => {
      expect(
        check(rule, (stack) => {
          association(stack, 'A', {
            clusterName: 'dev',
            roleArn: role(stack, 'Pods', GOOD_POD).attrArn,
          });
          manifest(stack, [annotated(role(stack, 'Irsa', goodStatement()).attrArn)]);
        }),
      ).toBe('not-applicable');
    });

    test('passes a ServiceAccount with an association and no annotation', () => {
      expect(
        check(rule, (stack) => {
          association(stack, 'A');
          manifest(stack, [serviceAccount('reader', 'logging')]);
        }),
      ).toBe('pass');
    });

    test('does not apply to a role that trusts both mechanisms, or without association', () => {
      expect(
        check(rule, (stack) => {
          const { attrArn } = role(stack, 'R', goodStatement(), GOOD_POD);
          association(stack, 'A', { roleArn: attrArn });
          manifest(stack, [annotated(attrArn)]);
        }),
      ).toBe('not-applicable');
      expect(check(rule, (stack) => manifest(stack, [serviceAccount('reader', 'logging')]))).toBe(
        'not-applicable',
      );
    });

    test('cannot tell where the annotated role is of another app', () => {
      expect(
        check(rule, (stack) => {
          association(stack, 'A');
          manifest(stack, [annotated('arn:aws:iam::111122223333:role/elsewhere')]);
        }),
      ).toBe('cannot-tell');
    });
  });

  describe('service-account-annotation-key', () => {
    const keys = (...names: string[]) =>
      check(serviceAccountAnnotationKey, (stack) =>
        manifest(stack, [
          serviceAccount('reader', 'logging', Object.fromEntries(names.map((name) => [name, 'x']))),
        ]),
      );

    test.each([
      'eks.amazon.com/role-arn',
      'eks.amazonaws.com.cn/role-arn',
      'eks.amazonaws.com/role_arn',
      'eks.amazonaws.com/roleArn',
      'eks.amazonaws.com/iam-role-arn',
    ])('fails on %s', (key) => {
      expect(keys(key)).toBe('fail');
    });

    test('passes the right key', () => {
      expect(keys(KEY, 'eks.amazonaws.com/audience')).toBe('pass');
    });

    test('does not apply to the keys of other tools', () => {
      expect(
        keys('iam.amazonaws.com/role', 'example.com/role-arn', 'eks.amazonaws.com/audience'),
      ).toBe('not-applicable');
    });

    test('cannot tell where the key is a parameter', () => {
      expect(
        check(serviceAccountAnnotationKey, (stack) => {
          const object = manifest(stack, []);
          object.addPropertyOverride('Manifest', {
            'Fn::Sub': JSON.stringify([
              serviceAccount('reader', 'logging', { [KEY_PARAMETER]: 'x' }),
            ]),
          });
        }),
      ).toBe('cannot-tell');
    });
  });

  describe('issuer-region', () => {
    const account = (stack: Stack, issuer: string) =>
      manifest(stack, [
        serviceAccount('reader', 'logging', {
          [KEY]: role(stack, 'R', goodStatement(issuer)).attrArn,
        }),
      ]);

    test('fails where the issuer is of another Region than the cluster', () => {
      expect(
        check(issuerRegion, (stack) => account(stack, ISSUER.replace('eu-west-1', 'us-east-1'))),
      ).toBe('fail');
      expect(
        check(issuerRegion, (stack) => account(stack, 'oidc-eks.us-east-1.api.aws/id/ABC')),
      ).toBe('fail');
    });

    test('passes the same Region', () => {
      expect(check(issuerRegion, (stack) => account(stack, ISSUER))).toBe('pass');
      expect(
        check(issuerRegion, (stack) => {
          const prod = cluster(stack);
          const { attrArn } = roleOfCluster(stack, prod);
          manifest(stack, [serviceAccount('reader', 'logging', { [KEY]: attrArn })], {
            clusterName: prod.ref,
          });
        }),
      ).toBe('pass');
    });

    test('does not apply without annotation', () => {
      expect(check(issuerRegion, (stack) => manifest(stack, [serviceAccount('a', 'b')]))).toBe(
        'not-applicable',
      );
    });

    test('cannot tell where the issuer names no Region', () => {
      expect(check(issuerRegion, (stack) => account(stack, 'oidc.example.com/one'))).toBe(
        'cannot-tell',
      );
    });
  });

  test('a manifest that is no ServiceAccount is not asked about roles', () => {
    expect(onAccount(serviceAccountRoleTrust, (stack) => manifest(stack, [deployment('a')]))).toBe(
      undefined,
    );
  });
});
