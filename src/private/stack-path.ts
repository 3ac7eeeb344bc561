import type { Stack } from 'aws-cdk-lib';

/** What facts call a stack by: unique in the app. */
export function stackPath(stack: Stack): string {
  return stack.node.path || stack.stackName;
}
