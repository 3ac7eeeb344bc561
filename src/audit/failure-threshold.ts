import type { Duration } from 'aws-cdk-lib';

/** How many failures within how long are worth an alarm. */
export interface FailureThreshold {
  /**
   * The alarm goes off at this number of failures within the period. A whole number of at least 1.
   *
   * One failure is not yet an incident: a role that was just made takes some seconds to be usable,
   * and the SDKs try again.
   *
   * @default 5
   */
  readonly failures?: number;

  /**
   * The length of time in which failures are counted. Whole minutes, at most one day.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
}
