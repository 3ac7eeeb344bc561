import { aws_cloudwatch as cloudwatch, Duration, aws_logs as logs, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import type { FailureMetric, LogGroupPlan } from './audit-plan';

/** Makes the metric filter and the alarm on it. */
export function failureAlarm(
  scope: Construct,
  { logGroup, metricNamespace }: LogGroupPlan,
  metric: FailureMetric,
): cloudwatch.Alarm {
  const { dimension } = metric;
  const failures = metric.threshold.failures ?? 5;
  const period = metric.threshold.period ?? Duration.minutes(5);
  assertThreshold(scope, metric.metricName, failures, period);

  new logs.MetricFilter(scope, `${metric.id}Filter`, {
    logGroup,
    filterPattern: logs.FilterPattern.literal(metric.filterPattern),
    metricNamespace,
    metricName: metric.metricName,
    metricValue: '1',
    dimensions: dimension && { [dimension.name]: dimension.selector },
  });
  return new cloudwatch.Alarm(scope, `${metric.id}Alarm`, {
    alarmDescription: metric.description,
    metric: new cloudwatch.Metric({
      namespace: metricNamespace,
      metricName: metric.metricName,
      dimensionsMap: dimension && { [dimension.name]: dimension.value },
      statistic: cloudwatch.Stats.SUM,
      period,
    }),
    threshold: failures,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

function assertThreshold(
  scope: Construct,
  metricName: string,
  failures: number,
  period: Duration,
): void {
  if (!Token.isUnresolved(failures) && !(Number.isInteger(failures) && failures >= 1)) {
    throw new WorkloadIdentityError(
      scope,
      `The threshold of ${metricName} is ${failures} failures; it must be a whole number of at least 1.`,
    );
  }
  const minutes = period.toMinutes({ integral: false });
  if (!period.isUnresolved() && !(Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440)) {
    throw new WorkloadIdentityError(
      scope,
      `The period of ${metricName} is ${period.toHumanString()}; CloudWatch alarms on these metrics take whole minutes, from one minute to one day.`,
    );
  }
}
