import { CfnOutput, CfnResource, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  type IrsaServiceAccount,
  type IrsaServiceAccountProps,
  ManifestGrouping,
  ServiceAccountDelivery,
} from '../../src';
import { attributesCluster, testStack } from '../fixtures';
import { manifestsOf } from '../template-views';
import { declareIrsa } from './declare';

const alone = ServiceAccountDelivery.kubectl({ grouping: ManifestGrouping.IDENTITY });

let stack: Stack;
let api: IrsaServiceAccount;
let cluster: ReturnType<typeof attributesCluster>;

/** A queue that the pods of `api` make: it needs their ServiceAccount. */
let queue: CfnResource;

beforeEach(() => {
  stack = testStack();
  cluster = attributesCluster(stack);
  api = declareIrsa(stack, { cluster, serviceAccountName: 'api' }, 'Api');
  queue = new CfnResource(stack, 'Queue', { type: 'Test::Made::ByApi' });
  queue.node.addDependency(api);
});

function declareWorker(props: Partial<IrsaServiceAccountProps> = {}): IrsaServiceAccount {
  return declareIrsa(stack, { cluster, serviceAccountName: 'worker', ...props }, 'Worker');
}

const mayReadQueue = () => [
  new iam.PolicyStatement({
    actions: ['sqs:ReceiveMessage'],
    resources: [queue.getAtt('Arn').toString()],
  }),
];

const REFUSAL =
  "[Stack/WorkloadIdentities/ServiceAccountsLoggingD008183E4E] identity 'Stack/Worker' waits for " +
  "'Stack/Queue', which needs the ServiceAccount of 'Stack/Api' in the same manifest, and a " +
  'deployment cannot satisfy both. Remove the dependency, or deliver one of them with ' +
  'ManifestGrouping.IDENTITY';

describe('an identity that waits for what its neighbour makes', () => {
  test('is refused where the wait is a dependency', () => {
    declareWorker().node.addDependency(queue);
    expect(() => Template.fromStack(stack)).toThrow(REFUSAL);
  });

  test('is refused where the wait is a reference in its role', () => {
    declareWorker({ policyStatements: mayReadQueue() });
    expect(() => Template.fromStack(stack)).toThrow(REFUSAL);
  });

  test('is refused where the wait is a reference in a later grant', () => {
    iam.Grant.addToPrincipal({
      grantee: declareWorker(),
      actions: ['sqs:ReceiveMessage'],
      resourceArns: [queue.getAtt('Arn').toString()],
    });
    expect(() => Template.fromStack(stack)).toThrow(REFUSAL);
  });

  test('is refused where others lie between', () => {
    const between = new CfnResource(stack, 'Between', {
      type: 'Test::Between',
      properties: { Of: queue.ref },
    });
    declareWorker().node.addDependency(between);
    expect(() => Template.fromStack(stack)).toThrow(
      "identity 'Stack/Worker' waits for 'Stack/Queue', which needs the ServiceAccount of 'Stack/Api'",
    );
  });

  test('is accepted with a manifest of its own', () => {
    const worker = declareWorker({ delivery: alone, policyStatements: mayReadQueue() });
    worker.node.addDependency(queue);
    const template = Template.fromStack(stack);
    expect(manifestsOf(template)).toHaveLength(2);
  });

  test('is accepted in another namespace', () => {
    declareWorker({ namespace: 'other', policyStatements: mayReadQueue() });
    expect(manifestsOf(Template.fromStack(stack))).toHaveLength(2);
  });
});

test('one identity that waits for another is refused in one manifest', () => {
  declareWorker().node.addDependency(api);
  expect(() => Template.fromStack(stack)).toThrow(
    "identity 'Stack/Worker' needs the ServiceAccount of 'Stack/Api' in the same manifest",
  );
});

test('an identity that waits for its own ServiceAccount is told so', () => {
  iam.Grant.addToPrincipal({
    grantee: api,
    actions: ['sqs:ReceiveMessage'],
    resourceArns: [queue.getAtt('Arn').toString()],
  });
  expect(() => Template.fromStack(stack)).toThrow(
    "identity 'Stack/Api' waits for 'Stack/Queue', which needs its own ServiceAccount: remove the",
  );
});

test('only the neighbours that are in the cycle are named', () => {
  declareIrsa(stack, { cluster, serviceAccountName: 'bystander' }, 'Bystander');
  declareWorker().node.addDependency(queue);
  expect(() => Template.fromStack(stack)).toThrow(/^(?!.*Bystander).*'Stack\/Worker' waits/s);
});

test('what merely needs an identity is no cycle', () => {
  const worker = declareWorker();
  const deployment = new CfnResource(stack, 'Deployment', { type: 'Test::Deployment' });
  deployment.node.addDependency(worker, api);
  new CfnOutput(stack, 'Arn', { value: worker.roleArn });
  expect(() => Template.fromStack(stack)).not.toThrow();
});
