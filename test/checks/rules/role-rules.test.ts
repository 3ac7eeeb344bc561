import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Rule } from '../../../src/checks/rule';
import { roleShared } from '../../../src/checks/rules/role-shared';
import { subjectTwoRoles } from '../../../src/checks/rules/subject-two-roles';
import { trustAudienceMismatch } from '../../../src/checks/rules/trust-audience-mismatch';
import {
  association,
  cluster,
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
  resultOf,
  tokenStatement,
} from '../trust-forms';

const KEY = 'eks.amazonaws.com/role-arn';
const OTHER_ISSUER = ISSUER.replace('EXAMPLED', 'AAAAAAAA');

const check = (rule: Rule, build: (stack: Stack) => void) => resultOf(rule.check(factsOf(build)));

inPartForms(() => {
  describe('subject-two-roles', () => {
    test('fails where two roles trust one subject of one cluster', () => {
      const outcomes = subjectTwoRoles.check(
        factsOf((stack) => {
          role(stack, 'One', goodStatement());
          role(stack, 'Two', goodStatement());
        }),
      );
      expect(outcomes).toMatchObject([
        { result: 'fail', message: 'logging/reader can take App/One and App/Two.' },
      ]);
    });

    test('fails where a role trusts the token and another has the association', () => {
      expect(
        check(subjectTwoRoles, (stack) => {
          const prod = cluster(stack);
          roleOfCluster(stack, prod);
          association(stack, 'A', {
            clusterName: prod.ref,
            roleArn: role(stack, 'Two', GOOD_POD).attrArn,
          });
        }),
      ).toBe('fail');
    });

    test('passes one role, by both mechanisms, and the same name in two clusters', () => {
      expect(
        check(subjectTwoRoles, (stack) => {
          role(stack, 'One', goodStatement());
          role(stack, 'Two', goodStatement(OTHER_ISSUER));
        }),
      ).toBe('pass');
    });

    test('does not apply to a role that no pod takes', () => {
      expect(check(subjectTwoRoles, (stack) => role(stack, 'R', LAMBDA))).toBe('not-applicable');
    });

    test('cannot tell where a role is a parameter', () => {
      expect(
        check(subjectTwoRoles, (stack) => {
          association(stack, 'A');
          association(stack, 'B', { roleArn: parameter(stack) });
        }),
      ).toBe('cannot-tell');
    });
  });

  describe('role-shared', () => {
    test('fails where pods of two clusters take one role', () => {
      expect(
        check(roleShared, (stack) =>
          role(stack, 'R', goodStatement(), goodStatement(OTHER_ISSUER)),
        ),
      ).toBe('fail');
      expect(
        check(roleShared, (stack) => {
          const { attrArn: roleArn } = role(stack, 'R', GOOD_POD);
          association(stack, 'A', { roleArn });
          association(stack, 'B', { roleArn, clusterName: 'dev' });
        }),
      ).toBe('fail');
    });

    test('passes a role of one cluster', () => {
      expect(check(roleShared, (stack) => role(stack, 'R', goodStatement()))).toBe('pass');
    });

    test('does not apply to a role that no pod takes', () => {
      expect(check(roleShared, (stack) => role(stack, 'R', LAMBDA))).toBe('not-applicable');
    });

    test('cannot tell whether two issuers are those of clusters', () => {
      const ofHost = (host: string) =>
        tokenStatement({ StringEquals: { [`${host}:aud`]: 'https://ci.example.com' } }, host);

      expect(
        check(roleShared, (stack) => role(stack, 'R', ofHost('ci.example.com'), ofHost('b.test'))),
      ).toBe('cannot-tell');
    });

    test('cannot tell whether the issuer is that of the cluster with the association', () => {
      expect(
        check(roleShared, (stack) => {
          const { attrArn: roleArn } = role(stack, 'R', goodStatement(), GOOD_POD);
          association(stack, 'A', { roleArn });
        }),
      ).toBe('cannot-tell');
    });
  });

  describe('trust-audience-mismatch', () => {
    const AUDIENCE = 'eks.amazonaws.com/audience';
    const trusts = (stack: Stack, audience: string) =>
      role(
        stack,
        'R',
        tokenStatement({
          StringEquals: {
            [`${ISSUER}:aud`]: audience,
            [`${ISSUER}:sub`]: 'system:serviceaccount:logging:reader',
          },
        }),
      ).attrArn;
    const provider = (stack: Stack, ...clientIdList: string[]) =>
      new iam.CfnOIDCProvider(stack, 'Provider', { url: `https://${ISSUER}`, clientIdList });

    test('fails where the provider does not know the audience, and passes where it does', () => {
      const build = (client: string) => (stack: Stack) => {
        trusts(stack, 'sts.amazonaws.com');
        provider(stack, client);
      };
      expect(check(trustAudienceMismatch, build('vault'))).toBe('fail');
      expect(check(trustAudienceMismatch, build('sts.amazonaws.com'))).toBe('pass');
    });

    test('fails where the ServiceAccount asks for another audience, and passes the same', () => {
      const build = (audience: string, annotations: Record<string, string>) => (stack: Stack) => {
        const arn = trusts(stack, audience);
        manifest(stack, [serviceAccount('reader', 'logging', { [KEY]: arn, ...annotations })]);
      };
      expect(
        check(trustAudienceMismatch, build('sts.amazonaws.com', { [AUDIENCE]: 'vault' })),
      ).toBe('fail');
      expect(check(trustAudienceMismatch, build('vault', {}))).toBe('fail');
      expect(check(trustAudienceMismatch, build('vault', { [AUDIENCE]: 'vault' }))).toBe('pass');
    });

    test('cannot tell where the audience is a parameter', () => {
      expect(
        check(trustAudienceMismatch, (stack) => {
          provider(stack, 'vault');
          trusts(stack, parameter(stack));
        }),
      ).toBe('cannot-tell');
    });
  });
});
