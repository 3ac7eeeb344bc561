import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { FindingSeverity, type IdentityFinding } from './finding';

/** How a finding is acknowledged: `Annotations.of(x).acknowledgeWarning(annotationId(id))`. */
export function annotationId(id: string): string {
  return `cdk-eks-workload-identity:${id}`;
}

/**
 * Findings as warnings on the constructs that they are about. An error is a warning here too: a
 * deployment is only stopped by those who add `WorkloadIdentityChecks`. Information is left to
 * the inventory.
 */
export function reportFindings(root: IConstruct, findings: readonly IdentityFinding[]): void {
  for (const { id, severity, path, message, fix } of findings) {
    if (severity === FindingSeverity.INFO) continue;
    const on = Annotations.of(constructAt(root, path) ?? root);
    on.addWarningV2(annotationId(id), `${message} ${fix}`);
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
