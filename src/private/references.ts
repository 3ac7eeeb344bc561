import type { CfnResource } from 'aws-cdk-lib';
import { templateFragmentOf } from './template-fragment';

/** The logical ids that the template of a resource refers to. */
export function referencesOf(resource: CfnResource): string[] {
  return referencesIn(templateFragmentOf(resource));
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
