import type { Stack } from 'aws-cdk-lib';
import { App, Stack as CdkStack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { collectConstructs } from '../../../src/checks/collect-constructs';
import { QUOTAS_CONTEXT } from '../../../src/checks/quotas';
import type { Rule } from '../../../src/checks/rule';
import { providerQuota } from '../../../src/checks/rules/provider-quota';
import { providerUnknownCluster } from '../../../src/checks/rules/provider-unknown-cluster';
import { cluster, inPartForms, oidcProvider, parameter, role } from '../app-parts';
import { factsOf, ISSUER, LAMBDA, REGION, resultOf } from '../trust-forms';

const check = (rule: Rule, build: (stack: Stack) => void) => resultOf(rule.check(factsOf(build)));

inPartForms(() => {
  describe('provider-unknown-cluster', () => {
    const provider = (stack: Stack, url: string) => oidcProvider(stack, 'Provider', url);
    const declared = (issuer: string) => [
      {
        path: 'App/Reader',
        stack: 'App',
        mechanism: 'irsa' as const,
        namespace: 'logging',
        serviceAccountName: 'reader',
        clusters: [{ key: 'prod', name: 'prod', issuer }],
        delivery: { kind: 'external' as const },
      },
    ];
    const beside = (issuer: string, url: string) =>
      resultOf(
        providerUnknownCluster.check({
          ...factsOf((stack) => provider(stack, url)),
          declared: declared(issuer),
        }),
      );

    test('fails where the clusters of the app have other issuers', () => {
      expect(beside(`https://${ISSUER}`, `https://${ISSUER.replace('EXAMPLED', 'AAAAAAAA')}`)).toBe(
        'fail',
      );
    });

    test('passes the issuer of a declared cluster, and of a cluster of the app', () => {
      expect(beside(`https://${ISSUER}`, `https://${ISSUER}`)).toBe('pass');
      expect(
        check(providerUnknownCluster, (stack) =>
          provider(stack, cluster(stack).attrOpenIdConnectIssuerUrl),
        ),
      ).toBe('pass');
      expect(
        check(
          providerUnknownCluster,
          (stack) =>
            new iam.OpenIdConnectProvider(stack, 'L2', {
              url: cluster(stack).attrOpenIdConnectIssuerUrl,
            }),
        ),
      ).toBe('pass');
    });

    test('does not apply to GitHub, or to an app without clusters', () => {
      expect(beside(`https://${ISSUER}`, 'https://token.actions.githubusercontent.com')).toBe(
        'not-applicable',
      );
      expect(check(providerUnknownCluster, (stack) => provider(stack, `https://${ISSUER}`))).toBe(
        'not-applicable',
      );
    });

    test('cannot tell whether a literal issuer is that of a cluster of the app', () => {
      expect(
        check(providerUnknownCluster, (stack) => {
          cluster(stack);
          provider(stack, `https://${ISSUER}`);
        }),
      ).toBe('cannot-tell');
      expect(
        check(providerUnknownCluster, (stack) => {
          cluster(stack);
          provider(stack, parameter(stack));
        }),
      ).toBe('cannot-tell');
    });
  });

  describe('provider-quota', () => {
    const results = (counts: Record<string, number>) => {
      const app = new App({ context: { [QUOTAS_CONTEXT]: { oidcProvidersPerAccount: 3 } } });
      for (const [account, count] of Object.entries(counts)) {
        const env = account === 'any' ? undefined : { account, region: REGION };
        const stack = new CdkStack(app, `Stack-${account}`, { env });
        role(stack, 'Role', LAMBDA);
        for (let i = 0; i < count; i++) {
          oidcProvider(stack, `P${i}`, `https://oidc.example.com/${account}/${i}`);
        }
      }
      return providerQuota.check(collectConstructs(app)).map(({ result }) => result);
    };

    test('fails in an account with one too many, and passes one that is full', () => {
      expect(results({ '111122223333': 4, '444455556666': 3 })).toEqual(['fail', 'pass']);
    });

    test('does not apply to an account without providers', () => {
      expect(results({ '111122223333': 0 })).toEqual(['not-applicable']);
    });

    test('cannot tell where others are in an account that is not known', () => {
      expect(results({ '111122223333': 2, any: 2 })).toEqual(['cannot-tell', 'pass']);
    });
  });
});
