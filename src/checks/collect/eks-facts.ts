import { isUnresolved } from '../expression';
import type {
  AssociationFact,
  ClusterFact,
  FargateProfileFact,
  HelmReleaseFact,
  KubernetesObjectFact,
  Origin,
} from '../facts';
import { ADDON_NAMESPACES } from './addon-namespaces';
import { kubernetesObjects } from './kubernetes-objects';
import { isObject, listOf } from './policy-document';
import type { Resource } from './resources';
import { CLUSTER_TYPES, type Json, parseJson } from './template-values';

/** Two clusters are the same if account, Region and name are; an expression stands for itself. */
export function clusterKey(
  name: string,
  { account, region }: Pick<Origin, 'account' | 'region'>,
): string {
  return isUnresolved(name) ? name : `${known(account)}/${known(region)}/${name}`;
}

/**
 * Whether two facts with one cluster key surely meet in one cluster: where account or Region is not
 * known, another stack may go to another environment, and conditions may exclude each other.
 */
export function surelySameCluster(
  key: string,
  a: Pick<Origin, 'stack' | 'condition'>,
  b: Pick<Origin, 'stack' | 'condition'>,
): boolean {
  const isSameStack = a.stack === b.stack;
  const isUnconditional = a.condition === undefined || b.condition === undefined;
  return (
    (isSameStack || !/^(?:\*\/|[^/]*\/\*\/)/.test(key)) &&
    (isUnconditional || (isSameStack && a.condition === b.condition))
  );
}

const known = (value = ''): string => (value === '' || isUnresolved(value) ? '*' : value);

export function clustersOf(resources: readonly Resource[]): ClusterFact[] {
  return resources
    .filter(({ type }) => CLUSTER_TYPES.includes(type))
    .map((resource) => {
      const { origin } = resource;
      const name = String(resource.resolve({ Ref: origin.logicalId }));
      const compute = resource.value('ComputeConfig');
      const config = resource.value('Config');
      const version = resource.value('Version') ?? (isObject(config) ? config.version : undefined);
      return {
        ...origin,
        key: clusterKey(name, origin),
        name: isUnresolved(name) ? undefined : name,
        issuer: String(
          resource.resolve({ 'Fn::GetAtt': [origin.logicalId, 'OpenIdConnectIssuer'] }),
        ),
        autoMode: isObject(compute) ? flag(compute.Enabled) : false,
        minorVersion: version === undefined ? undefined : minorVersion(String(version)),
      };
    });
}

export function associationsOf(resources: readonly Resource[]): AssociationFact[] {
  return resources.flatMap((resource): AssociationFact[] => {
    const { origin } = resource;
    const cluster = clusterKey(resource.text('ClusterName') ?? '', origin);
    if (resource.type === 'AWS::EKS::PodIdentityAssociation') {
      const tagsOff = flag(resource.value('DisableSessionTags') ?? false);
      const policy = resource.value('Policy');
      return [
        {
          ...origin,
          cluster,
          namespace: resource.text('Namespace'),
          serviceAccountName: resource.text('ServiceAccount') ?? '',
          roleArn: resource.text('RoleArn') ?? '',
          targetRoleArn: resource.text('TargetRoleArn'),
          sessionTags: tagsOff === 'unknown' ? tagsOff : !tagsOff,
          sessionPolicy: typeof policy === 'string' ? (parseJson(policy) ?? policy) : policy,
        },
      ];
    }
    if (resource.type !== 'AWS::EKS::Addon') return [];
    const namespace = resource.value('NamespaceConfig');
    const addon = resource.text('AddonName');
    return listOf(resource.value('PodIdentityAssociations'))
      .filter(isObject)
      .map(({ ServiceAccount, RoleArn }) => ({
        ...origin,
        cluster,
        namespace: isObject(namespace)
          ? String(namespace.Namespace)
          : ADDON_NAMESPACES[addon ?? ''],
        serviceAccountName: String(ServiceAccount),
        roleArn: String(RoleArn),
        sessionTags: true,
        addon,
      }));
  });
}

export function fargateProfilesOf(resources: readonly Resource[]): FargateProfileFact[] {
  return resources.flatMap((resource): FargateProfileFact[] => {
    const { origin, type } = resource;
    if (type === 'AWS::EKS::FargateProfile') {
      const cluster = clusterKey(resource.text('ClusterName') ?? '', origin);
      return [{ ...origin, cluster, selectors: selectorsOf(resource.value('Selectors')) }];
    }
    if (type !== 'Custom::AWSCDK-EKS-FargateProfile') return [];
    const config = resource.value('Config');
    const { clusterName, selectors }: Json = isObject(config) ? config : {};
    return [
      {
        ...origin,
        cluster: clusterKey(String(clusterName), origin),
        selectors: selectorsOf(selectors),
      },
    ];
  });
}

/** As `AWS::EKS::FargateProfile` writes them, and as the API that CDK's custom resource calls. */
function selectorsOf(value: unknown): FargateProfileFact['selectors'] {
  return listOf(value).map((selector) => {
    // A list that is an expression may select anything.
    if (!isObject(selector)) return { namespace: String(selector), labels: {} };
    const { Namespace = selector.namespace, Labels = selector.labels } = selector;
    return { namespace: String(Namespace), labels: labelsOf(Labels) };
  });
}

function labelsOf(value: unknown): Record<string, string> {
  const labels = isObject(value)
    ? Object.entries(value)
    : listOf(value).map((label) => (isObject(label) ? [label.Key, label.Value] : [label, label]));
  return Object.fromEntries(labels.map(([key, text]) => [String(key), String(text)]));
}

export function helmReleasesOf(resources: readonly Resource[]): HelmReleaseFact[] {
  return resources
    .filter(({ type }) => type === 'Custom::AWSCDK-EKS-HelmChart')
    .map((resource) => ({
      ...resource.origin,
      cluster: clusterKey(resource.text('ClusterName') ?? '', resource.origin),
      namespace: resource.text('Namespace') ?? 'default',
      release: resource.text('Release'),
    }));
}

export function manifestObjectsOf(resources: readonly Resource[]): KubernetesObjectFact[] {
  return resources
    .filter(({ type }) => type === 'Custom::AWSCDK-EKS-KubernetesResource')
    .flatMap((resource) =>
      kubernetesObjects(
        parseJson(resource.text('Manifest') ?? ''),
        resource.origin,
        clusterKey(resource.text('ClusterName') ?? '', resource.origin),
      ),
    );
}

function minorVersion(version: string): number | 'unknown' {
  const [, minor] = /^1\.(\d+)$/.exec(version) ?? [];
  return minor === undefined ? 'unknown' : Number(minor);
}

/** CloudFormation takes booleans as text too. */
function flag(value: unknown): boolean | 'unknown' {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false' || value === undefined) return false;
  return 'unknown';
}
