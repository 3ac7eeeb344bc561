import type { CfnResource } from 'aws-cdk-lib';

/** The logical ids that the template of a resource refers to. */
export function referencesOf(resource: CfnResource): string[] {
  // `_toCloudFormation` is internal to aws-cdk-lib, and nothing else tells the references of a resource.
  const { _toCloudFormation } = resource as CfnResource & { _toCloudFormation?(): object };
  return _toCloudFormation
    ? referencesIn(resource.stack.resolve(_toCloudFormation.call(resource)))
    : [];
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') {
      return [String(inner)];
    }
    return key === 'Fn::GetAtt' ? [String(inner[0])] : referencesIn(inner);
  });
}
