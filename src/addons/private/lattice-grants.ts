import { Stack } from 'aws-cdk-lib';
import type { PermissionContext } from '../../permissions/permission-set';
import { awsArn, localArn, regionOf } from './aws-arn';
import { type Grant, withoutResource } from './grant';

/** The optional parts of the controller that VPC Lattice knows of. */
export interface LatticeFeatures {
  readonly accessLogs: boolean;
  readonly authPolicies: boolean;
}

const OWNER_TAG = 'application-networking.k8s.aws/ManagedBy';

const OWNED = 'VPC Lattice makes up the ids; the tag of this cluster is required instead.';

/** The controller tags what it makes with `<account>/<cluster>/<VPC>`. */
export function latticeGrants(context: PermissionContext, features: LatticeFeatures): Grant[] {
  const { account } = Stack.of(context.scope);
  const own = (kind: string) => localArn(context, 'vpc-lattice', kind);
  const services = own('service/*');
  const targetGroups = own('targetgroup/*');
  // A service network may be shared with this account by AWS Resource Access Manager.
  const networks = awsArn(`vpc-lattice:${regionOf(context)}:*:servicenetwork/*`);
  const kinds = [
    ...(features.accessLogs ? [own('accesslogsubscription/*')] : []),
    networks,
    own('servicenetworkserviceassociation/*'),
    services,
    targetGroups,
    own('servicenetworkvpcassociation/*'),
  ];
  const owner = context.clusters.map(({ clusterName }) => `${account}/${clusterName}/*`);
  const ownedBy = (where: string) => ({
    StringLike: { [`aws:${where}/${OWNER_TAG}`]: owner },
  });
  const ifLogged = (verb: string) =>
    features.accessLogs ? [`vpc-lattice:${verb}AccessLogSubscription`] : [];
  return [
    {
      actions: [
        ...ifLogged('Create'),
        'vpc-lattice:CreateService',
        'vpc-lattice:CreateServiceNetwork',
        'vpc-lattice:CreateServiceNetworkServiceAssociation',
        'vpc-lattice:CreateServiceNetworkVpcAssociation',
        'vpc-lattice:CreateTargetGroup',
      ],
      resources: kinds,
      conditions: ownedBy('RequestTag'),
      reason: OWNED,
    },
    {
      actions: [
        ...ifLogged('Delete'),
        ...ifLogged('Update'),
        'vpc-lattice:DeleteService',
        'vpc-lattice:DeleteServiceNetwork',
        'vpc-lattice:DeleteServiceNetworkServiceAssociation',
        'vpc-lattice:DeleteServiceNetworkVpcAssociation',
        'vpc-lattice:DeleteTargetGroup',
        'vpc-lattice:UpdateService',
        'vpc-lattice:UpdateServiceNetworkVpcAssociation',
        'vpc-lattice:UpdateTargetGroup',
      ],
      resources: kinds,
      conditions: ownedBy('ResourceTag'),
      reason: OWNED,
    },
    {
      actions: [
        'vpc-lattice:CreateListener',
        'vpc-lattice:CreateRule',
        'vpc-lattice:DeleteListener',
        'vpc-lattice:DeleteRule',
        'vpc-lattice:DeregisterTargets',
        'vpc-lattice:RegisterTargets',
        'vpc-lattice:UpdateListener',
        'vpc-lattice:UpdateRule',
      ],
      resources: [services, targetGroups],
      reason:
        'Listeners and rules are parts of a service and may carry no tag, and IAM does not match ' +
        'tags where targets are registered.',
    },
    {
      actions: [
        ...ifLogged('Get'),
        'vpc-lattice:GetListener',
        'vpc-lattice:GetRule',
        'vpc-lattice:GetService',
        'vpc-lattice:GetServiceNetwork',
        'vpc-lattice:GetServiceNetworkServiceAssociation',
        'vpc-lattice:GetServiceNetworkVpcAssociation',
        'vpc-lattice:GetTargetGroup',
        'vpc-lattice:ListTargets',
      ],
      resources: kinds,
      reason: 'The controller looks for what it may own.',
    },
    {
      actions: ['vpc-lattice:TagResource'],
      resources: kinds,
      conditions: { Null: { [`aws:ResourceTag/${OWNER_TAG}`]: 'true' } },
      reason: 'The controller tags what it makes, and takes over what has no owner.',
    },
    {
      actions: ['vpc-lattice:TagResource'],
      resources: kinds,
      conditions: ownedBy('ResourceTag'),
      reason: OWNED,
    },
    {
      actions: ['vpc-lattice:UntagResource'],
      resources: kinds,
      conditions: { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': [OWNER_TAG] } },
      reason: 'Any tag but the one that says who owns the resource.',
    },
    ...(features.authPolicies
      ? [
          {
            actions: [
              'vpc-lattice:DeleteAuthPolicy',
              'vpc-lattice:GetAuthPolicy',
              'vpc-lattice:PutAuthPolicy',
              'vpc-lattice:UpdateService',
              'vpc-lattice:UpdateServiceNetwork',
            ],
            resources: [networks, services],
            reason:
              'IAM does not match tags where an auth policy is written, and a policy may be for a service ' +
              'that has another owner.',
          },
        ]
      : []),
    withoutResource([
      ...(features.accessLogs ? ['vpc-lattice:ListAccessLogSubscriptions'] : []),
      'vpc-lattice:ListListeners',
      'vpc-lattice:ListRules',
      'vpc-lattice:ListServiceNetworkServiceAssociations',
      'vpc-lattice:ListServiceNetworkVpcAssociations',
      'vpc-lattice:ListServiceNetworks',
      'vpc-lattice:ListServices',
      'vpc-lattice:ListTagsForResource',
      'vpc-lattice:ListTargetGroups',
    ]),
  ];
}
