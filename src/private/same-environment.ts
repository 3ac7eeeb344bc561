import { Token } from 'aws-cdk-lib';

/** Whether two accounts or regions are known to differ; an unresolved one counts as the same. */
export function knownToDiffer(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/** Whether two accounts or regions are known to be the same one. */
export function knownToBeSame(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && one === other;
}
