import type { Template } from 'aws-cdk-lib/assertions';
import { deployedValue, type Json } from './deployed-value';

/** A resource of a template, its properties as they stand after deployment. */
export interface ResourceView {
  readonly id: string;
  readonly properties: Json;
  readonly dependsOn: string[];
  readonly deletionPolicy?: string;
}

/** A policy document, one or many in every place as IAM allows. */
export interface PolicyView {
  readonly Version: string;
  readonly Statement: Json[];
}

/** The objects that one custom resource writes into a cluster. */
export interface ManifestView {
  readonly id: string;
  readonly clusterName: string;
  readonly objects: Json[];
  readonly overwrite: boolean;
  readonly prune: boolean;
  readonly dependsOn: string[];
  readonly deletionPolicy?: string;
}

export function resourcesOf(template: Template, type: string): ResourceView[] {
  return Object.entries(template.findResources(type)).map(([id, resource]) => ({
    id,
    properties: deployedValue(resource.Properties ?? {}),
    dependsOn: [resource.DependsOn ?? []].flat(),
    deletionPolicy: resource.DeletionPolicy,
  }));
}

export function resourceTypesOf(template: Template): string[] {
  return Object.values<Json>(template.toJSON().Resources ?? {}).map(({ Type }) => Type);
}

export function rolesOf(template: Template): ResourceView[] {
  return resourcesOf(template, 'AWS::IAM::Role');
}

/** The roles of identities, without those of clusters and of CDK's own functions. */
export function identityRolesOf(template: Template): ResourceView[] {
  return rolesOf(template).filter(({ properties }) =>
    /AssumeRoleWithWebIdentity|pods\.eks\.amazonaws\.com/.test(
      JSON.stringify(properties.AssumeRolePolicyDocument),
    ),
  );
}

/** The document that IAM gets, whether the template has an object or a string. */
export function trustOf(template: Template, roleId?: string): PolicyView {
  const roles = roleId
    ? rolesOf(template).filter(({ id }) => id === roleId)
    : identityRolesOf(template);
  if (roles.length !== 1) {
    throw new Error(`${roles.length} roles match: ${roles.map(({ id }) => id).join(', ')}`);
  }
  const document = roles[0].properties.AssumeRolePolicyDocument;
  return typeof document === 'string' ? JSON.parse(document) : document;
}

/** The statements that the role itself and the policies attached to it have. */
export function permissionsOf(template: Template, roleId: string): Json[] {
  const inline = rolesOf(template)
    .filter(({ id }) => id === roleId)
    .flatMap(({ properties }) => properties.Policies ?? []);
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => resourcesOf(template, type))
    .filter(({ properties }) => (properties.Roles ?? []).includes(`<${roleId}>`))
    .map(({ properties }) => properties);
  return [...inline, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

export function associationsOf(template: Template): ResourceView[] {
  return resourcesOf(template, 'AWS::EKS::PodIdentityAssociation');
}

/** The OIDC providers of either kind, CDK's Lambda-backed one included. */
export function providersOf(template: Template): (ResourceView & { readonly native: boolean })[] {
  return [
    ...resourcesOf(template, 'AWS::IAM::OIDCProvider').map((view) => ({ ...view, native: true })),
    ...resourcesOf(template, 'Custom::AWSCDKOpenIdConnectProvider').map((view) => ({
      ...view,
      native: false,
    })),
  ];
}

export function manifestsOf(template: Template): ManifestView[] {
  return resourcesOf(template, 'Custom::AWSCDK-EKS-KubernetesResource').map(
    ({ id, properties, dependsOn, deletionPolicy }) => ({
      id,
      clusterName: properties.ClusterName,
      objects: JSON.parse(properties.Manifest),
      overwrite: String(properties.Overwrite) === 'true',
      prune: properties.PruneLabel !== undefined,
      dependsOn,
      deletionPolicy,
    }),
  );
}

/** The ServiceAccounts of all manifests. */
export function serviceAccountsOf(template: Template): Json[] {
  return manifestsOf(template)
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === 'ServiceAccount');
}
