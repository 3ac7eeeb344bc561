import { WorkloadIdentityError } from '../private/errors';

/** Today's AWS quotas that rules count against; AWS raises some of them for an account on request. */
export interface Quotas {
  /** IAM quota L-858F3967: OIDC providers in an account; can be raised. */
  readonly oidcProvidersPerAccount: number;
  /** EKS Pod Identity associations in a cluster; fixed. */
  readonly associationsPerCluster: number;
  /** IAM quota L-C07B4B0D: characters of a role's trust policy; can be raised. */
  readonly trustPolicySize: number;
  /** What AWS raises L-C07B4B0D to at most: 8,192 since May 2026. */
  readonly trustPolicyMaximumSize: number;
  /** IAM quota L-0DA4ABF3: managed policies on a role; can be raised. */
  readonly managedPoliciesPerRole: number;
  /** What AWS raises L-0DA4ABF3 to at most: 25 since 2026. */
  readonly managedPoliciesPerRoleMaximum: number;
}

export const DEFAULT_QUOTAS: Quotas = {
  oidcProvidersPerAccount: 100,
  associationsPerCluster: 5000,
  trustPolicySize: 2048,
  trustPolicyMaximumSize: 8192,
  managedPoliciesPerRole: 10,
  managedPoliciesPerRoleMaximum: 25,
};

/** The context key under which an app gives the quotas that its accounts have. */
export const QUOTAS_CONTEXT = 'cdk-eks-workload-identity:quotas';

/** Today's quotas, or those that an app gives. What is none would be passed over, and a rule with it. */
export function quotasWith(given: unknown): Quotas {
  const names = Object.keys(DEFAULT_QUOTAS);
  const isQuota = ([name, value]: [string, unknown]) =>
    names.includes(name) && Number.isInteger(value) && Number(value) > 0;
  const isObject = typeof given === 'object' && given !== null;
  if (given !== undefined && !(isObject && Object.entries(given).every(isQuota))) {
    throw new WorkloadIdentityError(
      undefined,
      `context '${QUOTAS_CONTEXT}' is ${JSON.stringify(given)}: expected an object with whole numbers under any of ` +
        `${names.join(', ')}, such as {"trustPolicySize":4096}. Write it into cdk.json: --context of the CDK ` +
        'CLI gives text',
    );
  }
  return { ...DEFAULT_QUOTAS, ...(given as Partial<Quotas> | undefined) };
}
