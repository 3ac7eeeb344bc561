import { Token } from 'aws-cdk-lib';
import { WorkloadIdentityError } from '../../private/errors';
import type { Conditions } from './grant';
import { requireScope } from './required-scope';

/** Limits the names of the records that are written; refuses names that can never match. */
export function recordNameCondition(preset: string, names: string[]): Conditions {
  requireScope(preset, 'recordNames', names);
  for (const name of names.filter((n) => !Token.isUnresolved(n))) {
    const normalized = name.toLowerCase().replace(/\.$/, '');
    if (name !== normalized) {
      throw new WorkloadIdentityError(
        undefined,
        `${preset}: 'recordNames' has '${name}'; Route 53 compares names in lower case and without ` +
          `a final dot, so write '${normalized}'`,
      );
    }
  }
  return {
    'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': names },
  };
}
