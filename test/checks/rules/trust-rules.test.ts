import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Rule } from '../../../src/checks/rule';
import { trustAnySubject } from '../../../src/checks/rules/trust-any-subject';
import { trustAssociationSourceArn } from '../../../src/checks/rules/trust-association-source-arn';
import { trustAudienceMismatch } from '../../../src/checks/rules/trust-audience-mismatch';
import { trustBroaderStatement } from '../../../src/checks/rules/trust-broader-statement';
import { trustForAllValues } from '../../../src/checks/rules/trust-for-all-values';
import { trustIfExists } from '../../../src/checks/rules/trust-if-exists';
import { trustIssuerMismatch } from '../../../src/checks/rules/trust-issuer-mismatch';
import { trustIssuerScheme } from '../../../src/checks/rules/trust-issuer-scheme';
import { trustMissingAud } from '../../../src/checks/rules/trust-missing-aud';
import { trustMissingSub } from '../../../src/checks/rules/trust-missing-sub';
import { trustMissingTagSession } from '../../../src/checks/rules/trust-missing-tag-session';
import { trustPrincipalTag } from '../../../src/checks/rules/trust-principal-tag';
import { trustProviderAccount } from '../../../src/checks/rules/trust-provider-account';
import { trustStringEqualsWildcard } from '../../../src/checks/rules/trust-string-equals-wildcard';
import { trustUnscopedPodIdentity } from '../../../src/checks/rules/trust-unscoped-pod-identity';
import { trustWildcardSubject } from '../../../src/checks/rules/trust-wildcard-subject';
import {
  ACCOUNT,
  FORM_NAMES,
  factsOf,
  GITHUB,
  GITLAB,
  GOOD_POD,
  goodStatement,
  ISSUER,
  LAMBDA,
  outcomesOnTrust,
  podStatement,
  REGION,
  resultOf,
  type Statement,
  TRUST_FORMS,
  tokenStatement,
} from '../trust-forms';

