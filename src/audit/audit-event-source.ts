import type { aws_logs } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import type { AuditPlan, FailureMetric } from './audit-plan';
import type { IAuditedIdentity } from './audited-identity';
import { failureRules } from './failure-rules';
import type { FailureThreshold } from './failure-threshold';
import { filterPattern } from './filter-pattern';
import { irsaCall, irsaFailures } from './irsa-failure';
import { IrsaFailureScope } from './irsa-failure-scope';
import { logsInsightsQueries } from './logs-insights-queries';
import { podIdentityFailure, podIdentityFailureMeaning } from './pod-identity-failure';
import { PodIdentityFailureScope } from './pod-identity-failure-scope';

/** What is worth an alarm on a trail's log group. */
export interface TrailLogGroupOptions {
  /**
   * Whether failed IRSA calls are counted for the whole account or role by role.
   *
   * @default IrsaFailureScope.account()
   */
  readonly irsaScope?: IrsaFailureScope;

  /**
   * Whether failed Pod Identity calls are counted for the whole account or cluster by cluster.
   *
   * @default PodIdentityFailureScope.account()
   */
  readonly podIdentityScope?: PodIdentityFailureScope;

  /**
   * When refused IRSA calls (`AccessDenied`) are worth an alarm: the trust policy of a role does
   * not admit the ServiceAccount.
   *
   * @default - 5 within 5 minutes
   */
  readonly accessDenied?: FailureThreshold;

  /**
   * When expired ServiceAccount tokens (`ExpiredTokenException`) are worth an alarm.
   *
   * @default - 5 within 5 minutes
   */
  readonly expiredToken?: FailureThreshold;

  /**
   * When tokens that STS does not accept (`InvalidIdentityToken`) are worth an alarm: a missing
   * OIDC provider, a wrong audience, a wrong signature.
   *
   * Where STS cannot fetch the keys of the issuer, CloudTrail may record no event. This alarm
   * cannot see that; a pod's own log does.
   *
   * @default - 5 within 5 minutes
   */
  readonly invalidIdentityToken?: FailureThreshold;

  /**
   * When IRSA calls that fail for any other reason are worth an alarm.
   *
   * @default - 5 within 5 minutes
   */
  readonly otherIrsaErrors?: FailureThreshold;

  /**
   * When failed Pod Identity calls are worth an alarm.
   *
   * @default - 5 within 5 minutes
   */
  readonly podIdentityErrors?: FailureThreshold;

  /**
   * The CloudWatch namespace of the metrics.
   *
   * Two audits in one account and region need different namespaces, or they count into the same
   * metrics.
   *
   * @default 'WorkloadIdentity'
   */
  readonly metricNamespace?: string;
}

/** Where the audit reads the events of CloudTrail. */
export abstract class AuditEventSource {
  /**
   * The log group that a CloudTrail trail writes to: saved queries, metrics and alarms.
   *
   * The trail must record management events, both read and write. STS calls are recorded in the
   * region whose endpoint the pod called, so take a trail for all regions.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
   */
  public static trailLogGroup(
    logGroup: aws_logs.ILogGroupRef,
    options: TrailLogGroupOptions = {},
  ): AuditEventSource {
    return new TrailLogGroup(logGroup, options);
  }

  /**
   * EventBridge, for accounts whose trail does not write to CloudWatch Logs.
   *
   * Every failed call becomes a message at once: there are no thresholds, metrics or queries. A
   * trail that records management events, both read and write, is still needed, and the rules see
   * only the region of their stack: declare an audit in each region with clusters.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
   */
  public static eventBridge(): AuditEventSource {
    return new EventBridge();
  }

  /** @internal */
  public abstract _bind(scope: IConstruct, identities: IAuditedIdentity[]): AuditPlan;
}

class EventBridge extends AuditEventSource {
  public _bind(): AuditPlan {
    return { rules: [...failureRules] };
  }
}

class TrailLogGroup extends AuditEventSource {
  public constructor(
    private readonly logGroup: aws_logs.ILogGroupRef,
    private readonly options: TrailLogGroupOptions,
  ) {
    super();
  }

  public _bind(scope: IConstruct, identities: IAuditedIdentity[]): AuditPlan {
    return {
      logs: {
        logGroup: this.logGroup,
        metricNamespace: this.options.metricNamespace ?? 'WorkloadIdentity',
        metrics: [...this.irsaMetrics(scope), ...this.podIdentityMetrics(scope)],
        queries: logsInsightsQueries(scope, identities),
      },
      rules: [],
    };
  }

  private irsaMetrics(scope: IConstruct): FailureMetric[] {
    const thresholds = {
      AccessDenied: this.options.accessDenied,
      ExpiredToken: this.options.expiredToken,
      InvalidIdentityToken: this.options.invalidIdentityToken,
      OtherError: this.options.otherIrsaErrors,
    };
    const groups = (this.options.irsaScope ?? IrsaFailureScope.account())._bind(scope);
    return groups.flatMap((group) =>
      irsaFailures.map((failure) => ({
        id: `Irsa${failure.id}${group.id}`,
        metricName: `Irsa${failure.id}`,
        filterPattern: filterPattern(scope, group.label, [
          ...irsaCall,
          ...group.conditions,
          failure.condition,
        ]),
        dimension: group.dimension,
        threshold: thresholds[failure.id] ?? {},
        description: `IRSA, ${group.label}: ${failure.meaning}`,
      })),
    );
  }

  private podIdentityMetrics(scope: IConstruct): FailureMetric[] {
    const groups = (this.options.podIdentityScope ?? PodIdentityFailureScope.account())._bind(
      scope,
    );
    return groups.map((group) => ({
      id: `PodIdentityError${group.id}`,
      metricName: 'PodIdentityError',
      filterPattern: filterPattern(scope, group.label, [
        ...podIdentityFailure,
        ...group.conditions,
      ]),
      dimension: group.dimension,
      threshold: this.options.podIdentityErrors ?? {},
      description: `EKS Pod Identity, ${group.label}: ${podIdentityFailureMeaning}`,
    }));
  }
}
