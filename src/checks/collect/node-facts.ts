import { mark } from '../expression';
import type {
  KubernetesObjectFact,
  LaunchTemplateFact,
  NodeGroupFact,
  NodeRoleFact,
  RoleFact,
} from '../facts';
import { clusterKey } from './eks-facts';
import { roleArnOfName } from './iam-facts';
import { isObject, listOf, texts } from './policy-document';
import type { Resource } from './resources';
import type { Json } from './template-values';

const CLUSTER_TAG = 'kubernetes.io/cluster/';

/** Managed node groups, and the Auto Scaling groups that join a cluster of the app. */
export function nodeGroupsOf(
  resources: readonly Resource[],
  roles: readonly RoleFact[],
): NodeGroupFact[] {
  const find = finder(resources);
  return resources.flatMap((resource): NodeGroupFact[] => {
    const { origin } = resource;
    if (resource.type === 'AWS::EKS::Nodegroup') {
      return [
        {
          ...origin,
          cluster: clusterKey(resource.text('ClusterName') ?? '', origin),
          roleArn: resource.text('NodeRole'),
          launchTemplate: find(origin.stack, templateRef(resource))?.origin.logicalId,
        },
      ];
    }
    if (resource.type !== 'AWS::AutoScaling::AutoScalingGroup') return [];
    const tag = texts(listOf(resource.value('Tags')).map((t) => (isObject(t) ? t.Key : ''))).find(
      (key) => key.startsWith(CLUSTER_TAG),
    );
    if (tag === undefined) return [];
    const template = find(origin.stack, templateRef(resource));
    return [
      {
        ...origin,
        cluster: clusterKey(tag.slice(CLUSTER_TAG.length), origin),
        roleArn: template && profileRole(template, find, roles),
        launchTemplate: template?.origin.logicalId,
      },
    ];
  });
}

/** Access entries of these kinds let EC2 instances join the cluster; those for people are STANDARD. */
const NODE_ENTRIES = ['EC2', 'EC2_LINUX', 'EC2_WINDOWS'];

/** The roles of all nodes: of node groups, and of what EKS Auto Mode and Karpenter make. */
export function nodeRolesOf(
  resources: readonly Resource[],
  roles: readonly RoleFact[],
  nodeGroups: readonly NodeGroupFact[],
  objects: readonly KubernetesObjectFact[],
): NodeRoleFact[] {
  const ofResources = resources.flatMap((resource): NodeRoleFact[] => {
    const { type, origin } = resource;
    const compute = type === 'AWS::EKS::Cluster' ? resource.value('ComputeConfig') : undefined;
    if (isObject(compute) && compute.NodeRoleArn !== undefined) {
      return [{ ...origin, roleArn: String(compute.NodeRoleArn) }];
    }
    return type === 'AWS::EKS::AccessEntry' && NODE_ENTRIES.includes(resource.text('Type') ?? '')
      ? [{ ...origin, roleArn: resource.text('PrincipalArn') }]
      : [];
  });
  const ofObjects = objects.flatMap(({ nodeClass, ...on }): NodeRoleFact[] =>
    nodeClass?.roleName === undefined
      ? []
      : [{ ...on, roleArn: roleArnOfName(roles, nodeClass.roleName) }],
  );
  return [...nodeGroups, ...ofResources, ...ofObjects];
}

export function launchTemplatesOf(
  resources: readonly Resource[],
  nodeGroups: readonly NodeGroupFact[],
): LaunchTemplateFact[] {
  return resources.filter(isLaunchTemplate).map((resource) => {
    const options = dataOf(resource).MetadataOptions;
    const { HttpPutResponseHopLimit: hops }: Json = isObject(options) ? options : {};
    const limit = Number(hops);
    return {
      ...resource.origin,
      hopLimit: hops === undefined ? undefined : Number.isNaN(limit) ? 'unknown' : limit,
      usedByNodes: nodeGroups.some(
        ({ stack, launchTemplate }) =>
          stack === resource.origin.stack && launchTemplate === resource.origin.logicalId,
      ),
    };
  });
}

function templateRef(group: Resource): string | undefined {
  const policy = group.value('MixedInstancesPolicy');
  const mixed = isObject(policy) && isObject(policy.LaunchTemplate) ? policy.LaunchTemplate : {};
  const specification = group.value('LaunchTemplate') ?? mixed.LaunchTemplateSpecification;
  if (!isObject(specification)) return group.text('LaunchConfigurationName');
  const { Id, LaunchTemplateId, Name, LaunchTemplateName } = specification;
  const reference = Id ?? LaunchTemplateId ?? Name ?? LaunchTemplateName;
  return reference === undefined ? undefined : String(reference);
}

function profileRole(
  template: Resource,
  find: Finder,
  roles: readonly RoleFact[],
): string | undefined {
  const profile = dataOf(template).IamInstanceProfile;
  const named = isObject(profile) ? (profile.Arn ?? profile.Name) : profile;
  const [name] = texts(find(template.origin.stack, String(named))?.value('Roles'));
  return name === undefined ? undefined : roleArnOfName(roles, name);
}

const isLaunchTemplate = ({ type }: Resource): boolean =>
  type === 'AWS::EC2::LaunchTemplate' || type === 'AWS::AutoScaling::LaunchConfiguration';

function dataOf(template: Resource): Json {
  if (template.type === 'AWS::AutoScaling::LaunchConfiguration') {
    return {
      MetadataOptions: template.value('MetadataOptions'),
      IamInstanceProfile: template.value('IamInstanceProfile'),
    };
  }
  const data = template.value('LaunchTemplateData');
  return isObject(data) ? data : {};
}

type Finder = (stack: string, reference: string | undefined) => Resource | undefined;

/** Launch templates and instance profiles by how other resources of their stack refer to them. */
function finder(resources: readonly Resource[]): Finder {
  const found = new Map<string, Resource>();
  for (const resource of resources) {
    const isProfile = resource.type === 'AWS::IAM::InstanceProfile';
    if (!isProfile && !isLaunchTemplate(resource)) continue;
    const { stack, logicalId } = resource.origin;
    found.set(mark(`Ref ${stack}.${logicalId}`), resource);
    found.set(mark(`Fn::GetAtt ${stack}.${logicalId}.Arn`), resource);
    const name = resource.text('LaunchTemplateName') ?? resource.text('InstanceProfileName');
    if (name !== undefined) found.set(name, resource);
  }
  return (_, reference) => (reference === undefined ? undefined : found.get(reference));
}
