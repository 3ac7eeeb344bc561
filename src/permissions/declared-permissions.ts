import { Annotations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { RecordedWildcard } from '../checks/facts';
import type { ClusterView } from '../cluster/cluster-view';
import { WorkloadIdentityError } from '../private/errors';
import { assumeRoleStatements } from '../trust/cross-account';
import { refuseSessionTagVariables } from '../trust/session-tag-variables';
import type { TrustConfig } from '../trust/workload-trust';
import type { PermissionSet, PermissionSetProps } from './permission-set';
import { checkStatements } from './statement-checks';

/** The part of an identity's declaration that permissions come from. */
export interface PermissionDeclaration {
  readonly namespace?: string;
  readonly serviceAccountName?: string;
  readonly addon?: PermissionSet;
  readonly policyStatements?: iam.PolicyStatement[];
  readonly managedPolicies?: iam.IManagedPolicy[];
  readonly assumableRoleArns?: string[];
}

/** What an identity may do, and the names that an add-on gives it. */
export interface DeclaredPermissions {
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly statements: iam.PolicyStatement[];
  readonly managedPolicies: iam.IManagedPolicy[];
  /** The wildcards that the add-on has on purpose; the identity's own statements record none. */
  readonly wildcards: RecordedWildcard[];
}

/** Joins an identity's own permissions with those of its add-on, and checks them. */
export function declaredPermissions(
  scope: IConstruct,
  declaration: PermissionDeclaration,
  clusters: ClusterView[],
  trust: TrustConfig,
): DeclaredPermissions {
  const addon = declaration.addon?._bind({
    scope,
    clusters: clusters.map(({ name, arn, env }) => ({
      clusterName: name,
      clusterArn: arn,
      region: env.region,
    })),
  });
  const statements = [
    ...(addon?.statements ?? []),
    ...(declaration.policyStatements ?? []),
    ...assumeRoleStatements(trust, declaration.assumableRoleArns ?? []),
  ];
  const managedPolicies = [
    ...(addon?.managedPolicies ?? []),
    ...(declaration.managedPolicies ?? []),
  ];
  checkStatements(scope, statements);
  const whyNoTags = reasonForNoSessionTags(trust);
  if (whyNoTags) {
    refuseSessionTagVariables(scope, statements, whyNoTags);
    if (addon?.requiresSessionTags) {
      throw new WorkloadIdentityError(
        scope,
        `the permissions of '${addon.name}' need the session tags of EKS Pod Identity, and there are none ` +
          `here (${whyNoTags}): ${addon.requiresSessionTags}`,
      );
    }
  }
  for (const warning of addon?.warnings ?? []) {
    Annotations.of(scope).addWarningV2(`cdk-eks-workload-identity:${warning.id}`, warning.message);
  }
  return {
    namespace: required(scope, 'namespace', declaration.namespace, addon),
    serviceAccountName: required(
      scope,
      'serviceAccountName',
      declaration.serviceAccountName,
      addon,
    ),
    statements,
    managedPolicies,
    wildcards: addon ? recordedWildcards(addon) : [],
  };
}

function recordedWildcards({
  wildcards = [],
  statements = [],
}: PermissionSetProps): RecordedWildcard[] {
  return wildcards.map(({ actions, resource, reason }) => ({
    actions,
    resource,
    reason,
    conditional: !statements.some(
      (statement) =>
        Object.keys(statement.conditions).length === 0 &&
        statement.resources.includes(resource) &&
        actions.every((action) => statement.actions.includes(action)),
    ),
  }));
}

function reasonForNoSessionTags({ irsa, podIdentity }: TrustConfig): string | undefined {
  if (irsa) {
    return 'IRSA sets no session tags';
  }
  if (podIdentity?.sessionPolicy) {
    return 'a sessionPolicy turns session tags off';
  }
  return podIdentity?.sessionTags ? undefined : 'session tags are off';
}

function required(
  scope: IConstruct,
  what: 'namespace' | 'serviceAccountName',
  own: string | undefined,
  addon: PermissionSetProps | undefined,
): string {
  const value = own ?? addon?.[what];
  if (value === undefined) {
    const source = addon
      ? `the addon '${addon.name}' has none of its own`
      : 'there is no addon that would supply it';
    throw new WorkloadIdentityError(
      scope,
      `${what} is not given, and ${source}: give the ${what} of the pods that get the role`,
    );
  }
  return value;
}
