import { App, Aws, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  AuditEventSource,
  type IAuditedIdentity,
  IrsaFailureScope,
  PodIdentityFailureScope,
  UnusedAccessAnalyzer,
  WorkloadIdentityAudit,
} from '../../src/audit';
import { audited, identities, s3Reader } from './audited-stack';

describe('an audit of a trail log group', () => {
  test('makes the queries, the metric filters with their alarms and the analyzer', () => {
    const { template } = audited({}, { identities: [s3Reader] });
    const shown: Record<string, (properties: Record<string, unknown>) => string> = {
      'AWS::CloudWatch::Alarm': (alarm) =>
        `${alarm.MetricName} >= ${alarm.Threshold} in ${alarm.Period} s`,
      'AWS::Logs::MetricFilter': (filter) => String(filter.FilterPattern),
      'AWS::Logs::QueryDefinition': (query) => String(query.Name),
      'AWS::AccessAnalyzer::Analyzer': (analyzer) => JSON.stringify(analyzer),
    };
    const made = Object.entries(shown).flatMap(([type, show]) =>
      Object.values(template().findResources(type)).map(
        ({ Properties }) => `${type} ${show(Properties)}`,
      ),
    );

    expect(made.join('\n')).toMatchSnapshot();
  });

  test('asks and filters the log group it was given', () => {
    const { template } = audited();
    const trail = { Ref: Match.stringLikeRegexp('^Trail') };

    template().allResourcesProperties('AWS::Logs::MetricFilter', { LogGroupName: trail });
    template().allResourcesProperties('AWS::Logs::QueryDefinition', { LogGroupNames: [trail] });
  });

  test('gives every alarm a metric that a filter feeds', () => {
    const { template } = audited({
      irsaScope: IrsaFailureScope.roles(identities(2)),
      podIdentityScope: PodIdentityFailureScope.clusters(['production', 'staging']),
      metricNamespace: 'Platform/Identity',
    });
    const filters = Object.values(template().findResources('AWS::Logs::MetricFilter')).map(
      ({ Properties: { FilterPattern: pattern, MetricTransformations } }) => {
        const [{ MetricNamespace, MetricName, MetricValue, Dimensions }] = MetricTransformations;
        const [{ Key, Value }] = Dimensions;
        const condition = `(${Value} = "`;
        const [literal] = pattern.slice(pattern.indexOf(condition) + condition.length).split('"');
        return [MetricNamespace, MetricName, MetricValue, Key, literal];
      },
    );
    const alarms = Object.values(template().findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties: { Namespace, MetricName, Dimensions, Statistic } }) => {
        expect(Statistic).toBe('Sum');
        return [Namespace, MetricName, '1', Dimensions[0].Name, Dimensions[0].Value];
      },
    );

    expect(alarms).toHaveLength(10);
    expect(alarms.map(String).sort()).toEqual(filters.map(String).sort());
  });

  test('sets each threshold apart', () => {
    const { template } = audited({
      accessDenied: { failures: 1 },
      expiredToken: { failures: 20, period: Duration.hours(1) },
      podIdentityErrors: { period: Duration.minutes(1) },
    });
    const alarm = (metricName: string) =>
      Object.values(template().findResources('AWS::CloudWatch::Alarm'))
        .map(({ Properties }) => Properties)
        .find((properties) => properties.MetricName === metricName);

    expect(alarm('IrsaAccessDenied')).toMatchObject({ Threshold: 1, Period: 300 });
    expect(alarm('IrsaExpiredToken')).toMatchObject({ Threshold: 20, Period: 3600 });
    expect(alarm('IrsaInvalidIdentityToken')).toMatchObject({ Threshold: 5, Period: 300 });
    expect(alarm('PodIdentityError')).toMatchObject({ Threshold: 5, Period: 60 });
    template().allResourcesProperties('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('tells the topic of every alarm, or nobody', () => {
    const { stack, template } = audited();
    const told = new WorkloadIdentityAudit(stack, 'Told', {
      eventSource: AuditEventSource.trailLogGroup(new LogGroup(stack, 'Other')),
      topic: new Topic(stack, 'Topic'),
      unusedAccess: UnusedAccessAnalyzer.fromAnalyzerArn('arn:example'),
    });
    const actions = Object.entries(template().findResources('AWS::CloudWatch::Alarm')).map(
      ([id, { Properties }]) => [id.slice(0, 4), Properties.AlarmActions?.[0].Ref.slice(0, 5)],
    );

    expect(told.alarms).toHaveLength(5);
    expect(told.rules).toEqual([]);
    expect(actions.filter(([id]) => id === 'Told')).toEqual(Array(5).fill(['Told', 'Topic']));
    expect(actions.filter(([id]) => id === 'Audi')).toEqual(Array(5).fill(['Audi', undefined]));
  });

  test('lets tokens through', () => {
    const stack = new Stack(new App(), 'Stack');
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    const unknown = { subject: parameter('Subject'), roleArn: parameter('RoleArn') };
    new WorkloadIdentityAudit(stack, 'Audit', {
      eventSource: AuditEventSource.trailLogGroup(LogGroup.fromLogGroupName(stack, 'Trail', 'x'), {
        irsaScope: IrsaFailureScope.roles([
          unknown,
          { ...s3Reader, roleArn: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/s3-reader` },
        ]),
        podIdentityScope: PodIdentityFailureScope.clusters([parameter('ClusterName')]),
      }),
      identities: [unknown],
    });

    Template.fromStack(stack).resourceCountIs('AWS::Logs::MetricFilter', 9);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('{"Ref":"RoleArn"}');
  });

  test('keeps the ids of an alarm when another role is added before it', () => {
    const idsOf = (list: IAuditedIdentity[]) =>
      Object.keys(
        audited({ irsaScope: IrsaFailureScope.roles(list) })
          .template()
          .findResources('AWS::CloudWatch::Alarm'),
      );
    const [first, second] = identities(2);

    expect(idsOf([first, second])).toEqual(expect.arrayContaining(idsOf([second])));
  });

  test('watches two roles of one ServiceAccount, and one role of two ServiceAccounts', () => {
    const { template } = audited({
      irsaScope: IrsaFailureScope.roles([
        s3Reader,
        { ...s3Reader, roleArn: `${s3Reader.roleArn}-of-staging` },
        { ...s3Reader, subject: 'system:serviceaccount:batch:s3-reader-sa' },
      ]),
    });

    template().resourceCountIs('AWS::Logs::MetricFilter', 2 * 4 + 1);
    template().hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp(
        'serviceaccount:logging:s3-reader-sa, system:serviceaccount:batch:s3-reader-sa',
      ),
    });
  });
});

describe('the analyzer for unused access', () => {
  test('looks back 90 days, or as far as it is told', () => {
    const age = (days: number) => ({
      Type: 'ACCOUNT_UNUSED_ACCESS',
      AnalyzerConfiguration: { UnusedAccessConfiguration: { UnusedAccessAge: days } },
    });
    const unusedAccess = UnusedAccessAnalyzer.create({ unusedAccessAge: Duration.days(30) });

    audited().template().hasResourceProperties('AWS::AccessAnalyzer::Analyzer', age(90));
    audited({}, { unusedAccess })
      .template()
      .hasResourceProperties('AWS::AccessAnalyzer::Analyzer', age(30));
  });

  test('is not made where one exists', () => {
    const arn = 'arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused';
    const { audit, template } = audited(
      {},
      { unusedAccess: UnusedAccessAnalyzer.fromAnalyzerArn(arn) },
    );

    template().resourceCountIs('AWS::AccessAnalyzer::Analyzer', 0);
    expect(audit.unusedAccessAnalyzerArn).toBe(arn);
  });

  test('takes whole days from 1 to 365', () => {
    const aged = (unusedAccessAge: Duration) =>
      audited({}, { unusedAccess: UnusedAccessAnalyzer.create({ unusedAccessAge }) });

    for (const days of [1, 365]) expect(() => aged(Duration.days(days))).not.toThrow();
    for (const age of [Duration.days(0), Duration.days(366), Duration.hours(36)]) {
      expect(() => aged(age)).toThrow(/whole days from 1 to 365/);
    }
  });
});

describe('cdk-nag', () => {
  test.each(['trailLogGroup', 'eventBridge'])(
    'has nothing to say about an audit of %s',
    (source) => {
      const stack = new Stack(new App(), 'Stack');
      const topic = new Topic(stack, 'Topic', { enforceSSL: true });
      const nothing = new AwsSolutionsChecks().validateScope(stack).violations.length;
      new WorkloadIdentityAudit(stack, 'Audit', {
        eventSource:
          source === 'eventBridge'
            ? AuditEventSource.eventBridge()
            : AuditEventSource.trailLogGroup(LogGroup.fromLogGroupName(stack, 'Trail', 'trail')),
        topic,
        identities: [s3Reader],
      });
      const { violations } = new AwsSolutionsChecks().validateScope(stack);

      expect(nothing).toBe(0);
      expect(violations).toEqual([]);
      expect(new AwsSolutionsChecks().validateScope(withFinding()).violations).not.toEqual([]);
    },
  );

  function withFinding(): Stack {
    const stack = new Stack(new App(), 'Open');
    new Topic(stack, 'Topic');
    return stack;
  }
});
