import type { CfnElement } from 'aws-cdk-lib';

/** The sections of a template that one element fills. */
export interface TemplateFragment {
  readonly Resources?: Record<string, any>;
  readonly Outputs?: Record<string, any>;
  readonly Mappings?: Record<string, any>;
}

/** What an element says in its stack's template, as synthesis would write it; the tree is not changed. */
export function templateFragmentOf(element: CfnElement): TemplateFragment {
  // `_toCloudFormation` is internal to aws-cdk-lib, and nothing else renders a single element: this is the one
  // place that calls it.
  const { _toCloudFormation } = element as CfnElement & { _toCloudFormation?(): object };
  return typeof _toCloudFormation === 'function'
    ? (element.stack.resolve(_toCloudFormation.call(element)) ?? {})
    : {};
}
