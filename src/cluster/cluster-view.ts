import { CfnResource, Fn, type ResourceEnvironment, Stack, Token } from 'aws-cdk-lib';
import type * as eksV1 from 'aws-cdk-lib/aws-eks';
import type * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct, IConstruct } from 'constructs';
import { issuerFromUrl } from './oidc-issuer';
import { WorkloadCluster } from './workload-cluster';

/** A cluster that this app creates, with the getters that aws-eks and aws-eks-v2 share. */
export type OwnedCluster = (eksV1.Cluster | eksV2.Cluster) & Construct;

/**
 * Who can run kubectl against the cluster; the two modules have one manifest construct each.
 * `construct` is missing where a cluster of that module has to be imported for it first.
 */
export type KubectlAccess =
  | { readonly module: 'aws-eks'; readonly cluster: eksV1.ICluster }
  | { readonly module: 'aws-eks-v2'; readonly cluster: eksV2.ICluster }
  | { readonly module: 'attributes'; readonly provider: eksV2.IKubectlProvider };

/**
 * What this library needs to know of a cluster, read without creating anything: on owned clusters
 * `openIdConnectProvider` and `eksPodIdentityAgent` are getters that make resources.
 */
export interface ClusterView {
  readonly construct: aws_eks.IClusterRef;
  readonly name: string;
  /** The name where it is known at synthesis, even if `name` is a reference. */
  readonly literalName?: string;
  readonly arn: string;
  readonly env: ResourceEnvironment;
  readonly isEks: boolean;
  /** What tells this cluster from others that the stack uses, stable under refactoring where it can be. */
  readonly key: string;
  /** The cluster itself: account, region and name, or the construct where one of them is unknown. */
  readonly identity: string;
  /** Without `https://`; may be a token. */
  readonly issuer?: string;
  /** As the cluster resource reports it; may be a token. */
  readonly issuerUrl?: string;
  /** The provider that exists outside this app. */
  readonly existingProviderArn?: string;
  /** An L2 cluster of this app. */
  readonly owned?: OwnedCluster;
  /** The `AWS::EKS::Cluster` (or CDK's custom resource for it) of this app. */
  readonly resource?: CfnResource;
  readonly kubectl?: KubectlAccess;
  readonly autoMode: boolean;
  readonly fargateOnly: boolean;
}

const viewsFrom = new WeakMap<Stack, WeakMap<aws_eks.IClusterRef, ClusterView>>();

/** The view of a cluster from the stack of the construct that asks, looked at once. */
export function viewOf(given: aws_eks.IClusterRef, asker: IConstruct): ClusterView {
  const construct = unwrapResource(given);
  const stack = Stack.of(asker);
  const views = viewsFrom.get(stack) ?? new WeakMap<aws_eks.IClusterRef, ClusterView>();
  viewsFrom.set(stack, views);
  const view = views.get(construct) ?? look(construct, stack);
  views.set(construct, view);
  return view;
}

function look(construct: aws_eks.IClusterRef, from: Stack): ClusterView {
  const { clusterName: name, clusterArn: arn } = construct.clusterRef;
  const common = {
    construct,
    name,
    arn,
    env: construct.env,
    isEks: true,
    autoMode: false,
    fargateOnly: 'defaultProfile' in construct,
  };
  const key = (resource?: CfnResource) => keyOf(construct, from, resource);
  if (WorkloadCluster.isWorkloadCluster(construct)) {
    const cluster = construct as WorkloadCluster;
    return {
      ...common,
      isEks: cluster.isEks,
      key: key(),
      identity: identityOf(construct),
      issuer: cluster.oidcIssuer,
      issuerUrl: cluster.oidcIssuer && `https://${cluster.oidcIssuer}`,
      existingProviderArn: cluster.oidcProviderArn,
      kubectl: cluster.kubectlProvider && {
        module: 'attributes',
        provider: cluster.kubectlProvider,
      },
    };
  }
  if (isOwned(construct)) {
    const resource = resourceOf(construct);
    const issuerUrl = construct.clusterOpenIdConnectIssuerUrl;
    return {
      ...common,
      literalName: literalNameOf(construct, resource),
      key: key(resource),
      identity: identityOf(construct, resource),
      issuerUrl,
      issuer: withoutScheme(issuerUrl),
      owned: construct,
      resource,
      kubectl: kubectlOf(construct),
      autoMode: isAutoMode(resource),
    };
  }
  if (isClusterResource(construct)) {
    const issuerUrl = construct.getAtt('OpenIdConnectIssuerUrl').toString();
    return {
      ...common,
      literalName: literalNameOf(construct, construct),
      key: key(construct),
      identity: identityOf(construct, construct),
      issuerUrl,
      issuer: withoutScheme(issuerUrl),
      resource: construct,
      autoMode: isAutoMode(construct),
    };
  }
  const provider = importedProvider(construct);
  const issuer = provider && importedIssuer(construct, provider);
  return {
    ...common,
    key: key(),
    identity: identityOf(construct),
    issuer,
    issuerUrl: issuer && `https://${issuer}`,
    existingProviderArn: provider?.openIdConnectProviderArn,
    kubectl: kubectlOf(construct),
  };
}

