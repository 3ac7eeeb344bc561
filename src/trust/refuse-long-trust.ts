import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { DEFAULT_QUOTAS, QUOTAS_CONTEXT, type Quotas } from '../checks/quotas';
import { trustLength } from './trust-length';

const LIMITED = new WeakSet<iam.Role>();

/**
 * Refuses a trust policy over what AWS raises the quota to at most, once everybody has added statements to it.
 * Below that, the rule `permissions-trust-size` warns.
 */
export function refuseLongTrust(role: iam.Role, document: () => unknown): void {
  if (LIMITED.has(role)) {
    return;
  }
  LIMITED.add(role);
  role.node.addValidation({
    validate: () => {
      const length = trustLength(Stack.of(role).resolve(document()));
      const maximum = maximumSize(role);
      return length !== undefined && length > maximum
        ? [
            `the trust policy takes ${length} characters without white space (tokens at their longest value), and ` +
              `IAM takes at most ${maximum}, however far the quota L-C07B4B0D was raised: instead of IRSA use EKS Pod ` +
              'Identity, which takes one statement for all clusters and no list of them under ' +
              'PodIdentityNarrowing.account(), or declare one identity, with a role of its own, for each cluster',
          ]
        : [];
    },
  });
}

function maximumSize(role: iam.Role): number {
  const quotas: Quotas = { ...DEFAULT_QUOTAS, ...role.node.tryGetContext(QUOTAS_CONTEXT) };
  return Math.max(quotas.trustPolicyMaximumSize, quotas.trustPolicySize);
}
