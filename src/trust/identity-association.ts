import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ClusterView } from '../cluster/cluster-view';
import { logicalIdOf } from '../private/logical-id';
import type { ServiceAccountSubject } from '../service-account/service-account-subject';
import type { PodIdentityTrustConfig } from './workload-trust';

/** Tells EKS which role the pods of the ServiceAccount get in the given cluster. */
export function newAssociation(
  scope: Construct,
  id: string,
  view: ClusterView,
  subject: ServiceAccountSubject,
  role: iam.IRole,
  trust: PodIdentityTrustConfig,
  idKey: string[] | undefined,
): CfnPodIdentityAssociation {
  const association = new CfnPodIdentityAssociation(scope, id, {
    clusterName: view.name,
    namespace: subject.namespace,
    serviceAccount: subject.serviceAccountName,
    roleArn: role.roleArn,
    targetRoleArn: trust.targetRoleArn,
    disableSessionTags: trust.sessionTags ? undefined : true,
    policy: trust.sessionPolicy && Stack.of(scope).toJsonString(trust.sessionPolicy),
    tags: trust.tags && Object.entries(trust.tags).map(([key, value]) => ({ key, value })),
  });
  if (idKey) {
    (association as CfnResource).overrideLogicalId(
      logicalIdOf('Association', [subject.namespace, subject.serviceAccountName], idKey),
    );
  }
  const agent = trust.agent._ensure(scope, view);
  if (agent) {
    association.node.addDependency(agent);
  }
  return association;
}
