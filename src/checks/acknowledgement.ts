import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** How a finding is acknowledged: `Annotations.of(x).acknowledgeWarning(annotationId(id))`. */
export function annotationId(id: string): string {
  return `cdk-eks-workload-identity:${id}`;
}

/** Whether `Validations.of(x).acknowledge(...)` was called for a rule on the construct or above. */
export function isAcknowledged(construct: IConstruct, id: string): boolean {
  const ids = [id, annotationId(id), `WorkloadIdentityChecks::${id}`];
  return construct.node.scopes.some((scope) =>
    scope.node.metadata.some(
      ({ type, data }) =>
        type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY &&
        // aws-cdk-lib writes `annotation::` or `Annotation::` before ids without a prefix.
        Object.keys(data ?? {}).some((key) => ids.includes(key.replace(/^annotation::/i, ''))),
    ),
  );
}
