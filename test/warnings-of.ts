import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';

/** The warnings of a stack as the CLI prints them, with their ids. */
export function warningsOf(stack: Stack): { readonly path: string; readonly text: string }[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ id, entry }) => ({ path: id, text: String(entry.data) }));
}

/** Those that this library gives, by id, without its prefix. */
export function warningIdsOf(stack: Stack): string[] {
  return warningsOf(stack)
    .map(({ text }) => /\[ack: cdk-eks-workload-identity:([\w-]+)\]/.exec(text)?.[1])
    .filter((id) => id !== undefined);
}
