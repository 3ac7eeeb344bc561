import { issuerKind } from '../../src/checks/issuer';
import { factsOf } from './trust-forms';

const facts = factsOf(() => {});

test.each([
  'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
  'https://oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
  'oidc-eks.eu-west-1.api.aws/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
])('%s is of a cluster', (issuer) => {
  expect(issuerKind(issuer, facts)).toBe('kubernetes');
});

test.each([
  'token.actions.githubusercontent.com/acme',
  'token.actions.acme.ghe.com',
  'https://gitlab.com',
  'accounts.google.com',
  'vstoken.dev.azure.com/00000000-0000-0000-0000-000000000000',
  'acme.okta.com/oauth2/default',
])('%s is of somebody else', (issuer) => {
  expect(issuerKind(issuer, facts)).toBe('other');
});

test.each([
  // A host that only begins or ends like one of them may be anybody's.
  'token.actions.githubusercontent.com.example.com',
  'notgitlab.com',
  'oidc.example.com/clusters/one',
])('whose %s is cannot be told', (issuer) => {
  expect(issuerKind(issuer, facts)).toBe('unknown');
});

test.each([
  [['system:serviceaccount:logging:reader'], 'kubernetes'],
  [['repo:acme/*', 'system:serviceaccount:logging:reader'], 'kubernetes'],
  [['repo:acme/app:ref:refs/heads/main'], 'other'],
  [['project_path:acme/app:ref_type:branch:ref:main'], 'other'],
  [['repo:acme/*', 'reader'], 'unknown'],
  [[], 'unknown'],
])('an issuer with the subjects %j is %s', (values, kind) => {
  const conditions = [
    { operator: 'StringLike', key: 'oidc.example.com:sub', claim: 'sub', values },
  ];

  expect(
    issuerKind('oidc.example.com', facts, {
      effect: 'Allow',
      actions: ['sts:AssumeRoleWithWebIdentity'],
      federated: [],
      services: [],
      aws: [],
      conditions,
    }),
  ).toBe(kind);
});

test.each([
  ['token.actions.githubusercontent.com', 'other'],
  ['oidc.example.com', 'unknown'],
])('a provider from a parameter with conditions on claims of %s is %s', (issuer, kind) => {
  const conditions = [
    { operator: 'StringEquals', key: `${issuer}:actor`, issuer, claim: 'actor', values: ['a'] },
  ];

  expect(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a marked expression
    issuerKind('${Fn::Select 1 of Fn::Split :oidc-provider/ of Ref App.Arn}', facts, {
      effect: 'Allow',
      actions: ['sts:AssumeRoleWithWebIdentity'],
      federated: [],
      services: [],
      aws: [],
      conditions,
    }),
  ).toBe(kind);
});
