import { Token } from 'aws-cdk-lib';
import { WorkloadIdentityError } from '../../private/errors';

/** `team-a/` as the pattern `team-a/*`; refuses what would match every name. */
export function prefixPatterns(preset: string, input: string, prefixes: string[] = []): string[] {
  return prefixes.map((prefix) => {
    if (!Token.isUnresolved(prefix) && !/^[^*?\s]+$/.test(prefix)) {
      throw new WorkloadIdentityError(
        undefined,
        `${preset}: '${input}' has '${prefix}'; ` +
          'expected the beginning of a name, with no wildcard and no white space',
      );
    }
    return `${prefix}*`;
  });
}

/** The reason of every resource that such a pattern is part of. */
export const PREFIX_REASON = 'The names begin with a prefix that was chosen.';
