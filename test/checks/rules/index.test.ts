import { rules } from '../../../src/checks/rules';
import { factsOf } from '../trust-forms';

test('the ids are those that users acknowledge findings by: a change is a breaking change', () => {
  expect(rules.map(({ id, severity }) => `${severity} ${id}`)).toMatchInlineSnapshot(`
[
  "error trust-missing-sub",
  "error trust-any-subject",
  "warning trust-wildcard-subject",
  "warning trust-missing-aud",
  "error trust-audience-mismatch",
  "error trust-issuer-mismatch",
  "error trust-issuer-scheme",
  "error trust-provider-account",
  "error trust-string-equals-wildcard",
  "error trust-for-all-values",
  "error trust-if-exists",
  "error trust-broader-statement",
  "error trust-missing-tag-session",
  "warning trust-unscoped-pod-identity",
  "error trust-principal-tag",
  "error trust-association-source-arn",
  "error request-tags-off",
  "warning identity-default-service-account",
  "warning subject-two-roles",
  "warning role-shared",
  "error association-duplicate",
  "error association-quota",
  "warning provider-quota",
  "warning provider-unknown-cluster",
  "error issuer-region",
  "error service-account-role-trust",
  "warning service-account-annotation-pod-identity",
  "error service-account-annotation-key",
  "error workload-annotation",
  "warning workload-service-account-undeclared",
  "error workload-namespace",
  "error workload-static-keys",
  "warning workload-privileged",
  "error workload-token-unreadable",
  "error pod-identity-fargate",
  "error pod-identity-windows",
  "warning permissions-all-actions",
  "warning permissions-service-wide-actions",
  "warning permissions-all-resources",
  "warning permissions-pass-role",
  "warning permissions-full-access-policy",
  "error permissions-policy-size",
  "error permissions-managed-policy-count",
  "warning permissions-trust-size",
  "warning permissions-kafka-pod-identity",
  "warning permissions-node-role",
  "warning permissions-node-hop-limit",
]
`);
});

test('ids are unique and kebab-case', () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)+$/.test(id))).toEqual([]);
});

test.each(rules.map((rule) => [rule.id, rule]))(
  '%s explains itself',
  (_, { title, why, fix, source }) => {
    expect(title).not.toMatch(/\.$/);
    expect(why).toMatch(/\.$/);
    expect(fix).toMatch(/\.$|`\.$/);
    expect(new URL(source).protocol).toBe('https:');
  },
);

test.each(rules.map((rule) => [rule.id, rule]))('%s says nothing about an empty app', (_, rule) => {
  expect(rule.check(factsOf(() => {}))).toEqual([]);
});
