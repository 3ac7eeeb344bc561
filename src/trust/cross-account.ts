import { type ResourceEnvironment, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { ClusterView } from '../cluster/cluster-view';
import { WorkloadIdentityError } from '../private/errors';
import { knownToDiffer } from '../private/same-environment';
import type { DeliveryConfig } from '../service-account/service-account-delivery';
import { checkRoleArn } from './role-arn';
import type { TrustConfig } from './workload-trust';

interface NamedRole {
  readonly role?: iam.IRole;
  readonly roleName?: string;
}

interface IdentityRoles extends NamedRole {
  readonly assumableRoleArns?: string[];
}

/** Refuses what only shows at deployment where role, cluster and target are in different accounts. */
export function checkAccounts(
  scope: IConstruct,
  clusters: ClusterView[],
  trust: TrustConfig,
  named: IdentityRoles,
  delivery: DeliveryConfig['kind'],
): void {
  const { account, region } = Stack.of(scope);
  if (trust.podIdentity && named.role && knownToDiffer(named.role.env.account, account)) {
    throw new WorkloadIdentityError(
      scope,
      `role '${named.role.node.path}' is in account ${named.role.env.account}, and a Pod Identity association ` +
        `takes only roles of its own account, ${account}: give the role's ARN as targetRoleArn and let the ` +
        'identity have its own role here, which assumes it (TargetRole makes the other side)',
    );
  }
  if (delivery === 'kubectl' && !hasKnownName(named)) {
    refuseUnnamedRoleAbroad(scope, clusters, { account, region });
  }
  for (const arn of named.assumableRoleArns ?? []) {
    checkRoleArn(scope, 'assumableRoleArns', arn);
  }
  const target = trust.podIdentity?.targetRoleArn;
  if (target !== undefined) {
    checkRoleArn(scope, 'targetRoleArn', target);
  }
  const unnamed = named.role && !isNamed(named.role);
  if (target && knownToDiffer(accountOf(target), account) && (unnamed || !hasKnownName(named))) {
    throw new WorkloadIdentityError(
      scope,
      `targetRoleArn '${target}' is in another account than the identity's own role (${account}), and its trust ` +
        `policy must name that role: give ${unnamed ? `'${named.role?.node.path}' ` : ''}a literal roleName`,
    );
  }
}

/** The stack of the cluster writes the ServiceAccount, and cannot refer to what another environment makes. */
function refuseUnnamedRoleAbroad(
  scope: IConstruct,
  clusters: ClusterView[],
  home: ResourceEnvironment,
): void {
  for (const part of ['account', 'region'] as const) {
    const abroad = clusters.find(({ env, construct }) =>
      [env, Stack.of(construct)].every((there) => knownToDiffer(there[part], home[part])),
    );
    if (abroad) {
      throw new WorkloadIdentityError(
        scope,
        `the stack of the role is in ${part} ${home[part]} and cluster '${abroad.construct.node.path}' in ${part} ` +
          `${abroad.env[part]}: the ServiceAccount there must name a role that CloudFormation has not made yet. ` +
          'Give a literal roleName, or let somebody else write the ServiceAccount by external() delivery',
      );
    }
  }
}

/** The permission to take further roles; the transitive session tags of Pod Identity need TagSession. */
export function assumeRoleStatements(
  trust: TrustConfig,
  assumableRoleArns: string[],
): iam.PolicyStatement[] {
  const { podIdentity } = trust;
  const statement = (resources: string[], withTags: boolean) =>
    new iam.PolicyStatement({
      actions: withTags ? ['sts:AssumeRole', 'sts:TagSession'] : ['sts:AssumeRole'],
      resources,
    });
  return [
    ...(podIdentity?.targetRoleArn ? [statement([podIdentity.targetRoleArn], true)] : []),
    ...(assumableRoleArns.length > 0
      ? [statement(assumableRoleArns, podIdentity?.sessionTags ?? false)]
      : []),
  ];
}

function hasKnownName({ role, roleName }: NamedRole): boolean {
  return role !== undefined || (roleName !== undefined && !Token.isUnresolved(roleName));
}

/** A role of this app without a name is given one at deployment. */
function isNamed(role: iam.IRole): boolean {
  const resource = role.node.defaultChild;
  return (
    !(resource instanceof iam.CfnRole) || Stack.of(role).resolve(resource.roleName) !== undefined
  );
}

function accountOf(roleArn: string): string {
  return Token.isUnresolved(roleArn) ? roleArn : roleArn.split(':')[4];
}
