import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AuditEventSource,
  type FailureThreshold,
  type IAuditedIdentity,
  IrsaFailureScope,
  PodIdentityFailureScope,
  WorkloadIdentityAudit,
} from '../../src/audit';
import { audited, identities, s3Reader } from './audited-stack';

describe('the quota of 100 metric filters on a log group', () => {
  const filtersOf = (roles: number) =>
    audited({ irsaScope: IrsaFailureScope.roles(identities(roles)) });

  test('leaves room for 24 roles and not for 25', () => {
    filtersOf(24).template().resourceCountIs('AWS::Logs::MetricFilter', 97);
    expect(() => filtersOf(25).template()).toThrow(/101 metric filters .* allows 100/);
  });

  test('counts the filters that others put on the same log group, not those on another', () => {
    const others = (count: number, same: boolean) => {
      const { stack, logGroup, template } = filtersOf(24);
      const other = same ? logGroup : new LogGroup(stack, 'Other');
      for (let n = 0; n < count; n++) {
        new MetricFilter(stack, `Filter${n}`, {
          logGroup: other,
          filterPattern: FilterPattern.allEvents(),
          metricNamespace: 'x',
          metricName: 'x',
        });
      }
      return template();
    };

    expect(() => others(3, true)).not.toThrow();
    expect(() => others(4, true)).toThrow(/101 metric filters/);
    expect(() => others(4, false)).not.toThrow();
  });
});

describe('what an audit refuses', () => {
  const watching = (identity: Partial<IAuditedIdentity>) =>
    audited({ irsaScope: IrsaFailureScope.roles([{ ...s3Reader, ...identity }]) });
  const expecting = (identity: Partial<IAuditedIdentity>) =>
    audited({}, { identities: [{ ...s3Reader, ...identity }] });

  test.each([watching, expecting])('a subject that is none, as %p', (make) => {
    expect(() => make({ subject: 'system:serviceaccount:logging:s3-reader-sa' })).not.toThrow();
    expect(() => make({ subject: 'logging/s3-reader-sa' })).toThrow(
      /\[Stack\/Audit\] 'logging\/s3-reader-sa' is not the subject of a ServiceAccount/,
    );
    expect(() => make({ subject: 'system:serviceaccount:logging' })).toThrow(/not the subject/);
  });

  test.each([watching, expecting])('a role ARN that is none, as %p', (make) => {
    expect(() => make({ roleArn: 'arn:aws-cn:iam::111122223333:role/a/b' })).not.toThrow();
    expect(() => make({ roleArn: 's3-reader' })).toThrow(
      /'s3-reader' is not the ARN of an IAM role/,
    );
    expect(() => make({ roleArn: 'arn:aws:iam::111122223333:user/a' })).toThrow(/not the ARN/);
  });

  test('characters with a meaning of their own, such as those of a regular expression', () => {
    const arn = (path: string) => `arn:aws:iam::111122223333:role/${path}/app`;

    expect(() => watching({ roleArn: arn('team+a=b,c.d@e-f') })).not.toThrow();
    for (const path of ['team*', '%team%', 'a"b', 'a\\b']) {
      expect(() => watching({ roleArn: arn(path) })).toThrow(/cannot look for role ARN/);
    }
    expect(() => expecting({ subject: 'system:serviceaccount:logging:*' })).toThrow(
      /cannot look for subject/,
    );
  });

  test('a role ARN that is too long for the metric of a single role', () => {
    const arn = (length: number) => `arn:aws:iam::111122223333:role/${'p'.repeat(length - 31)}`;

    expect(arn(255)).toHaveLength(255);
    expect(() => watching({ roleArn: arn(255) })).not.toThrow();
    expect(() => watching({ roleArn: arn(256) })).toThrow(/has 256 characters; .* allows 255/);
    expect(() => expecting({ roleArn: arn(256) })).not.toThrow();
  });

  test('a name that is not that of a cluster', () => {
    const cluster = (name: string) =>
      audited({ podIdentityScope: PodIdentityFailureScope.clusters([name]) });

    expect(() => cluster('a'.repeat(100))).not.toThrow();
    for (const name of ['a'.repeat(101), '', 'arn:aws:eks:eu-west-1:111122223333:cluster/x']) {
      expect(() => cluster(name)).toThrow(/is not the name of an EKS cluster/);
    }
  });

  test('scopes of nothing', () => {
    expect(() => audited({ irsaScope: IrsaFailureScope.roles([]) })).toThrow(/got no identity/);
    expect(() => audited({ podIdentityScope: PodIdentityFailureScope.clusters([]) })).toThrow(
      /got no cluster name/,
    );
  });

  test('thresholds and periods that no alarm can have', () => {
    const threshold = (accessDenied: FailureThreshold) => audited({ accessDenied });

    for (const failures of [1, 1000]) expect(() => threshold({ failures })).not.toThrow();
    for (const failures of [0, 1.5, -1]) {
      expect(() => threshold({ failures })).toThrow(/IrsaAccessDenied is .* at least 1/);
    }
    for (const period of [Duration.minutes(1), Duration.days(1)]) {
      expect(() => threshold({ period })).not.toThrow();
    }
    for (const period of [Duration.seconds(30), Duration.seconds(90), Duration.hours(25)]) {
      expect(() => threshold({ period })).toThrow(/from one minute to one day/);
    }
  });

  test('EventBridge rules that tell nobody', () => {
    const ruled = (topic: boolean) => {
      const stack = new Stack(new App(), 'Stack');
      new WorkloadIdentityAudit(stack, 'Audit', {
        eventSource: AuditEventSource.eventBridge(),
        topic: topic ? new Topic(stack, 'Topic') : undefined,
      });
      return () => Template.fromStack(stack);
    };

    expect(ruled(true)).not.toThrow();
    expect(ruled(false)).toThrow(/The rule has no target/);
  });
});
