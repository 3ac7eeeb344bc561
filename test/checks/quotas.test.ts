import { IrsaServiceAccount, ServiceAccountDelivery } from '../../src';
import { DEFAULT_QUOTAS, QUOTAS_CONTEXT, quotasWith } from '../../src/checks/quotas';
import { attributesCluster, testApp, testStack } from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';

test('quotas are those of today, unless an app gives others', () => {
  expect(quotasWith(undefined)).toEqual(DEFAULT_QUOTAS);
  expect(quotasWith({ trustPolicySize: 4_096 })).toEqual({
    ...DEFAULT_QUOTAS,
    trustPolicySize: 4_096,
  });
});

test.each([
  { trustPolicyLength: 4_096 },
  { trustPolicySize: '4096' },
  { trustPolicySize: 0 },
  { trustPolicySize: 4_096.5 },
  '{"trustPolicySize":4096}',
  4_096,
  [4_096],
  null,
])('%j is refused, since a rule would pass it over', (given) => {
  expect(refusalOf(() => quotasWith(given))).toBe(
    `context '${QUOTAS_CONTEXT}' is ${JSON.stringify(given)}: expected an object with whole numbers under any of ` +
      'oidcProvidersPerAccount, associationsPerCluster, trustPolicySize, trustPolicyMaximumSize, ' +
      'managedPoliciesPerRole, managedPoliciesPerRoleMaximum, such as {"trustPolicySize":4096}. Write it into ' +
      'cdk.json: --context of the CDK CLI gives text',
  );
});

test('an app with such a setting is not synthesized', () => {
  const synthesize = (quotas: unknown) => () => {
    const app = testApp({ [QUOTAS_CONTEXT]: quotas });
    const stack = testStack(app);
    new IrsaServiceAccount(stack, 'Reader', {
      cluster: attributesCluster(stack),
      namespace: 'logging',
      serviceAccountName: 'reader',
      delivery: ServiceAccountDelivery.external(),
    });
    return app.synth();
  };

  expect(synthesisErrorOf(synthesize({ trustPolicySize: 'x' }))).toContain(QUOTAS_CONTEXT);
  expect(synthesize({ trustPolicySize: 4_096 })).not.toThrow();
});
