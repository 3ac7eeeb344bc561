import { Stack, Token } from 'aws-cdk-lib';
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

/** Refuses what only shows at deployment where role, cluster and target are in different accounts. */
export function checkAccounts(
  scope: IConstruct,
  clusters: ClusterView[],
  trust: TrustConfig,
  named: NamedRole,
  delivery: DeliveryConfig['kind'],
): void {
  const { account } = Stack.of(scope);
  if (trust.podIdentity && named.role && knownToDiffer(named.role.env.account, account)) {
    throw new WorkloadIdentityError(
      scope,
      `role '${named.role.node.path}' is in account ${named.role.env.account}, and a Pod Identity association ` +
        `takes only roles of its own account, ${account}: give the role's ARN as targetRoleArn and let the ` +
        'identity have its own role here, which assumes it (TargetRole makes the other side)',
    );
  }
  const abroad = clusters.find(({ env }) => knownToDiffer(env.account, account));
  if (abroad && delivery === 'kubectl' && !hasKnownName(named)) {
    throw new WorkloadIdentityError(
      scope,
      `the role is in account ${account} and cluster '${abroad.construct.node.path}' in account ` +
        `${abroad.env.account}: the ServiceAccount there must name a role that CloudFormation has not made yet. ` +
        'Give a literal roleName, or let somebody else write the ServiceAccount by external() delivery',
    );
  }
  const target = trust.podIdentity?.targetRoleArn;
  if (target !== undefined) {
    checkRoleArn(scope, 'targetRoleArn', target);
  }
  if (target && knownToDiffer(accountOf(target), account) && !hasKnownName(named)) {
    throw new WorkloadIdentityError(
      scope,
      `targetRoleArn '${target}' is in another account than the identity's own role (${account}), and its trust ` +
        'policy must name that role: give a literal roleName',
    );
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

function accountOf(roleArn: string): string {
  return Token.isUnresolved(roleArn) ? roleArn : roleArn.split(':')[4];
}
