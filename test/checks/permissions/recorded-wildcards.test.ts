import * as iam from 'aws-cdk-lib/aws-iam';
import {
  addons,
  PermissionSet,
  PodIdentityAssociation,
  type PodIdentityAssociationProps,
} from '../../../src';
import { collectConstructs } from '../../../src/checks/collect-constructs';
import { permissionsAllResources } from '../../../src/checks/rules/permissions-all-resources';
import { attributesCluster, testApp, testStack } from '../../fixtures';

const REASON = 'The queues are made at run time.';
const CONDITION = { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } };

function everyQueue(conditions?: object): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'], conditions });
}

function sender(reason: string, conditions?: object): PermissionSet {
  return PermissionSet.of({
    name: 'sender',
    namespace: 'shop',
    serviceAccountName: 'sender',
    statements: [everyQueue(conditions)],
    wildcards: [{ actions: ['sqs:SendMessage'], resource: '*', reason }],
  });
}

function outcomeOf(props: Partial<PodIdentityAssociationProps>) {
  const app = testApp();
  const stack = testStack(app);
  new PodIdentityAssociation(stack, 'Identity', { cluster: attributesCluster(stack), ...props });
  const [outcome, ...others] = permissionsAllResources.check(collectConstructs(app));
  expect(others).toEqual([]);
  const { result, severity = permissionsAllResources.severity, message } = outcome;
  return { result, severity, message };
}

test('a wildcard that the permission set records is information, with its reason', () => {
  expect(outcomeOf({ addon: sender(REASON) })).toEqual({
    result: 'fail',
    severity: 'info',
    message: `sqs:SendMessage can be limited to ARNs, but the role allows it on every resource. ${REASON}`,
  });
});

test('the same wildcard without a reason is a warning', () => {
  expect(outcomeOf({ addon: sender('') })).toMatchObject({ result: 'fail', severity: 'warning' });
});

test('what the identity adds by itself is not recorded', () => {
  const policyStatements = [
    new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }),
  ];

  expect(outcomeOf({ addon: sender(REASON), policyStatements })).toEqual({
    result: 'fail',
    severity: 'warning',
    message: 's3:GetObject can be limited to ARNs, but the role allows it on every resource.',
  });
});

test('a reason for a wildcard under conditions is none without them', () => {
  const addon = sender(REASON, CONDITION);

  expect(outcomeOf({ addon })).toMatchObject({ severity: 'info' });
  expect(outcomeOf({ addon, policyStatements: [everyQueue()] })).toMatchObject({
    severity: 'warning',
  });
});

test.each([
  ['KEDA', () => addons.Keda.operator({ cloudWatchMetrics: true })],
  [
    'the EFS CSI driver',
    () =>
      addons.EfsCsiDriver.controller({
        s3FileSystems: [
          {
            fileSystemRef: { fileSystemArn: 'arn:aws:s3files:eu-west-1:1:file-system/fs-1' },
          } as never,
        ],
      }),
  ],
])('a preset of the catalogue with a wildcard, %s, gives no warning', (_, addon) => {
  expect(outcomeOf({ addon: addon() })).not.toMatchObject({ result: 'fail', severity: 'warning' });
});
