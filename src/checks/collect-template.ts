import {
  associationsOf,
  clusterKey,
  clustersOf,
  fargateProfilesOf,
  helmReleasesOf,
  manifestObjectsOf,
} from './collect/eks-facts';
import { managedPoliciesOf, providersOf, rolesOf } from './collect/iam-facts';
import { kubernetesObjects as objectsOf } from './collect/kubernetes-objects';
import { launchTemplatesOf, nodeGroupsOf, nodeRolesOf } from './collect/node-facts';
import { resourcesOf } from './collect/resources';
import { type TemplateInput, TemplateValues } from './collect/template-values';
import { withTwinsApart } from './collect/twins-apart';
import type { DeclaredIdentity, Facts } from './facts';
import { type Quotas, quotasWith } from './quotas';

export type { Template, TemplateInput } from './collect/template-values';

/** Kubernetes objects that no template holds, for example the output of `helm template`. */
export interface ManifestInput {
  /** The file, for the reader of a finding. */
  readonly path: string;
  /** The parsed documents. */
  readonly objects: readonly unknown[];
}

export interface FactSources {
  readonly templates: readonly TemplateInput[];
  /** Strings may be CloudFormation values (`{ Ref: ... }`) of the identity's or cluster's stack. */
  readonly declared?: readonly DeclaredIdentity[];
  readonly manifests?: readonly ManifestInput[];
  /** Where an account's quotas were raised. */
  readonly quotas?: Partial<Quotas>;
}

/** Templates, manifests and declarations to facts: data in, data out. */
export function collectFacts({
  templates,
  declared = [],
  manifests = [],
  quotas,
}: FactSources): Facts {
  const values = new TemplateValues(templates);
  const resources = templates.flatMap((input) => resourcesOf(input, values));
  const managedPolicies = managedPoliciesOf(resources);
  const roles = rolesOf(resources, managedPolicies);
  const nodeGroups = nodeGroupsOf(resources, roles);
  const kubernetesObjects = [
    ...manifestObjectsOf(resources),
    ...manifests.flatMap(({ path, objects }) => objectsOf(objects, { path })),
  ];
  const inputs = new Map(templates.map((input) => [input.stack, input]));
  return withTwinsApart({
    roles,
    managedPolicies,
    quotas: quotasWith(quotas),
    providers: providersOf(resources),
    associations: associationsOf(resources),
    clusters: clustersOf(resources),
    fargateProfiles: fargateProfilesOf(resources),
    nodeGroups,
    nodeRoles: nodeRolesOf(resources, roles, nodeGroups, kubernetesObjects),
    launchTemplates: launchTemplatesOf(resources, nodeGroups),
    helmReleases: helmReleasesOf(resources),
    kubernetesObjects,
    declared: declared.map((identity) => {
      // A stack that only imports a cluster has no resource that is of interest here.
      const known = <T>(value: T, stack: string): T =>
        values.resolve(inputs.get(stack) ?? { stack, template: {} }, value) as T;
      const { clusters, ...rest } = identity;
      return {
        ...known(rest, identity.stack),
        clusters: clusters.map(({ stack = identity.stack, ...cluster }) =>
          withKey(known(cluster, stack)),
        ),
      };
    }),
  });
}

/** One name for a cluster, whether a construct or a template speaks of it. */
function withKey(cluster: DeclaredIdentity['clusters'][number]) {
  const { name, key } = cluster;
  return { ...cluster, key: name === undefined ? key : clusterKey(name, cluster) };
}
