import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ServiceAccountDelivery, WorkloadIdentity, WorkloadTrust } from '../../src';
import { attributesCluster, testApp, testStack } from '../fixtures';

const POLICY = new iam.PolicyStatement({
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::my-log-bucket/logs/*'],
});

let directory: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gitops-'));
});

afterEach(() => {
  fs.rmSync(directory, { recursive: true });
});

function stackWith(trust: WorkloadTrust, delivery: ServiceAccountDelivery) {
  const app = testApp();
  const stack = testStack(app);
  new WorkloadIdentity(stack, 'Reader', {
    cluster: attributesCluster(stack),
    namespace: 'logging',
    serviceAccountName: 's3-reader-sa',
    roleName: 's3-reader',
    policyStatements: [POLICY],
    trust,
    delivery,
  });
  return stack;
}

test.each([
  ['irsa', WorkloadTrust.irsa()],
  ['podIdentity', WorkloadTrust.podIdentity()],
  ['dual', WorkloadTrust.dual()],
])('the resources of %s trust with kubectl delivery', (_, trust) => {
  const template = Template.fromStack(stackWith(trust, ServiceAccountDelivery.kubectl()));
  expect(template.toJSON().Resources).toMatchSnapshot();
});

test.each([
  ['external', () => ServiceAccountDelivery.external()],
  ['gitOps', () => ServiceAccountDelivery.gitOps({ directory })],
])('with %s delivery the template is the same without the manifest', (_, delivery) => {
  const trust = WorkloadTrust.dual();
  const resources = Template.fromStack(stackWith(trust, delivery())).toJSON().Resources;
  const withKubectl = Template.fromStack(stackWith(trust, ServiceAccountDelivery.kubectl()));
  const manifests = withKubectl.findResources('Custom::AWSCDK-EKS-KubernetesResource');
  expect(Object.keys(manifests)).toHaveLength(1);
  expect({ ...resources, ...manifests }).toEqual(withKubectl.toJSON().Resources);
});

test('the file of gitOps delivery', () => {
  const delivery = ServiceAccountDelivery.gitOps({ directory });
  Template.fromStack(stackWith(WorkloadTrust.irsa(), delivery));
  expect(
    fs.readFileSync(path.join(directory, 'prod', 'logging.yaml'), 'utf8'),
  ).toMatchInlineSnapshot(`
"# Written by cdk-eks-workload-identity; edit the CDK app instead.
# app: app, stack: Stack, cluster: prod
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: s3-reader-sa
  namespace: logging
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/s3-reader
    eks.amazonaws.com/sts-regional-endpoints: "true"
"
`);
});
