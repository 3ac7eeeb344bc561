import { isUnresolved } from '../../checks/expression';
import type { AssociationFact } from '../../checks/facts';
import type { PodRole } from './pod-role';
import type { PolicyRequest } from './request';

type Context = Record<string, string | readonly string[] | null>;

/**
 * What the identity itself says about every request of its pods.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function knownContext(
  { arn, role, association }: PodRole,
  namespace: string,
  name: string,
): PolicyRequest['context'] {
  const context: Context = {
    // "Not present" for the session of a role.
    'aws:username': null,
    ...literal('aws:PrincipalArn', arn),
    ...literal('aws:PrincipalAccount', role?.account),
    'aws:PrincipalType': 'AssumedRole',
  };
  if (association?.sessionTags !== true) return context;
  return {
    ...context,
    'aws:PrincipalTag/kubernetes-namespace': namespace,
    'aws:PrincipalTag/kubernetes-service-account': name,
    ...literal('aws:PrincipalTag/eks-cluster-name', clusterName(association)),
  };
}

/** The last part of the cluster's key, `account/region/name`. */
function clusterName({ cluster }: AssociationFact): string {
  return isUnresolved(cluster) ? cluster : cluster.slice(cluster.lastIndexOf('/') + 1);
}

function literal(key: string, value: string | undefined): Context {
  return value === undefined || isUnresolved(value) ? {} : { [key]: value };
}
