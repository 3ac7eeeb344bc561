import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { localArn } from './private/aws-arn';
import { containerInsightsLogsGrant } from './private/container-insights-grants';
import { withoutResource } from './private/grant';
import { logGroupPatternGrant } from './private/log-group-arn';
import { requireScope } from './private/required-scope';
import { xRayGrant } from './private/x-ray-grant';

/** What the CloudWatch agent publishes beside its own metrics. */
export interface CloudWatchObservabilityAgentProps {
  /**
   * The CloudWatch namespaces that the agent's own configuration names. They replace the default.
   * At least one.
   *
   * @default - `ContainerInsights`, `ContainerInsights/Prometheus`, `ApplicationSignals` and
   * `CWAgent`
   */
  readonly metricNamespaces?: string[];
}

/**
 * Amazon CloudWatch Observability: Container Insights, Application Signals and container logs.
 *
 * Fluent Bit of the add-on uses the same ServiceAccount as the agent.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Observability-EKS-addon.html
 */
export class CloudWatchObservability {
  /**
   * The agent of the EKS add-on. Logs go to the log groups of the identity's own clusters and of
   * Application Signals; metrics to the namespaces given. Throws where the namespaces are empty.
   */
  public static agent(props: CloudWatchObservabilityAgentProps = {}): PermissionSet {
    const {
      metricNamespaces = [
        'ApplicationSignals',
        'CWAgent',
        'ContainerInsights',
        'ContainerInsights/Prometheus',
      ],
    } = props;
    requireScope('CloudWatchObservability.agent', 'metricNamespaces', metricNamespaces);
    const facts = {
      name: 'cloudwatch-observability',
      namespace: 'amazon-cloudwatch',
      serviceAccountName: 'cloudwatch-agent',
      source:
        'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchAgentServerPolicy.html',
      reviewed: '2026-11-22',
    };
    return new AddonPermissionSet(facts, (context) => [
      {
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        // Metrics that arrive by OTLP have no namespace.
        conditions: { StringEqualsIfExists: { 'cloudwatch:namespace': metricNamespaces } },
        reason: 'CloudWatch metrics have no ARN; their namespaces are named instead.',
      },
      containerInsightsLogsGrant(context),
      logGroupPatternGrant(
        [localArn(context, 'logs', 'log-group:/aws/application-signals/*')],
        'Application Signals has its own log groups, shared by the clusters of the account.',
      ),
      withoutResource(['ec2:DescribeTags', 'ec2:DescribeVolumes', 'logs:DescribeLogGroups']),
      xRayGrant(),
    ]);
  }
}
