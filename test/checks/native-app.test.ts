import type { App } from 'aws-cdk-lib';
import { collectConstructs } from '../../src/checks/collect-constructs';
import { collectFacts, type TemplateInput } from '../../src/checks/collect-template';
import type { Facts } from '../../src/checks/facts';
import { findingsOf, judge } from '../../src/checks/judgement';
import { rules } from '../../src/checks/rules';
import { isWorkloadRole } from '../../src/checks/workload-trust';
import { nativeApp } from './native-app';

let app: App;
let templates: TemplateInput[];
let facts: Facts;

beforeAll(() => {
  // aws-cdk-lib's own deprecations.
  jest.spyOn(console, 'warn').mockImplementation(() => {});
  app = nativeApp();
  const assembly = app.synth();
  templates = assembly.stacks.map(({ id, template }) => ({ stack: id, template }));
  facts = collectConstructs(app);
});

test("aws-cdk-lib's own constructs give exactly these findings", () => {
  const findings = findingsOf(judge(facts, rules));

  expect(findings.map(({ id, severity, path }) => `${severity} ${id} ${path}`)).toEqual([
    'warning trust-unscoped-pod-identity V1/Cluster/Pod/Role',
    'warning service-account-annotation-pod-identity V1/Cluster/Pod/manifest-PodServiceAccountResource',
    'warning trust-unscoped-pod-identity V2/Cluster/Pod/Role',
    'warning service-account-annotation-pod-identity V2/Cluster/Pod/manifest-PodServiceAccountResource',
  ]);
});

test('node roles as aws-cdk-lib makes them pass', () => {
  const judged = judge(facts, rules)
    .filter(
      ({ rule, result }) => rule.id === 'permissions-node-role' && result !== 'not-applicable',
    )
    .map(({ result, on }) => `${result} ${on.path}`);

  expect(judged).toEqual([
    'pass V1/Cluster/Nodes/InstanceRole',
    'pass V2/Cluster/NodegroupDefaultCapacity/NodeGroupRole',
  ]);
});

test('the templates alone give the same findings', () => {
  const findings = findingsOf(judge(collectFacts({ templates }), rules));

  expect(findings).toEqual(findingsOf(judge(facts, rules)));
});

test('the trust through CfnJson reads as plain conditions, across stacks too', () => {
  const trusted = facts.roles
    .filter((role) => isWorkloadRole(role, facts))
    .map(({ path, trust }) => ({
      path,
      subjects: trust?.flatMap(({ conditions }) =>
        conditions
          .filter(({ claim }) => claim === 'sub')
          .map(({ key, values }) => [key, ...values]),
      ),
    }));
  const issuer = (stack: string, cluster: string) =>
    `\${Fn::GetAtt ${stack}.${cluster}.OpenIdConnectIssuer}:sub`;
  const [v1, v2] = facts.clusters.map(({ stack = '', logicalId = '' }) => issuer(stack, logicalId));

  expect(trusted).toEqual([
    { path: 'V1/Cluster/Irsa/Role', subjects: [[v1, 'system:serviceaccount:logging:reader']] },
    { path: 'V1/Cluster/Pod/Role', subjects: [] },
    { path: 'V2/Cluster/Irsa/Role', subjects: [[v2, 'system:serviceaccount:logging:reader']] },
    { path: 'V2/Cluster/Pod/Role', subjects: [] },
    { path: 'Consumer/Account/Role', subjects: [[v2, 'system:serviceaccount:shop:consumer']] },
  ]);
});

test('nodes, Fargate profiles and launch templates are found', () => {
  expect(facts.nodeGroups.map(({ path, roleArn, cluster }) => [path, roleArn, cluster])).toEqual([
    ['V1/Cluster/Nodes/ASG', expect.stringContaining('InstanceRole'), facts.clusters[0].key],
    [
      'V2/Cluster/NodegroupDefaultCapacity',
      expect.stringContaining('NodeGroupRole'),
      facts.clusters[1].key,
    ],
  ]);
  expect(facts.launchTemplates).toMatchObject([
    { path: 'V1/Cluster/Nodes/LaunchConfig', usedByNodes: true },
  ]);
  expect(facts.fargateProfiles).toMatchObject([
    { cluster: facts.clusters[0].key, selectors: [{ namespace: 'batch', labels: {} }] },
  ]);
});

test('collecting changes nothing in the tree', () => {
  const before = JSON.stringify(app.synth().stacks.map(({ template }) => template));
  collectConstructs(app);

  expect(JSON.stringify(app.synth({ force: true }).stacks.map(({ template }) => template))).toBe(
    before,
  );
});
