import { FindingSeverity } from '../finding';
import { judgeWorkloadRoles } from '../permissions/grants';
import { cannotTell, fail, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

/** What AWS raises the quota to at most, since May 2026. */
const HIGHEST_QUOTA = 8_192;

/** How far the length of expressions may be from that of their values. */
const DOUBT = 1.25;

export const permissionsTrustSize: Rule = {
  id: 'permissions-trust-size',
  severity: FindingSeverity.WARNING,
  title: 'Trust policy over the size quota',
  why: 'The deployment fails with "Cannot exceed quota for ACLSizePerRole", unless the quota of the account was raised.',
  fix: 'Split the role, use EKS Pod Identity (one statement for all clusters), or raise the quota L-C07B4B0D and say so in the context key cdk-eks-workload-identity:quotas.',
  source: SOURCES.iamQuotas,
  check: (facts) =>
    judgeWorkloadRoles(facts, (role) => {
      const { trustSize, trustSizeExact } = role;
      const quota = facts.quotas.trustPolicySize;
      const isSure = (limit: number) => trustSize > (trustSizeExact ? limit : limit * DOUBT);
      const characters = `${trustSizeExact ? '' : 'about '}${trustSize}`;
      if (isSure(Math.max(HIGHEST_QUOTA, quota))) {
        return fail(
          role,
          `The trust policy takes ${characters} characters; AWS allows ${HIGHEST_QUOTA} at most.`,
          { severity: FindingSeverity.ERROR },
        );
      }
      const message = `The trust policy takes ${characters} characters; the quota is ${quota}.`;
      if (isSure(quota)) return fail(role, message);
      return !trustSizeExact && trustSize * DOUBT > quota ? cannotTell(role, message) : pass(role);
    }),
};
