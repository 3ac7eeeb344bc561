import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
const MAX_PATTERN_LENGTH = 1024;

/**
 * A value between double quotes, for a metric filter pattern or a Logs Insights query.
 *
 * `*` is a wildcard and `%` encloses a regular expression in filter patterns (a log group takes at
 * most five patterns with one), so a value that holds them would match something else than itself.
 */
export function quoted(scope: IConstruct, what: string, value: string): string {
  if (!Token.isUnresolved(value) && /["\\*%\s]/.test(value)) {
    throw new WorkloadIdentityError(
      scope,
      `The audit cannot look for ${what} '${value}': it must not contain white space or any of " \\ * %, which have a meaning of their own in CloudWatch Logs patterns. Give the exact ${what}, without wildcards.`,
    );
  }
  return `"${value}"`;
}

/** All conditions together as one JSON filter pattern, refused where CloudWatch Logs would. */
export function filterPattern(scope: IConstruct, what: string, conditions: string[]): string {
  const pattern = `{ ${conditions.map((condition) => `(${condition})`).join(' && ')} }`;
  if (!Token.isUnresolved(pattern) && pattern.length > MAX_PATTERN_LENGTH) {
    throw new WorkloadIdentityError(
      scope,
      `The metric filter pattern for ${what} has ${pattern.length} characters; CloudWatch Logs allows ${MAX_PATTERN_LENGTH}. Shorten the role's path or name, or count the failures of the whole account.`,
    );
  }
  return pattern;
}
