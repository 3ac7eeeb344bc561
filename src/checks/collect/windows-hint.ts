import { isObject, listOf } from './policy-document';
import type { Json } from './template-values';

const OS_LABELS = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

/** Only Windows nodes have it. */
const BUILD_LABEL = 'node.kubernetes.io/windows-build';

/**
 * Whether pods of this spec can only run on Windows nodes.
 *
 * @see https://kubernetes.io/docs/concepts/windows/user-guide/
 */
export function runsOnWindows(spec: Json): boolean {
  return (
    valueAt(spec, 'os', 'name') === 'windows' ||
    Object.keys(objectOf(valueAt(spec, 'securityContext', 'windowsOptions'))).length > 0 ||
    Object.entries(objectOf(spec.nodeSelector)).some(([label, value]) =>
      isOfWindows(label, [value]),
    ) ||
    mustBeNearWindows(spec)
  );
}

/** Terms are alternatives, the expressions in one are not. */
function mustBeNearWindows(spec: Json): boolean {
  const required = valueAt(
    spec,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
  );
  const terms = listOf(objectOf(required).nodeSelectorTerms).map(objectOf);
  return (
    terms.length > 0 &&
    terms.every(({ matchExpressions }) =>
      listOf(matchExpressions)
        .map(objectOf)
        .some(
          ({ key, operator, values }) =>
            (operator === 'In' && isOfWindows(key, listOf(values))) ||
            (operator === 'Exists' && key === BUILD_LABEL),
        ),
    )
  );
}

function isOfWindows(label: unknown, values: readonly unknown[]): boolean {
  return (
    label === BUILD_LABEL ||
    (OS_LABELS.includes(String(label)) &&
      values.length > 0 &&
      values.every((value) => value === 'windows'))
  );
}

function valueAt(value: Json, ...keys: string[]): unknown {
  return keys.reduce<unknown>((at, key) => objectOf(at)[key], value);
}

const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
