import { Stack } from 'aws-cdk-lib';
import type { PermissionContext } from '../../permissions/permission-set';
import { awsArn, localArn, regionOf } from './aws-arn';
import { clusterNames } from './cluster-tag';
import { type Conditions, type Grant, NO_RESOURCE_LEVEL } from './grant';
import type { ControllerStatement } from './load-balancer-controller-document';

export interface ControllerScope {
  /** The VPCs of the load balancers; `undefined` for any. */
  readonly vpcArns?: string[];
  /** The prefixes of actions that are left out, for example `shield:`. */
  readonly without: string[];
}

export const CLUSTER_TAG = 'elbv2.k8s.aws/cluster';
const CREATED = 'The controller makes these at run time.';
export const TAGGED = 'The controller makes these at run time; the tag of its cluster must match.';

const LOAD_BALANCERS = ['loadbalancer/app/*/*', 'loadbalancer/net/*/*'];
const LISTENERS = ['listener/app/*/*/*', 'listener/net/*/*/*'];
const RULES = ['listener-rule/app/*/*/*', 'listener-rule/net/*/*/*'];
const TARGET_GROUPS = ['targetgroup/*/*'];

/** What the controller's policy allows on `*`, although IAM could say on what. */
const ELB_RESOURCES: Record<string, string[]> = {
  AddListenerCertificates: LISTENERS,
  CreateListener: LOAD_BALANCERS,
  CreateLoadBalancer: LOAD_BALANCERS,
  CreateRule: LISTENERS,
  CreateTargetGroup: TARGET_GROUPS,
  DeleteListener: LISTENERS,
  DeleteLoadBalancer: LOAD_BALANCERS,
  DeleteRule: RULES,
  DeleteTargetGroup: TARGET_GROUPS,
  DeregisterTargets: TARGET_GROUPS,
  ModifyCapacityReservation: LOAD_BALANCERS,
  ModifyIpPools: ['loadbalancer/app/*/*'],
  ModifyListener: LISTENERS,
  ModifyListenerAttributes: LISTENERS,
  ModifyLoadBalancerAttributes: LOAD_BALANCERS,
  ModifyRule: RULES,
  ModifyTargetGroup: TARGET_GROUPS,
  ModifyTargetGroupAttributes: TARGET_GROUPS,
  RegisterTargets: TARGET_GROUPS,
  RemoveListenerCertificates: LISTENERS,
  SetIpAddressType: LOAD_BALANCERS,
  SetRulePriorities: RULES,
  SetSecurityGroups: LOAD_BALANCERS,
  SetSubnets: LOAD_BALANCERS,
};

/** The controller's policy, narrowed to the cluster, the VPCs, the region and the account. */
export function controllerGrants(
  context: PermissionContext,
  statements: ControllerStatement[],
  scope: ControllerScope,
): Grant[] {
  return statements.flatMap((statement) => {
    const wanted = statement.Action.filter(
      (action) => !scope.without.some((prefix) => action.startsWith(prefix)),
    );
    const conditions = clusterConditions(statement.Condition, clusterNames(context));
    return groupByText(wanted, (action) => narrowed(context, action, statement, scope)).map(
      ({ members, value }) => ({
        ...value,
        actions: members,
        conditions: merged(conditions, value.conditions),
      }),
    );
  });
}

type Narrowed = Omit<Grant, 'actions'>;

function narrowed(
  context: PermissionContext,
  action: string,
  { Resource, Condition }: ControllerStatement,
  scope: ControllerScope,
): Narrowed {
  const tagged = JSON.stringify(Condition ?? {}).includes(CLUSTER_TAG);
  const reason = tagged ? TAGGED : CREATED;
  if (Resource !== '*') {
    return { resources: [Resource].flat().map((arn) => local(context, arn)), reason };
  }
  const [service = '', name = ''] = action.split(':');
  const elb = service === 'elasticloadbalancing' ? ELB_RESOURCES[name] : undefined;
  if (elb) {
    return { resources: elb.map((part) => localArn(context, service, part)), reason };
  }
  return (
    ec2Narrowed(context, action, tagged, scope.vpcArns) ??
    featureNarrowed(context, action) ?? { resources: ['*'], reason: NO_RESOURCE_LEVEL }
  );
}

