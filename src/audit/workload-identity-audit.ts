import {
  aws_accessanalyzer as accessanalyzer,
  aws_cloudwatch_actions as actions,
  aws_events as events,
  aws_logs as logs,
  Names,
  Stack,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Rule } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AuditEventSource } from './audit-event-source';
import type { AuditQuery, FailureRule, LogGroupPlan } from './audit-plan';
import type { IAuditedIdentity } from './audited-identity';
import { failureAlarm } from './failure-alarm';
import { metricFilterQuotaErrors } from './metric-filter-quota';
import { UnusedAccessAnalyzer } from './unused-access-analyzer';

/** Where to look, for whom, and whom to tell. */
export interface WorkloadIdentityAuditProps {
  /** Where the events of CloudTrail come from: the log group of a trail, or EventBridge. */
  readonly eventSource: AuditEventSource;

  /**
   * The identities whose roles nobody else should use. They make the saved query "roles used by an
   * unexpected subject", and have no effect with `AuditEventSource.eventBridge()`.
   *
   * A role that several identities share may be used by each of them.
   *
   * @default - no such query
   */
  readonly identities?: IAuditedIdentity[];

  /**
   * The SNS topic that gets the alarms, or each failed call with `AuditEventSource.eventBridge()`.
   *
   * An encrypted topic needs a customer managed key that `cloudwatch.amazonaws.com` (alarms) or
   * `events.amazonaws.com` (EventBridge) may use, or nothing arrives. A topic that has a policy
   * must allow the same service to publish; with EventBridge this is added to a topic of this app.
   *
   * @default - nobody is told: add actions to `alarms`, or targets to `rules`
   */
  readonly topic?: ITopic;

  /**
   * The IAM Access Analyzer that finds roles and permissions that are no longer used.
   *
   * AWS charges for it by the number of roles and users in the account.
   *
   * @default UnusedAccessAnalyzer.create() - a new one, for access unused in 90 days
   */
  readonly unusedAccess?: UnusedAccessAnalyzer;
}

/**
 * What to set up before the incident: who uses which role, who fails to, and what is never used.
 *
 * On the log group of a CloudTrail trail it makes saved CloudWatch Logs Insights queries, and metric
 * filters with alarms on failed `AssumeRoleWithWebIdentity` (IRSA) and `AssumeRoleForPodIdentity`
 * (EKS Pod Identity) calls. Without such a log group it makes EventBridge rules. An IAM Access
 * Analyzer looks for unused roles and permissions.
 *
 * Only the call that gets a role names the ServiceAccount. Later calls show the role and a session
 * name, so a role per ServiceAccount is what makes them traceable.
 *
 * Of web identity calls, those of Kubernetes ServiceAccounts are counted, and those that name
 * nobody, since a refused token may leave no name. Other issuers are left out wherever CloudTrail
 * recorded the user name, such as GitHub's `repo:...`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 * @example
 * import { LogGroup } from 'aws-cdk-lib/aws-logs';
 * import { Topic } from 'aws-cdk-lib/aws-sns';
 *
 * const trailLogGroup = LogGroup.fromLogGroupName(this, 'Trail', 'aws-cloudtrail-logs');
 * new WorkloadIdentityAudit(this, 'Audit', {
 *   eventSource: AuditEventSource.trailLogGroup(trailLogGroup, { accessDenied: { failures: 1 } }),
 *   identities: [
 *     AuditedIdentity.fromAttributes({
 *       namespace: 'logging',
 *       serviceAccountName: 's3-reader-sa',
 *       roleArn: 'arn:aws:iam::111122223333:role/s3-reader',
 *     }),
 *   ],
 *   topic: new Topic(this, 'OnCall'),
 * });
 */
export class WorkloadIdentityAudit extends Construct {
  /** The alarms on failed calls. Empty with `AuditEventSource.eventBridge()`. */
  public readonly alarms: Alarm[];

  /** The EventBridge rules on failed calls. Empty with `AuditEventSource.trailLogGroup()`. */
  public readonly rules: Rule[];

  /** The ARN of the analyzer for unused access, new or existing. */
  public readonly unusedAccessAnalyzerArn: string;

  /**
   * Throws where an identity is not a pair of ServiceAccount subject and role ARN, where a threshold
   * or age is out of range, and where CloudWatch Logs would refuse a filter pattern.
   */
  public constructor(scope: Construct, id: string, props: WorkloadIdentityAuditProps) {
    super(scope, id);
    const plan = props.eventSource._bind(this, props.identities ?? []);

    this.alarms = plan.logs ? this.watchLogGroup(plan.logs) : [];
    this.rules = plan.rules.map((rule) => this.addRule(rule));
    if (props.topic) this.notify(props.topic);
    this.unusedAccessAnalyzerArn = this.analyzer(
      props.unusedAccess ?? UnusedAccessAnalyzer.create(),
    );
  }

  private watchLogGroup(plan: LogGroupPlan): Alarm[] {
    for (const query of plan.queries) this.addQuery(plan, query);
    this.node.addValidation({ validate: () => metricFilterQuotaErrors(this, plan.logGroup) });
    return plan.metrics.map((metric) => failureAlarm(this, plan, metric));
  }

  private addQuery({ logGroup }: LogGroupPlan, { id, title, queryString }: AuditQuery): void {
    // A slash makes a folder in the console; the name has to differ from that of another audit.
    const folder = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    new logs.CfnQueryDefinition(this, `${id}Query`, {
      name: `WorkloadIdentity/${folder}/${title}`,
      logGroupNames: [logGroup.logGroupRef.logGroupName],
      queryString,
    });
  }

  private addRule({ id, description, eventPattern }: FailureRule): Rule {
    const rule = new events.Rule(this, `${id}Rule`, { description, eventPattern });
    const resource = rule.node.defaultChild as events.CfnRule;
    // Both calls are read-only management events, which a rule that is merely ENABLED never sees.
    resource.state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    rule.node.addValidation({
      validate: () =>
        Stack.of(rule).resolve(resource.targets)?.length
          ? []
          : [
              'The rule has no target, so nobody is told of a failure. Pass a topic to the WorkloadIdentityAudit, or add a target to its rules.',
            ],
    });
    return rule;
  }

  private notify(topic: ITopic): void {
    for (const alarm of this.alarms) alarm.addAlarmAction(new actions.SnsAction(topic));
    for (const rule of this.rules) rule.addTarget(new targets.SnsTopic(topic));
  }

  private analyzer(unusedAccess: UnusedAccessAnalyzer): string {
    const { existingAnalyzerArn, newAnalyzer } = unusedAccess._bind(this);
    if (existingAnalyzerArn !== undefined) return existingAnalyzerArn;
    return new accessanalyzer.CfnAnalyzer(this, 'UnusedAccessAnalyzer', {
      type: 'ACCOUNT_UNUSED_ACCESS',
      ...newAnalyzer,
    }).attrArn;
  }
}
