import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AuditEventSource,
  IrsaFailureScope,
  PodIdentityFailureScope,
  type TrailLogGroupOptions,
} from '../../src/audit';
import type { FailureMetric } from '../../src/audit/audit-plan';
import { filterPattern } from '../../src/audit/filter-pattern';
import { samplesThat, valueAt } from './event-samples';
import { matchesFilterPattern } from './filter-pattern';

const s3Reader = {
  subject: 'system:serviceaccount:logging:s3-reader-sa',
  roleArn: 'arn:aws:iam::111122223333:role/s3-reader',
};

function metricsOf(options?: TrailLogGroupOptions): FailureMetric[] {
  const stack = new Stack(new App(), 'Stack');
  const logGroup = LogGroup.fromLogGroupName(stack, 'Trail', 'trail');
  const { logs } = AuditEventSource.trailLogGroup(logGroup, options)._bind(stack, []);
  return logs?.metrics ?? [];
}

function counted(metrics: FailureMetric[], missingIsNotEqual = false): Record<string, string[]> {
  return Object.fromEntries(
    metrics.map(({ id, filterPattern }) => [
      id,
      samplesThat((record) => matchesFilterPattern(filterPattern, record, missingIsNotEqual)),
    ]),
  );
}

const accountFailures = {
  IrsaAccessDenied: ['irsa-access-denied', 'irsa-access-denied-other-role'],
  IrsaExpiredToken: ['irsa-expired-token'],
  IrsaInvalidIdentityToken: [
    'irsa-invalid-identity-token',
    'irsa-invalid-identity-token-without-user-name',
  ],
  IrsaOtherError: ['irsa-idp-communication-error'],
  PodIdentityError: ['pod-identity-access-denied', 'pod-identity-not-found'],
};

describe('metric filters over recorded events', () => {
  test.each([false, true])(
    'count each failure once, and nothing else, if != on a missing field is %s',
    (missing) => {
      expect(counted(metricsOf(), missing)).toEqual(accountFailures);
    },
  );

  test('count every failed call of a pod', () => {
    const failed = samplesThat(
      (record) =>
        record.errorCode !== undefined &&
        (record.eventName === 'AssumeRoleForPodIdentity' ||
          (record.eventName === 'AssumeRoleWithWebIdentity' &&
            !String(valueAt(record, 'userIdentity.userName')).startsWith('repo:'))),
    );

    expect(Object.values(counted(metricsOf())).flat().sort()).toEqual(failed);
  });

  test('count a user name that is null like one that is missing', () => {
    const [{ filterPattern }] = metricsOf();
    const refused = (userName?: string | null) => ({
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRoleWithWebIdentity',
      errorCode: 'AccessDenied',
      userIdentity: { type: 'WebIdentityUser', ...(userName === undefined ? {} : { userName }) },
    });

    expect(matchesFilterPattern(filterPattern, refused())).toBe(true);
    expect(matchesFilterPattern(filterPattern, refused(null))).toBe(true);
    expect(matchesFilterPattern(filterPattern, refused('system:serviceaccount:a:b'))).toBe(true);
    expect(matchesFilterPattern(filterPattern, refused('repo:org/repo'))).toBe(false);
  });

  test('count the failures of one role only, where roles are given', () => {
    const metrics = metricsOf({ irsaScope: IrsaFailureScope.roles([s3Reader]) });

    expect(counted(metrics)).toEqual({
      [`IrsaAccessDenied${s3Reader.subject}`]: ['irsa-access-denied'],
      [`IrsaExpiredToken${s3Reader.subject}`]: ['irsa-expired-token'],
      [`IrsaInvalidIdentityToken${s3Reader.subject}`]: [
        'irsa-invalid-identity-token',
        'irsa-invalid-identity-token-without-user-name',
      ],
      [`IrsaOtherError${s3Reader.subject}`]: ['irsa-idp-communication-error'],
      PodIdentityError: accountFailures.PodIdentityError,
    });
  });

  test('count the failures of one cluster only, where clusters are given', () => {
    const metrics = metricsOf({
      podIdentityScope: PodIdentityFailureScope.clusters(['production', 'staging']),
    });

    expect(counted(metrics)).toMatchObject({
      PodIdentityErrorproduction: ['pod-identity-access-denied'],
      PodIdentityErrorstaging: ['pod-identity-not-found'],
    });
  });

  test('use no regular expression, of which a log group takes five', () => {
    const metrics = metricsOf({
      irsaScope: IrsaFailureScope.roles([s3Reader]),
      podIdentityScope: PodIdentityFailureScope.clusters(['production']),
    });

    expect(metrics.filter(({ filterPattern }) => filterPattern.includes('%'))).toEqual([]);
    expect(metrics.length).toBe(5);
  });
});

describe('a filter pattern', () => {
  const stack = new Stack(new App(), 'Stack');
  const ofLength = (length: number) => [`$.a = "${'x'.repeat(length - '{ ($.a = "") }'.length)}"`];

  test('has at most 1,024 characters', () => {
    expect(filterPattern(stack, 'app', ofLength(1024))).toHaveLength(1024);
    expect(() => filterPattern(stack, 'app', ofLength(1025))).toThrow(
      'The metric filter pattern for app has 1025 characters; CloudWatch Logs allows 1024.',
    );
  });

  test('with a token in it is not measured', () => {
    const { valueAsString } = new CfnParameter(stack, 'RoleArn');

    expect(() => filterPattern(stack, 'app', [...ofLength(1024), valueAsString])).not.toThrow();
  });
});

describe('the matcher of filter patterns', () => {
  const record = { a: 'xyz', b: { c: null } };

  test.each([
    ['{ $.a = "x*" }', true],
    ['{ $.a = "*z" }', true],
    ['{ $.a = "*y*" }', true],
    ['{ $.a = "*" }', true],
    ['{ $.a = "x" }', false],
    ['{ $.missing = "*" }', false],
    ['{ $.b.c IS NULL }', true],
    ['{ $.b.c NOT EXISTS }', false],
    ['{ $.b.d NOT EXISTS }', true],
    ['{ ($.a != "x*") || (($.a = "xyz") && ($.b.d NOT EXISTS)) }', true],
    ['{ ($.a != "q") && ($.a = "q") }', false],
  ])('reads %s', (pattern, expected) => {
    expect(matchesFilterPattern(pattern, record)).toBe(expected);
  });

  test.each([
    '{ $.a = "x*z" }',
    '{ $.a EXISTS }',
    '{ $.a = "x" ',
    '{ $.a = x }',
    '$.a = "x"',
    '{ $.a = "x" } }',
  ])('refuses %s', (pattern) => {
    expect(() => matchesFilterPattern(pattern, record)).toThrow();
  });
});
