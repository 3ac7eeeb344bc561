import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isAcknowledged } from './acknowledgement';
import { FindingSeverity, type IdentityFinding } from './finding';
import { constructAt } from './report-findings';

/**
 * Stops a synthesis in which a pod's AWS identity is broken or open to others: every finding
 * becomes a violation of the validation report, and those of severity `error` fail it.
 *
 * All roles that pods can take are judged, however they were made: by this library, by
 * aws-cdk-lib's own `ServiceAccount`, or as an L1 whose trust policy is a JSON string.
 *
 * A finding is acknowledged with a reason on its construct or above it, by
 * `Validations.of(x).acknowledge({ id: 'cdk-eks-workload-identity:trust-missing-aud', reason })`.
 * That quiets the default warning too. `WorkloadIdentityChecks::trust-missing-aud` acknowledges
 * it in the whole app.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 * @example
 * const app = new App();
 * Validations.of(app).addPlugins(new WorkloadIdentityChecks());
 */
export class WorkloadIdentityChecks implements IPolicyValidationPlugin {
  /** The name in the validation report. */
  public readonly name = 'WorkloadIdentityChecks';

  /** The ids of all rules. */
  public readonly ruleIds?: string[];

  constructor() {
    // Loaded here, since most apps that import this package do not use this class.
    const { rules } = require('./rules') as typeof import('./rules');
    this.ruleIds = rules.map(({ id }) => id);
  }

  /** Called by the AWS CDK at the end of synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const findings = this.findings(context.appConstruct);
    return {
      success: findings.every(({ severity }) => severity !== FindingSeverity.ERROR),
      violations: findings.map(({ id, severity, path, message, fix }) => ({
        ruleName: id,
        description: message,
        severity,
        fix,
        violatingResources: [{ constructPath: path, locations: [] }],
      })),
    };
  }

  /**
   * The findings in an app, worst first, without the acknowledged ones. For your own tests; call
   * it after `app.synth()` or `Template.fromStack()`, which settle references between stacks.
   *
   * @param scope the app, or a part of it
   */
  public findings(scope: IConstruct): IdentityFinding[] {
    const { examine } = require('./examine') as typeof import('./examine');
    return examine(scope).findings.filter(
      ({ id, path }) => !isAcknowledged(constructAt(scope, path) ?? scope, id),
    );
  }
}
