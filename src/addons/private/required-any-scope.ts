import { WorkloadIdentityError } from '../../private/errors';

/**
 * Refuses a declaration in which every one of several inputs is empty.
 *
 * @param everything the named choice that means all of them, where there is one
 */
export function requireAnyScope(
  preset: string,
  inputs: Record<string, readonly unknown[]>,
  everything?: string,
): void {
  if (Object.values(inputs).every((scope) => scope.length === 0)) {
    const names = Object.keys(inputs).map((name) => `'${name}'`);
    const otherwise = everything ? `, or choose ${everything} if you mean all of them` : '';
    throw new WorkloadIdentityError(
      undefined,
      `${preset}: ${names.join(', ')} are all empty; name at least one${otherwise}`,
    );
  }
}
