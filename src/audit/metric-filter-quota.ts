import { CfnResource, Stack } from 'aws-cdk-lib';
import type { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { aws_logs } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MAX_METRIC_FILTERS = 100;

/** Counts the metric filters of the stack on the log group, whoever made them. */
export function metricFilterQuotaErrors(
  scope: IConstruct,
  logGroup: aws_logs.ILogGroupRef,
): string[] {
  const stack = Stack.of(scope);
  const nameOf = (name: string) => JSON.stringify(stack.resolve(name));
  const watched = nameOf(logGroup.logGroupRef.logGroupName);
  const filters = stack.node
    .findAll()
    .filter(isMetricFilter)
    .filter(
      (filter) => Stack.of(filter) === stack && nameOf(String(filter.logGroupName)) === watched,
    );
  return filters.length <= MAX_METRIC_FILTERS
    ? []
    : [
        `The log group gets ${filters.length} metric filters in this stack; CloudWatch Logs allows ${MAX_METRIC_FILTERS} and the quota cannot be raised. Watch fewer roles with IrsaFailureScope.roles() (four filters each), or use IrsaFailureScope.account().`,
      ];
}

function isMetricFilter(construct: IConstruct): construct is CfnMetricFilter {
  return (
    CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::Logs::MetricFilter'
  );
}
