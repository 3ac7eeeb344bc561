import { WorkloadIdentityError } from '../../private/errors';

/**
 * Refuses an empty list, which would otherwise grant nothing or, after a fallback, everything.
 *
 * @param everything the named choice that means all of them, where there is one
 */
export function requireScope(
  preset: string,
  input: string,
  scope: readonly unknown[] | undefined,
  everything?: string,
): void {
  if (scope === undefined || scope.length === 0) {
    const otherwise = everything ? `, or choose ${everything} if you mean all of them` : '';
    throw new WorkloadIdentityError(
      undefined,
      `${preset}: '${input}' is empty; name at least one${otherwise}`,
    );
  }
}
