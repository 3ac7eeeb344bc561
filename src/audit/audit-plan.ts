import type { CfnAnalyzerProps } from 'aws-cdk-lib/aws-accessanalyzer';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { aws_logs } from 'aws-cdk-lib/interfaces';
import type { FailureThreshold } from './failure-threshold';

/** The metric dimension that tells one role or one cluster from another. */
export interface FailureDimension {
  readonly name: string;
  /** Where the metric filter reads the value, for example `$.requestParameters.roleArn`. */
  readonly selector: string;
  readonly value: string;
}

/** The failed calls that one alarm counts together. */
export interface FailureGroup {
  /** What tells the group's construct ids from those of others. */
  readonly id: string;
  readonly label: string;
  /** What a call must fulfil besides having failed. */
  readonly conditions: string[];
  readonly dimension?: FailureDimension;
}

/** A metric filter and the alarm on its metric. */
export interface FailureMetric {
  readonly id: string;
  readonly metricName: string;
  readonly filterPattern: string;
  readonly dimension?: FailureDimension;
  readonly threshold: FailureThreshold;
  readonly description: string;
}

/** A saved CloudWatch Logs Insights query. */
export interface AuditQuery {
  readonly id: string;
  readonly title: string;
  readonly queryString: string;
}

/** An EventBridge rule. */
export interface FailureRule {
  readonly id: string;
  readonly description: string;
  readonly eventPattern: EventPattern;
}

/** The metric filters, alarms and queries that go on a trail's log group. */
export interface LogGroupPlan {
  readonly logGroup: aws_logs.ILogGroupRef;
  readonly metricNamespace: string;
  readonly metrics: FailureMetric[];
  readonly queries: AuditQuery[];
}

/** What an audit creates, as data. */
export interface AuditPlan {
  readonly logs?: LogGroupPlan;
  readonly rules: FailureRule[];
}

/** The analyzer that exists, or the properties of the one to make. */
export interface UnusedAccessConfig {
  readonly existingAnalyzerArn?: string;
  readonly newAnalyzer?: CfnAnalyzerProps;
}
