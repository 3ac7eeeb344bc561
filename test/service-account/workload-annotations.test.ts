import { Duration, Lazy, type Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { WorkloadIdentity, WorkloadTrust } from '../../src';
import { attributesCluster, testStack } from '../fixtures';
import { serviceAccountsOf } from '../template-views';
import { declareIrsa, declarePodIdentity } from './declare';

const ROLE_ARN = 'eks.amazonaws.com/role-arn';

let stack: Stack;
let cluster: ReturnType<typeof attributesCluster>;

beforeEach(() => {
  stack = testStack();
  cluster = attributesCluster(stack);
});

function annotations(): Record<string, string> | undefined {
  return serviceAccountsOf(Template.fromStack(stack))[0].metadata.annotations;
}

test('IRSA writes the role and regional endpoints, and no more', () => {
  declareIrsa(stack, { cluster });
  expect(annotations()).toEqual({
    [ROLE_ARN]: expect.stringMatching(/^<RoleLoggingReader[0-9A-F]{10}\.Arn>$/),
    'eks.amazonaws.com/sts-regional-endpoints': 'true',
  });
});

test('Pod Identity writes no annotation', () => {
  declarePodIdentity(stack, { cluster });
  expect(annotations()).toBeUndefined();
});

test("Pod Identity keeps the owner's annotations", () => {
  declarePodIdentity(stack, { cluster, annotations: { team: 'search' } });
  expect(annotations()).toEqual({ team: 'search' });
});

test('dual trust writes the role', () => {
  new WorkloadIdentity(stack, 'Identity', {
    cluster,
    namespace: 'logging',
    serviceAccountName: 'reader',
    trust: WorkloadTrust.dual(),
  });
  expect(annotations()).toHaveProperty([ROLE_ARN]);
});

test('the audience is written only where it is not the default', () => {
  declareIrsa(stack, { cluster, audience: 'sts.amazonaws.com' }, 'Default');
  declareIrsa(stack, { cluster, serviceAccountName: 'zulu', audience: 'my-audience' }, 'Other');
  const [usual, other] = serviceAccountsOf(Template.fromStack(stack));
  expect(usual.metadata.annotations).not.toHaveProperty(['eks.amazonaws.com/audience']);
  expect(other.metadata.annotations['eks.amazonaws.com/audience']).toBe('my-audience');
});

test.each([true, false])('stsRegionalEndpoints %p is written as it is', (stsRegionalEndpoints) => {
  declareIrsa(stack, { cluster, stsRegionalEndpoints });
  expect(annotations()?.['eks.amazonaws.com/sts-regional-endpoints']).toBe(
    String(stsRegionalEndpoints),
  );
});

describe('the lifetime of the token', () => {
  test.each([
    [Duration.seconds(600), '600'],
    [Duration.minutes(10), '600'],
    [Duration.seconds(86_400), '86400'],
    [Duration.days(1), '86400'],
    [Duration.minutes(10.5), '630'],
  ])('takes %s', (tokenExpiration, seconds) => {
    declareIrsa(stack, { cluster, tokenExpiration });
    expect(annotations()?.['eks.amazonaws.com/token-expiration']).toBe(seconds);
  });

  test.each([
    [Duration.seconds(599), '599'],
    [Duration.seconds(0), '0'],
    [Duration.seconds(86_401), '86401'],
    [Duration.seconds(600.5), '600.5'],
    [Duration.millis(700_500), '700.5'],
  ])('refuses %s', (tokenExpiration, seconds) => {
    expect(() => declareIrsa(stack, { cluster, tokenExpiration }, 'Reader')).toThrow(
      `[Stack/Reader] tokenExpiration of ${seconds} seconds is outside what EKS accepts: expected ` +
        'whole seconds from 600 (10 minutes) to 86400 (24 hours)',
    );
  });

  test('a token is let through', () => {
    const seconds = Token.asNumber({ Ref: 'Seconds' });
    declareIrsa(stack, { cluster, tokenExpiration: Duration.seconds(seconds) });
    expect(annotations()?.['eks.amazonaws.com/token-expiration']).toBe('<Seconds>');
  });
});

describe('annotations of the owner', () => {
  test.each([
    ['eks.amazonaws.com/role-arn', 'role'],
    ['eks.amazonaws.com/audience', 'audience'],
    ['eks.amazonaws.com/token-expiration', 'tokenExpiration'],
    ['eks.amazonaws.com/sts-regional-endpoints', 'stsRegionalEndpoints'],
  ])('%s is refused under IRSA and names the property', (key, property) => {
    expect(() => declareIrsa(stack, { cluster, annotations: { [key]: 'mine' } }, 'Reader')).toThrow(
      `[Stack/Reader] annotation '${key}: mine' is set by the identity itself: remove it from ` +
        `annotations and use the property '${property}'`,
    );
  });

  test('the role is refused under Pod Identity, with the reason', () => {
    const declared = { cluster, annotations: { [ROLE_ARN]: 'arn:aws:iam::111122223333:role/r' } };
    expect(() => declarePodIdentity(stack, declared, 'Reader')).toThrow(
      "[Stack/Reader] annotation 'eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/r' " +
        'must not be on a ServiceAccount that has a Pod Identity association: a pod created before ' +
        'the association is visible would get the credentials of that role instead. Remove the ' +
        'annotation, or use WorkloadTrust.dual() to migrate',
    );
  });

  test('what only IRSA reads is refused under Pod Identity, without naming a property', () => {
    const declared = { cluster, annotations: { 'eks.amazonaws.com/audience': 'mine' } };
    expect(() => declarePodIdentity(stack, declared, 'Reader')).toThrow(
      "[Stack/Reader] annotation 'eks.amazonaws.com/audience: mine' configures IRSA, and EKS Pod " +
        'Identity reads no annotations: remove it',
    );
  });

  test('others are kept, even those that JavaScript objects inherit', () => {
    const mine = {
      constructor: 'a',
      'eks.amazonaws.com/other': 'b',
      owner: Lazy.string({ produce: () => 'c' }),
    };
    declareIrsa(stack, { cluster, annotations: mine });
    expect(annotations()).toMatchObject({
      constructor: 'a',
      'eks.amazonaws.com/other': 'b',
      owner: 'c',
    });
  });
});
