import * as iam from 'aws-cdk-lib/aws-iam';
import {
  type PodIdentitySourceOptions,
  TargetRole,
  type TargetRoleProps,
  TargetRoleSource,
} from '../../src';
import { testApp, testStack } from '../fixtures';
import { refusalOf } from '../refusal';

const DATA = { account: '444455556666', region: 'eu-west-1' };
const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';
const SOURCE_ARN = 'arn:aws:iam::111122223333:role/apps/reports';
const EXTERNAL_ID = 'eu-west-1/111122223333/prod/shop/reports';

function source(options: Partial<PodIdentitySourceOptions> = {}): TargetRoleSource {
  return TargetRoleSource.podIdentity({
    sourceRoleArn: SOURCE_ARN,
    clusterArn: CLUSTER_ARN,
    namespace: 'shop',
    serviceAccountName: 'reports',
    ...options,
  });
}

function target(props: Partial<TargetRoleProps>): TargetRole {
  return new TargetRole(testStack(testApp(), 'Data', DATA), 'Target', {
    source: source(),
    ...props,
  });
}

describe('a target role refuses', () => {
  const refused = (options: Partial<PodIdentitySourceOptions>) =>
    refusalOf(() => target({ source: source(options) }));

  test('a source that is not the ARN of a role', () => {
    expect(refused({ sourceRoleArn: 'reports' })).toBe(
      "[Data/Target] sourceRoleArn 'reports' is not the ARN of a role: expected " +
        "'arn:PARTITION:iam::ACCOUNT:role/PATH/NAME', with the path where the role has one; " +
        "'aws iam get-role --role-name NAME --query Role.Arn' prints it",
    );
  });

  test.each(['prod', `${CLUSTER_ARN}/other`, CLUSTER_ARN.replace('prod', '*')])(
    'the cluster %p, which is not the ARN of one',
    (clusterArn) => {
      expect(refused({ clusterArn })).toContain(
        `[Data/Target] clusterArn '${clusterArn}' is not the ARN of an EKS cluster: expected`,
      );
    },
  );

  test('an external id while session tags are on', () => {
    expect(refused({ externalId: EXTERNAL_ID })).toContain('Leave externalId out, or set');
  });

  test.each(['', 'x', 'prod shop'])('the external id %p, which STS does not take', (externalId) => {
    expect(refused({ externalId, sessionTags: false })).toContain(
      `[Data/Target] externalId '${externalId}' is none that STS takes`,
    );
  });

  test('a name that no ServiceAccount has', () => {
    expect(refused({ serviceAccountName: 'Reports' })).toContain("serviceAccountName 'Reports'");
  });

  test('permissions without a service', () => {
    const policyStatements = [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })];
    expect(refusalOf(() => target({ policyStatements }))).toContain('[Data/Target]');
  });
});