function ec2Narrowed(
  context: PermissionContext,
  action: string,
  tagged: boolean,
  vpcArns: string[] | undefined,
): Narrowed | undefined {
  const securityGroups = localArn(context, 'ec2', 'security-group/*');
  switch (action) {
    case 'ec2:AuthorizeSecurityGroupIngress':
    case 'ec2:RevokeSecurityGroupIngress':
      return {
        resources: [securityGroups],
        reason: tagged ? TAGGED : 'The groups of the nodes get rules too; the VPC is named.',
        ...(vpcArns && !tagged ? { conditions: { ArnEquals: { 'ec2:Vpc': vpcArns } } } : {}),
      };
    case 'ec2:CreateSecurityGroup':
      return {
        resources: [securityGroups, ...(vpcArns ?? [awsArn(`ec2:${regionOf(context)}:*:vpc/*`)])],
        reason: CREATED,
      };
    case 'ec2:DeleteSecurityGroup':
      return { resources: [securityGroups], reason: tagged ? TAGGED : CREATED };
    case 'ec2:GetCoipPoolUsage':
      return { resources: [localArn(context, 'ec2', 'coip-pool/*')], reason: CHOSEN };
    case 'ec2:GetSecurityGroupsForVpc':
      return {
        resources: vpcArns ?? [awsArn(`ec2:${regionOf(context)}:*:vpc/*`)],
        reason: 'Any VPC of the account was chosen.',
      };
    default:
      return undefined;
  }
}

const CHOSEN = 'Ingresses and Services choose these in the cluster, by annotations.';

function featureNarrowed(context: PermissionContext, action: string): Narrowed | undefined {
  const { account } = Stack.of(context.scope);
  const loadBalancers = localArn(context, 'elasticloadbalancing', 'loadbalancer/app/*/*');
  const chosen = (...resources: string[]) => ({ resources, reason: CHOSEN });
  switch (action) {
    case 'acm:DescribeCertificate':
      return chosen(localArn(context, 'acm', 'certificate/*'));
    case 'cognito-idp:DescribeUserPoolClient':
      return chosen(localArn(context, 'cognito-idp', 'userpool/*'));
    case 'iam:CreateServiceLinkedRole':
      return {
        resources: [
          awsArn(
            `iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/` +
              'AWSServiceRoleForElasticLoadBalancing',
          ),
        ],
      };
    case 'iam:GetServerCertificate':
      return chosen(awsArn(`iam::${account}:server-certificate/*`));
    case 'shield:DeleteProtection':
    case 'shield:DescribeProtection':
      return chosen(awsArn(`shield::${account}:protection/*`));
    case 'waf-regional:GetWebACL':
      return chosen(localArn(context, 'waf-regional', 'webacl/*'));
    case 'waf-regional:AssociateWebACL':
    case 'waf-regional:DisassociateWebACL':
    case 'waf-regional:GetWebACLForResource':
      return chosen(localArn(context, 'waf-regional', 'webacl/*'), loadBalancers);
    case 'wafv2:GetWebACL':
      return chosen(localArn(context, 'wafv2', 'regional/webacl/*/*'));
    case 'wafv2:AssociateWebACL':
    case 'wafv2:DisassociateWebACL':
    case 'wafv2:GetWebACLForResource':
      return chosen(localArn(context, 'wafv2', 'regional/webacl/*/*'), loadBalancers);
    default:
      return undefined;
  }
}

/**
 * The controller's policy asks only that the tag of some cluster is there; its value is the name
 * of the controller's own (`--cluster-name`).
 */
function clusterConditions(
  conditions: ControllerStatement['Condition'],
  names: string[],
): Conditions | undefined {
  const present = Object.keys(conditions?.Null ?? {}).filter(
    (key) => key.endsWith(`/${CLUSTER_TAG}`) && conditions?.Null?.[key] === 'false',
  );
  if (!conditions || present.length === 0) {
    return conditions;
  }
  const absent = Object.entries(conditions.Null ?? {}).filter(([key]) => !present.includes(key));
  const { Null: _, ...rest } = conditions;
  return {
    ...rest,
    StringEquals: {
      ...rest.StringEquals,
      ...Object.fromEntries(present.map((key) => [key, names])),
    },
    ...(absent.length > 0 ? { Null: Object.fromEntries(absent) } : {}),
  };
}

function merged(a: Conditions | undefined, b: Conditions | undefined): Conditions | undefined {
  return a || b ? { ...a, ...b } : undefined;
}

function local(context: PermissionContext, arn: string): string {
  const [, , service = '', , , ...rest] = arn.split(':');
  return localArn(context, service, rest.join(':'));
}

function groupByText<T>(members: string[], resultOf: (member: string) => T) {
  const groups = new Map<string, { members: string[]; value: T }>();
  for (const member of members) {
    const value = resultOf(member);
    const text = JSON.stringify(value);
    const group = groups.get(text) ?? { members: [], value };
    groups.set(text, { ...group, members: [...group.members, member] });
  }
  return [...groups.values()];
}
