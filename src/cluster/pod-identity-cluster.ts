import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { knownToDiffer } from '../private/same-environment';
import type { ClusterView } from './cluster-view';

/**
 * Refuses clusters whose pods EKS Pod Identity could not serve from the given environment.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 */
export function checkPodIdentityCluster(
  scope: IConstruct,
  view: ClusterView,
  environment: { readonly account: string; readonly region: string },
): void {
  const cluster = `cluster '${view.construct.node.path}'`;
  if (!view.isEks) {
    throw new WorkloadIdentityError(
      scope,
      `${cluster} is not a cluster of Amazon EKS, and EKS Pod Identity serves no other: use IrsaServiceAccount`,
    );
  }
  if (view.fargateOnly) {
    throw new WorkloadIdentityError(
      scope,
      `${cluster} runs its pods on Fargate, where the EKS Pod Identity Agent cannot run: use IrsaServiceAccount`,
    );
  }
  for (const part of ['account', 'region'] as const) {
    if (knownToDiffer(view.env[part], environment[part])) {
      throw new WorkloadIdentityError(
        scope,
        `${cluster} is in ${part} ${view.env[part]}, and the stack of this identity in ${environment[part]}: ` +
          'a Pod Identity association and its role belong to the account and region of the cluster. Declare ' +
          'the identity in a stack of that environment; for a role in another account use targetRoleArn',
      );
    }
  }
}
