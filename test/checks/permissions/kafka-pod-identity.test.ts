import type { Stack } from 'aws-cdk-lib';
import { permissionsKafkaPodIdentity } from '../../../src/checks/rules/permissions-kafka-pod-identity';
import {
  allow,
  l1Irsa,
  l1PodIdentity,
  l2Irsa,
  l2PodIdentity,
  OTHER_ROLE_FORMS,
  outcome,
  parameter,
} from './workload-roles';

const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/*';
const kafka = {
  statements: [allow(['kafka-cluster:Connect', 'kafka:GetBootstrapBrokers'], CLUSTER)],
};

describe.each([
  ['an AWS::IAM::Role', l1PodIdentity],
  ['an iam.Role', l2PodIdentity],
])('Pod Identity with %s', (_, form) => {
  test('fails on kafka-cluster actions', () => {
    expect(outcome(permissionsKafkaPodIdentity, form, kafka)).toEqual({
      result: 'fail',
      message:
        'kafka-cluster:Connect will lose the connection when Pod Identity renews credentials.',
    });
  });

  test('passes actions of the Kafka control plane', () => {
    const statements = [allow('kafka:GetBootstrapBrokers', CLUSTER)];

    expect(outcome(permissionsKafkaPodIdentity, form, { statements })).toEqual({ result: 'pass' });
  });

  test('cannot tell what an action is that is a parameter', () => {
    const permissions = (stack: Stack) => ({ statements: [allow(parameter(stack), CLUSTER)] });

    expect(outcome(permissionsKafkaPodIdentity, form, permissions).result).toBe('cannot-tell');
  });
});

test.each([
  ['an AWS::IAM::Role for IRSA', l1Irsa],
  ['an iam.Role for IRSA', l2Irsa],
  ...OTHER_ROLE_FORMS,
])('does not apply to %s', (_, form) => {
  expect(outcome(permissionsKafkaPodIdentity, form, kafka)).toEqual({ result: 'not-applicable' });
});
