import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import type { UnusedAccessConfig } from './audit-plan';

/** What counts as unused. */
export interface UnusedAccessAnalyzerOptions {
  /**
   * A role, permission or action that was not used for this long is a finding. Whole days, 1 to 365.
   *
   * @default Duration.days(90)
   */
  readonly unusedAccessAge?: Duration;

  /**
   * The name of the analyzer. Changing it replaces the analyzer.
   *
   * @default - CloudFormation generates one
   */
  readonly analyzerName?: string;
}

/**
 * The IAM Access Analyzer that finds roles and permissions nobody uses any more.
 *
 * It looks at every IAM role and user of the account, not only at those of workloads, and AWS
 * charges for each of them by the month.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
 */
export abstract class UnusedAccessAnalyzer {
  /**
   * A new analyzer for unused access in this account.
   *
   * An account has few analyzers of a kind per region: where there is one already, name it with
   * `fromAnalyzerArn` instead. IAM is global, so one region is enough.
   *
   * Throws where the age is not a whole number of days from 1 to 365.
   */
  public static create(options: UnusedAccessAnalyzerOptions = {}): UnusedAccessAnalyzer {
    return new NewAnalyzer(options);
  }

  /**
   * The account or its organization has an analyzer for unused access already: none is made.
   *
   * @param analyzerArn the ARN of that analyzer.
   */
  public static fromAnalyzerArn(analyzerArn: string): UnusedAccessAnalyzer {
    return new ExistingAnalyzer(analyzerArn);
  }

  /** @internal */
  public abstract _bind(scope: IConstruct): UnusedAccessConfig;
}

class NewAnalyzer extends UnusedAccessAnalyzer {
  public constructor(private readonly options: UnusedAccessAnalyzerOptions) {
    super();
  }

  public _bind(scope: IConstruct): UnusedAccessConfig {
    const age = this.options.unusedAccessAge ?? Duration.days(90);
    const days = age.toDays({ integral: false });
    if (!age.isUnresolved() && !(Number.isInteger(days) && days >= 1 && days <= 365)) {
      throw new WorkloadIdentityError(
        scope,
        `unusedAccessAge is ${age.toHumanString()}; IAM Access Analyzer takes whole days from 1 to 365. Use for example Duration.days(90).`,
      );
    }
    return {
      newAnalyzer: {
        type: 'ACCOUNT_UNUSED_ACCESS',
        analyzerName: this.options.analyzerName,
        analyzerConfiguration: { unusedAccessConfiguration: { unusedAccessAge: days } },
      },
    };
  }
}

class ExistingAnalyzer extends UnusedAccessAnalyzer {
  public constructor(private readonly analyzerArn: string) {
    super();
  }

  public _bind(): UnusedAccessConfig {
    return { existingAnalyzerArn: this.analyzerArn };
  }
}