const AUD = { [`${ISSUER}:aud`]: 'sts.amazonaws.com' };
const SUB = { [`${ISSUER}:sub`]: 'system:serviceaccount:logging:reader' };
const OTHER_CLUSTER = `oidc.eks.${REGION}.amazonaws.com/id/AAAA539D4633E53DE1B71EXAMPLEAAAA`;
const CLUSTER_ARN = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/prod`;
// biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
const OWN_ORGANIZATION = '${aws:ResourceOrgId}';
// May be a cluster of one's own; nothing in the app says so.
const UNKNOWN = 'oidc.example.com/clusters/one';

const tags = (operator: string, tag = 'aws:RequestTag/kubernetes-namespace', value = 'logging') =>
  podStatement({ [operator]: { [tag]: value } });

const TAGS = { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'logging' } };

interface Cases {
  readonly rule: Rule;
  readonly fail: Statement[][];
  readonly pass: Statement[][];
  readonly notApplicable?: Statement[][];
  readonly cannotTell?: Statement[][];
}

const CASES: Cases[] = [
  {
    rule: trustMissingSub,
    fail: [[tokenStatement({ StringEquals: AUD })], [tokenStatement(undefined)]],
    pass: [[goodStatement()], [tokenStatement({ StringLike: { ...AUD, ...SUB } })]],
    cannotTell: [[tokenStatement(undefined, UNKNOWN)]],
  },
  {
    rule: trustMissingAud,
    fail: [
      [tokenStatement({ StringEquals: SUB })],
      [tokenStatement({ StringEquals: SUB, StringLike: { [`${ISSUER}:aud`]: '*' } })],
      [tokenStatement({ StringEquals: SUB, StringNotEquals: { [`${ISSUER}:aud`]: 'x' } })],
    ],
    pass: [[goodStatement()], [tokenStatement({ StringEquals: SUB, StringLike: AUD })]],
    cannotTell: [[tokenStatement({ StringEquals: { [`${UNKNOWN}:sub`]: 'one' } }, UNKNOWN)]],
  },
  {
    rule: trustAnySubject,
    fail: ['*', 'system:serviceaccount:*', 'system:serviceaccount:*:*', 'system:*:?*'].map(
      (sub) => [tokenStatement({ StringEquals: AUD, StringLike: { [`${ISSUER}:sub`]: sub } })],
    ),
    pass: [
      [goodStatement()],
      [tokenStatement({ StringLike: { [`${ISSUER}:sub`]: 'system:serviceaccount:logging:*' } })],
      [tokenStatement({ StringEquals: { [`${ISSUER}:sub`]: '*' } })],
    ],
    cannotTell: [[tokenStatement({ StringLike: { [`${UNKNOWN}:sub`]: '*' } }, UNKNOWN)]],
  },
  {
    rule: trustWildcardSubject,
    fail: ['system:serviceaccount:logging:*', 'system:serviceaccount:team-?:reader'].map((sub) => [
      tokenStatement({ StringEquals: AUD, StringLike: { [`${ISSUER}:sub`]: sub } }),
    ]),
    pass: [
      [goodStatement()],
      [tokenStatement({ StringLike: SUB })],
      // Said by trust-any-subject.
      [tokenStatement({ StringLike: { [`${ISSUER}:sub`]: '*' } })],
    ],
    cannotTell: [[tokenStatement({ StringLike: { [`${UNKNOWN}:sub`]: 'team-*' } }, UNKNOWN)]],
  },
  {
    rule: trustAudienceMismatch,
    fail: [
      [tokenStatement({ StringEquals: { ...SUB, [`${ISSUER}:aud`]: 'sts.amazonaws.com.cn' } })],
    ],
    pass: [[goodStatement()], [tokenStatement({ StringEquals: SUB })]],
    cannotTell: [
      [tokenStatement({ StringEquals: { [`${UNKNOWN}:aud`]: 'sts.amazonaws.com.cn' } }, UNKNOWN)],
    ],
  },
  {
    rule: trustIssuerMismatch,
    fail: [
      [tokenStatement({ StringEquals: { ...AUD, [`${OTHER_CLUSTER}:sub`]: 'one' } })],
      [tokenStatement({ StringEquals: { [`oidc.eks.${REGION}.amazonaws.com:sub`]: 'one' } })],
    ],
    pass: [
      [goodStatement()],
      [tokenStatement({ StringEquals: { [`https://${ISSUER}:sub`]: 'x' } })],
      // The names of keys have no case.
      [tokenStatement({ StringEquals: { [`${ISSUER.toLowerCase()}:Sub`]: 'x' } })],
    ],
    cannotTell: [[tokenStatement({ StringEquals: { [`${ISSUER}:sub`]: 'one' } }, UNKNOWN)]],
  },
  {
    rule: trustIssuerScheme,
    fail: [
      [tokenStatement({ StringEquals: { [`https://${ISSUER}:sub`]: 'one' } })],
      [tokenStatement({ StringEquals: { [`${ISSUER}/:sub`]: 'one' } })],
    ],
    pass: [[goodStatement()]],
    cannotTell: [
      [tokenStatement({ StringEquals: { [`https://${UNKNOWN}:sub`]: 'one' } }, UNKNOWN)],
    ],
  },
  {
    rule: trustProviderAccount,
    fail: [[tokenStatement({ StringEquals: { ...AUD, ...SUB } }, ISSUER, '444455556666')]],
    pass: [[goodStatement()]],
    cannotTell: [[tokenStatement(undefined, UNKNOWN, '444455556666')]],
  },
  {
    rule: trustStringEqualsWildcard,
    fail: [
      [tokenStatement({ StringEquals: { [`${ISSUER}:sub`]: 'system:serviceaccount:logging:*' } })],
      [tags('StringEquals', undefined, 'team-?')],
    ],
    pass: [
      [goodStatement()],
      [GOOD_POD],
      [tokenStatement({ StringLike: { [`${ISSUER}:sub`]: 'system:serviceaccount:logging:*' } })],
      [podStatement({ StringEquals: { 'aws:SourceOrgId': OWN_ORGANIZATION } })],
    ],
    cannotTell: [[tokenStatement({ StringEquals: { [`${UNKNOWN}:sub`]: '*' } }, UNKNOWN)]],
  },
  {
    rule: trustForAllValues,
    fail: [
      [tokenStatement({ 'ForAllValues:StringEquals': SUB })],
      [tokenStatement({ StringEquals: SUB, 'ForAllValues:StringLike': AUD })],
      [tags('ForAllValues:StringEquals')],
    ],
    pass: [
      [goodStatement()],
      [tokenStatement({ 'ForAnyValue:StringEquals': SUB })],
      [GOOD_POD],
      // The form that AWS documents for the keys of session tags.
      [podStatement({ ...TAGS, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } })],
    ],
    cannotTell: [
      [tokenStatement({ 'ForAllValues:StringEquals': { [`${UNKNOWN}:sub`]: 'x' } }, UNKNOWN)],
    ],
  },
  {
    rule: trustIfExists,
    fail: [[tokenStatement({ StringEqualsIfExists: SUB })], [tags('StringEqualsIfExists')]],
    pass: [
      [goodStatement()],
      [GOOD_POD],
      [podStatement({ ...TAGS, StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } })],
    ],
    cannotTell: [[tokenStatement({ StringEqualsIfExists: { [`${UNKNOWN}:sub`]: 'x' } }, UNKNOWN)]],
  },
  {
    rule: trustBroaderStatement,
    fail: [
      [goodStatement(), tokenStatement({ StringEquals: AUD })],
      [goodStatement(), tokenStatement({ StringLike: { [`${ISSUER}:sub`]: 'system:*' } })],
      [GOOD_POD, podStatement()],
      [GOOD_POD, tags('StringEquals')],
      [GOOD_POD, { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
    ],
    pass: [
      [goodStatement()],
      [goodStatement(), goodStatement(OTHER_CLUSTER)],
      [goodStatement(), GOOD_POD],
      [GOOD_POD, tags('StringEquals', undefined, 'elsewhere')],
      [GOOD_POD, podStatement(undefined, ['sts:TagSession'])],
      // aws-cdk-lib's own two statements: neither is narrow, trust-unscoped-pod-identity says so.
      [podStatement(undefined, ['sts:AssumeRole']), podStatement()],
      [goodStatement(), { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
    ],
  },
  {
    rule: trustMissingTagSession,
    fail: [
      [podStatement(undefined, ['sts:AssumeRole'])],
      [podStatement(undefined, ['sts:TagSession'])],
    ],
    pass: [
      [podStatement()],
      [podStatement(undefined, ['sts:*'])],
      [podStatement(undefined, ['sts:AssumeRole']), podStatement()],
    ],
    notApplicable: [[goodStatement()]],
  },
  {
    rule: trustPrincipalTag,
    fail: [[tags('StringEquals', 'aws:PrincipalTag/kubernetes-namespace')]],
    pass: [[GOOD_POD]],
    notApplicable: [[goodStatement()]],
  },
  {
    rule: trustUnscopedPodIdentity,
    fail: [
      [podStatement()],
      [tags('StringLike', undefined, '*')],
      [tags('StringLike', undefined, '?*')],
      [podStatement({ ArnLike: { 'aws:SourceArn': 'arn:aws:eks:*:*:cluster/*' } })],
      [podStatement({ StringLike: { 'aws:SourceArn': ['arn:aws-cn:eks:*', CLUSTER_ARN] } })],
      [tags('StringEqualsIfExists')],
      [tags('StringEquals', 'aws:PrincipalTag/kubernetes-namespace')],
    ],
    pass: [
      [GOOD_POD],
      [podStatement({ ArnEquals: { 'aws:SourceArn': CLUSTER_ARN } })],
      [podStatement({ ArnLike: { 'aws:SourceArn': `arn:aws:eks:*:${ACCOUNT}:cluster/*` } })],
      [tags('StringLike', undefined, 'log*')],
      [podStatement({ StringEquals: { 'aws:SourceOrgId': OWN_ORGANIZATION } })],
    ],
    notApplicable: [[goodStatement()]],
  },
  {
    rule: trustAssociationSourceArn,
    fail: [
      [
        podStatement({
          ArnLike: {
            'aws:SourceArn': `arn:aws:eks:*:${ACCOUNT}:podidentityassociation/prod/*`,
          },
        }),
      ],
    ],
    pass: [[GOOD_POD], [podStatement({ ArnEquals: { 'aws:SourceArn': CLUSTER_ARN } })]],
    notApplicable: [[goodStatement()]],
  },
];

describe.each(CASES)('$rule.id', ({ rule, fail, pass, notApplicable = [], cannotTell = [] }) => {
  describe.each(FORM_NAMES)('on %s', (form) => {
    test.each(fail)('fails %#', (...statements) => {
      const outcomes = outcomesOnTrust(rule, form, statements);

      expect(outcomes.filter(({ result }) => result === 'fail')).toMatchObject([
        { on: { path: 'App/Role', stack: 'App' }, message: expect.stringMatching(/\.$/) },
      ]);
    });

    test.each(pass)('passes %#', (...statements) => {
      expect(resultOf(outcomesOnTrust(rule, form, statements))).toBe('pass');
    });

    test.each([[GITHUB], [GITLAB], [LAMBDA], ...notApplicable])(
      'does not apply %#',
      (...statements) => {
        expect(resultOf(outcomesOnTrust(rule, form, statements))).toBe('not-applicable');
      },
    );

    if (cannotTell.length > 0) {
      test.each(cannotTell)('cannot tell where the issuer is unknown %#', (...statements) => {
        expect(resultOf(outcomesOnTrust(rule, form, statements))).toBe('cannot-tell');
      });
    }
  });

  test.each(['a CfnRole', 'an iam.Role'])(
    'cannot tell where the trust of %s is a parameter',
    (form) => {
      const facts = factsOf((stack) => {
        TRUST_FORMS[form](stack, []);
        const made = stack.node.findChild('Role');
        const resource = (made.node.defaultChild ?? made) as CfnRole;
        resource.addPropertyOverride('AssumeRolePolicyDocument', { Ref: 'TrustParameter' });
      });

      expect(rule.check(facts)).toMatchObject([{ result: 'cannot-tell' }]);
    },
  );
});
