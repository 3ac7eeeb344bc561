import { findingsOfStages, whatGoesWrong } from '../examples/what-goes-wrong/app';
import type { IdentityFinding } from '../src';
import { rules } from '../src/checks/rules';
import { synthesizeExample } from './example-assembly';

let findings: IdentityFinding[];

beforeAll(() => {
  findings = findingsOfStages(synthesizeExample(whatGoesWrong).app);
});

test('each rule finds its mistake in the examples of what goes wrong', () => {
  const found = new Set(findings.map(({ id }) => id));

  expect(rules.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
});

test('each mistake is found once, where it was made, and nothing else is', () => {
  const lines = findings.map(
    ({ path, id, severity }) => `${path.replace('/Shop/', '/')} ${severity} ${id}`,
  );

  expect(lines.sort()).toMatchInlineSnapshot(`
[
  "Clusters/MistypedIssuer warning provider-unknown-cluster",
  "Clusters/Reports error issuer-region",
  "Clusters/SecondRole warning subject-two-roles",
  "Clusters/SharedRole warning role-shared",
  "Nodes/NodeRole warning permissions-node-role",
  "Nodes/TwoHops warning permissions-node-hop-limit",
  "OldCluster/NonRoot error workload-token-unreadable",
  "Permissions/AllActions warning permissions-all-actions",
  "Permissions/AllResources/Role warning permissions-all-resources",
  "Permissions/FullAccess/Role warning permissions-full-access-policy",
  "Permissions/KafkaConsumer/Role warning permissions-kafka-pod-identity",
  "Permissions/PassRole/Role warning permissions-pass-role",
  "Permissions/ServiceWideActions/Role warning permissions-service-wide-actions",
  "Permissions/TooLongPolicy error permissions-policy-size",
  "Permissions/TooManyClusters/Role info role-shared",
  "Permissions/TooManyClusters/Role warning permissions-trust-size",
  "Permissions/TooManyPolicies error permissions-managed-policy-count",
  "PodIdentity/EbsCsiDriver error association-duplicate",
  "PodIdentity/MissingTagSession error trust-missing-tag-session",
  "PodIdentity/OnFargate error pod-identity-fargate",
  "PodIdentity/OnWindows error pod-identity-windows",
  "PodIdentity/PrincipalTag error trust-principal-tag",
  "PodIdentity/SourceArnOfAssociation error trust-association-source-arn",
  "PodIdentity/TagsOff error request-tags-off",
  "PodIdentity/Unscoped warning trust-unscoped-pod-identity",
  "Quotas/Cluster-fix/OidcProviderNative warning provider-quota",
  "Quotas/Tenant-north/Association error association-quota",
  "ServiceAccounts/AnnotationForPodIdentity warning service-account-annotation-pod-identity",
  "ServiceAccounts/Everybody warning identity-default-service-account",
  "ServiceAccounts/InAnotherNamespace error service-account-role-trust",
  "ServiceAccounts/MistypedAnnotation error service-account-annotation-key",
  "Trust/AnySubject error trust-any-subject",
  "Trust/AudienceOfChina error trust-audience-mismatch",
  "Trust/BroaderStatement error trust-broader-statement",
  "Trust/ForAllValues error trust-for-all-values",
  "Trust/IfExists error trust-if-exists",
  "Trust/KeysOfAnotherCluster error trust-issuer-mismatch",
  "Trust/KeysWithScheme error trust-issuer-scheme",
  "Trust/MissingAud warning trust-missing-aud",
  "Trust/MissingSub error trust-missing-sub",
  "Trust/ProviderOfAnotherAccount error trust-provider-account",
  "Trust/WildcardSubject warning trust-wildcard-subject",
  "Trust/WildcardUnderStringEquals error trust-string-equals-wildcard",
  "Workloads/AnnotationOnThePod error workload-annotation",
  "Workloads/InAnotherNamespace error workload-namespace",
  "Workloads/NobodyDeclaresIt warning workload-service-account-undeclared",
  "Workloads/Privileged warning workload-privileged",
  "Workloads/StaticKeys error workload-static-keys",
]
`);
});

test('each finding says what to do', () => {
  expect(findings.filter(({ fix, message }) => fix.length < 15 || message.length < 15)).toEqual([]);
});
