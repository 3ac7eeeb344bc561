import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { annotationId, isAcknowledged } from './acknowledgement';
import { FindingSeverity, type IdentityFinding } from './finding';

/**
 * Findings as warnings on the constructs that they are about. An error is a warning here too: a
 * deployment is only stopped by those who add `WorkloadIdentityChecks`. Information is left to
 * the inventory.
 */
export function reportFindings(root: IConstruct, findings: readonly IdentityFinding[]): void {
  for (const { id, severity, path, message, fix } of findings) {
    if (severity === FindingSeverity.INFO) continue;
    const construct = constructAt(root, path) ?? root;
    if (isAcknowledged(construct, id)) continue;
    Annotations.of(construct).addWarningV2(annotationId(id), `${message} ${fix}`);
  }
}

/** The construct at a path, or the nearest one above that exists. */
export function constructAt(root: IConstruct, path: string): IConstruct | undefined {
  const app = root.node.root;
  let at: IConstruct | undefined;
  let from = app;
  for (const id of path.split('/')) {
    const child = from.node.tryFindChild(id);
    if (!child) break;
    at = child;
    from = child;
  }
  return at;
}