/** A `CfnCluster` taken out of an L2 cluster stands for that cluster. */
function unwrapResource(given: aws_eks.IClusterRef): aws_eks.IClusterRef {
  const parent = given.node.scope;
  return isClusterResource(given) && parent && isOwned(parent) ? parent : given;
}

function isOwned(construct: IConstruct): construct is OwnedCluster {
  return 'clusterOpenIdConnectIssuerUrl' in construct;
}

function isClusterResource(construct: IConstruct): construct is CfnResource & aws_eks.IClusterRef {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::EKS::Cluster';
}

/** aws-eks keeps its custom resource some levels down, aws-eks-v2 has the L1 as `Resource`. */
function resourceOf(cluster: OwnedCluster): CfnResource | undefined {
  let child = cluster.node.defaultChild;
  while (child && !CfnResource.isCfnResource(child)) {
    child = child.node.defaultChild;
  }
  return child;
}

function isAutoMode(resource: CfnResource | undefined): boolean {
  if (resource === undefined || !('computeConfig' in resource)) {
    return false;
  }
  const config = Stack.of(resource).resolve(resource.computeConfig) as { enabled?: boolean };
  return config?.enabled === true;
}

/** CDK's getter throws where the attribute was not given, and creates nothing. */
function importedProvider(construct: IConstruct) {
  try {
    return (construct as Partial<eksV2.ICluster>).openIdConnectProvider;
  } catch {
    return undefined;
  }
}

function importedIssuer(
  construct: IConstruct,
  provider: {
    readonly openIdConnectProviderArn: string;
    readonly openIdConnectProviderIssuer: string;
  },
): string {
  const issuer = provider.openIdConnectProviderIssuer;
  return Token.isUnresolved(issuer) ? issuer : issuerFromUrl(construct, `https://${issuer}`);
}

function kubectlOf(construct: IConstruct): KubectlAccess | undefined {
  if ('kubectlRole' in construct) {
    const cluster = construct as unknown as eksV1.ICluster;
    return cluster.kubectlRole || cluster.kubectlProvider || isOwned(construct)
      ? { module: 'aws-eks', cluster }
      : undefined;
  }
  const cluster = construct as unknown as eksV2.ICluster;
  return cluster.kubectlProvider ? { module: 'aws-eks-v2', cluster } : undefined;
}

/** `https://HOST/PATH` at deployment. */
function withoutScheme(url: string): string {
  return Fn.select(1, Fn.split('//', url));
}

/** Seen from a stack: what is of another account, region or stack than it says so. */
function keyOf(construct: aws_eks.IClusterRef, from: Stack, resource?: CfnResource): string {
  const name = literalNameOf(construct, resource);
  if (name !== undefined) {
    const elsewhere = [construct.env.account, construct.env.region].filter(
      (value, index) => !Token.isUnresolved(value) && value !== [from.account, from.region][index],
    );
    return [...elsewhere, name].join('/');
  }
  if (resource) {
    const stack = Stack.of(resource);
    const logicalId = stack.resolve(resource.logicalId);
    return stack === from ? logicalId : `${nameOf(stack)}/${logicalId}`;
  }
  return construct.node.path;
}

/** A nested stack has no name of its own at synthesis. */
function nameOf(stack: Stack): string {
  return Token.isUnresolved(stack.stackName) ? stack.node.path : stack.stackName;
}

function identityOf(construct: aws_eks.IClusterRef, resource?: CfnResource): string {
  const { account, region } = construct.env;
  const environment = [account, region].some((part) => Token.isUnresolved(part))
    ? Stack.of(construct).node.path
    : `${account}/${region}`;
  const name = literalNameOf(construct, resource);
  return name === undefined ? construct.node.path : `${environment}/${name}`;
}

/** The name that the user gave: CDK hides it behind the `Ref`. */
function literalNameOf(
  construct: aws_eks.IClusterRef,
  resource: (CfnResource & { readonly name?: string }) | undefined,
): string | undefined {
  const name = isOwned(construct)
    ? (construct as IConstruct as { physicalName?: string }).physicalName
    : resource
      ? resource.name
      : construct.clusterRef.clusterName;
  return Token.isUnresolved(name) ? undefined : name;
}
