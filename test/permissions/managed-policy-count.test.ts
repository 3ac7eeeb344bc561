import * as iam from 'aws-cdk-lib/aws-iam';
import { IrsaServiceAccount, ServiceAccountDelivery } from '../../src';
import { QUOTAS_CONTEXT } from '../../src/checks/quotas';
import { attributesCluster, testApp, testStack } from '../fixtures';
import { synthesisErrorOf } from '../refusal';
import { warningIdsOf } from '../warnings-of';

/** Declares statements of which each takes a managed policy for itself. */
function divided(count: number, context = {}) {
  const app = testApp(context);
  const stack = testStack(app);
  new IrsaServiceAccount(stack, 'Identity', {
    cluster: attributesCluster(stack),
    namespace: 'logging',
    serviceAccountName: 'reader',
    delivery: ServiceAccountDelivery.external(),
    policyStatements: Array.from(
      { length: count },
      (_, index) =>
        new iam.PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [`arn:aws:s3:::bucket-${index}/${'x'.repeat(5_000)}`],
        }),
    ),
  });
  const warnings = () =>
    warningIdsOf(stack).filter((id) => id === 'permissions-managed-policy-count').length;
  return { synthesize: () => app.synth(), warnings };
}

describe('permissions that are divided among managed policies', () => {
  test('are warned about over the policies that a role can have', () => {
    expect(divided(10).warnings()).toBe(0);
    expect(divided(11).warnings()).toBe(1);
    expect(divided(11, { [QUOTAS_CONTEXT]: { managedPoliciesPerRole: 20 } }).warnings()).toBe(0);
  });

  test('are refused over what AWS allows at most', () => {
    expect(divided(25).synthesize).not.toThrow();
    expect(synthesisErrorOf(divided(26).synthesize)).toMatch(
      /\[Stack\/Identity\/Role\] the role has 26 managed policies, and IAM takes at most 25.*join actions/,
    );

    const raised = { [QUOTAS_CONTEXT]: { managedPoliciesPerRoleMaximum: 30 } };
    expect(divided(26, raised).synthesize).not.toThrow();
  });
});
