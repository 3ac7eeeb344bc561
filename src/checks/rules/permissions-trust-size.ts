import { FindingSeverity } from '../finding';
import { judgeWorkloadRoles } from '../permissions/grants';
import { cannotTell, fail, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

/** How far the length of expressions may be from that of their values. */
const DOUBT = 1.25;

/** Room for growth in what is asked for. */
const STEP = 2_048;

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
      const { trustPolicySize: quota, trustPolicyMaximumSize: maximum } = facts.quotas;
      const isSure = (limit: number) => trustSize > (trustSizeExact ? limit : limit * DOUBT);
      const characters = `${trustSizeExact ? '' : 'about '}${trustSize}`;
      if (isSure(Math.max(maximum, quota))) {
        return fail(
          role,
          `The trust policy takes ${characters} characters; AWS allows ${maximum} at most.`,
          { severity: FindingSeverity.ERROR },
        );
      }
      const message = `The trust policy takes ${characters} characters; the quota is ${quota}.`;
      if (isSure(quota)) return fail(role, message, { fix: request(trustSize, maximum) });
      return !trustSizeExact && trustSize * DOUBT > quota ? cannotTell(role, message) : pass(role);
    }),
};

/** Quotas of IAM are asked for in us-east-1, wherever the stack goes. */
function request(trustSize: number, maximum: number): string {
  const wanted = Math.min(maximum, Math.ceil(trustSize / STEP) * STEP);
  return (
    'Have the quota L-C07B4B0D raised by "aws service-quotas request-service-quota-increase --region us-east-1 ' +
    `--service-code iam --quota-code L-C07B4B0D --desired-value ${wanted}" and say so in the context key ` +
    `cdk-eks-workload-identity:quotas, {"trustPolicySize":${wanted}}; or use one role for each ` +
    'cluster, or instead of IRSA EKS Pod Identity, whose one statement serves all clusters.'
  );
}
