import { Aws, type CfnResource, FeatureFlags, type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { EKS_USE_NATIVE_OIDC_PROVIDER } from 'aws-cdk-lib/cx-api';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct, IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { knownToDiffer } from '../private/same-environment';
import { sharedIn } from '../private/shared-in';
import { type ClusterView, type OwnedCluster, viewOf } from './cluster-view';
import { foreignProviderArn, refuseUnknownIssuer } from './foreign-oidc-provider';
import { NativeOidcProvider } from './native-oidc-provider';
import { OidcAudiences } from './oidc-audiences';
import { refuseSecondProvider } from './oidc-provider-duplicates';
import type { WorkloadCluster } from './workload-cluster';

/** How the OIDC provider of a cluster is to be made. */
export interface ClusterOidcProviderOptions {
  /**
   * What happens to the provider when it leaves the app or its stack is deleted.
   *
   * @default - it is deleted
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The OIDC provider that IAM needs before it trusts the tokens of a cluster.
 *
 * IRSA identities ask for it by themselves: once per account and issuer, as a native
 * `AWS::IAM::OIDCProvider` without thumbprints, whether this library or `cluster.openIdConnectProvider`
 * comes first. Ask for it yourself where it must outlive the last identity.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
 */
export class ClusterOidcProvider {
  /**
   * Makes sure that the account of the given scope has a provider for the cluster's issuer.
   *
   * @throws where the cluster's issuer is not known
   */
  public static ensure(
    scope: Construct,
    cluster: aws_eks.IClusterRef,
    options: ClusterOidcProviderOptions = {},
  ): ClusterOidcProvider {
    return ClusterOidcProvider._for(scope, viewOf(cluster, scope), OidcAudiences.DEFAULT, options);
  }

  /**
   * Without options where an identity asks: such a provider leaves with the last identity. The account is
   * that of the role.
   *
   * @internal
   */
  public static _for(
    scope: IConstruct,
    view: ClusterView,
    audience: string,
    options?: ClusterOidcProviderOptions,
    account = Stack.of(scope).account,
  ): ClusterOidcProvider {
    const { issuer } = view;
    if (issuer === undefined) {
      throw new WorkloadIdentityError(
        scope,
        `cluster '${view.construct.node.path}' does not say its OIDC issuer, which IRSA needs. ` +
          "Import it with 'WorkloadCluster.fromAttributes' and oidcProviderArn (the provider exists) " +
          'or oidcIssuerUrl (this app creates it), or with openIdConnectProvider in ' +
          "'fromClusterAttributes'; or use PodIdentityAssociation, which needs no issuer",
      );
    }
    const arn = providerArnFor(scope, view, issuer, audience, options, account);
    return new ClusterOidcProvider(arn, issuer);
  }

  private constructor(
    /** The ARN of the provider. */
    public readonly oidcProviderArn: string,
    /** The issuer without `https://`: the prefix of the condition keys. */
    public readonly issuer: string,
  ) {}
}

function providerArnFor(
  scope: IConstruct,
  view: ClusterView,
  issuer: string,
  audience: string,
  options: ClusterOidcProviderOptions | undefined,
  account: string,
): string {
  const existing = view.existingProviderArn;
  if (existing !== undefined && !isOfOtherAccount(existing, account)) {
    OidcAudiences.warnUnlessDefault(view.construct, existing, audience);
    return existing;
  }
  if (knownToDiffer(account, Stack.of(scope).account)) {
    return foreignProviderArn(scope, view, issuer, account);
  }
  if (existing !== undefined || knownToDiffer(view.env.account, account)) {
    refuseUnknownIssuer(scope, view, issuer, account);
    return sharedProvider(scope, Stack.of(scope), view, issuer, audience, options);
  }
  if (view.owned) {
    return ownedClusterProvider(view.owned, view, audience, options ?? {});
  }
  if (view.resource) {
    return nativeProvider(view.resource, view, audience, options ?? {}).arn;
  }
  return sharedProvider(scope, view.construct, view, issuer, audience, options);
}

function isOfOtherAccount(providerArn: string, account: string): boolean {
  return !Token.isUnresolved(providerArn) && knownToDiffer(providerArn.split(':')[4], account);
}

/** One per account and issuer, wherever in the app it is asked for. */
function sharedProvider(
  scope: IConstruct,
  home: IConstruct,
  view: ClusterView,
  issuer: string,
  audience: string,
  options: ClusterOidcProviderOptions | undefined,
): string {
  const { account } = Stack.of(home);
  const { removalPolicy = (view.construct as WorkloadCluster).oidcProviderRemovalPolicy } =
    options ?? {};
  const provider = sharedIn(scope, `oidc-provider ${account} ${issuer}`, () => {
    const made = NativeOidcProvider.in(home as Construct, view);
    made.warnUnlessKept(home, issuer);
    return made;
  });
  provider.audiences.add(audience);
  provider.keep(removalPolicy);
  if (options !== undefined) {
    provider.staysWithoutIdentities();
  }
  if (topLevelStackOf(provider) === topLevelStackOf(scope)) {
    return provider.arn;
  }
  // The ARN is known, so that no export ties the two stacks together.
  Stack.of(scope).addDependency(Stack.of(provider), 'OIDC provider');
  return `arn:${Aws.PARTITION}:iam::${Stack.of(provider).account}:oidc-provider/${issuer}`;
}

/** Nested stacks are deployed with their parent, and CDK hands values from one to another. */
function topLevelStackOf(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? topLevelStackOf(stack.nestedStackParent) : stack;
}

function ownedClusterProvider(
  cluster: OwnedCluster,
  view: ClusterView,
  audience: string,
  options: ClusterOidcProviderOptions,
): string {
  if (!FeatureFlags.of(cluster).isEnabled(EKS_USE_NATIVE_OIDC_PROVIDER)) {
    return nativeProvider(cluster, view, audience, options).arn;
  }
  const provider = cluster.openIdConnectProvider as iam.IOpenIdConnectProvider & IConstruct;
  const resource = provider.node.defaultChild as CfnResource;
  if (options.removalPolicy) {
    resource.applyRemovalPolicy(options.removalPolicy);
  }
  OidcAudiences.of(resource).add(audience);
  refuseSecondProvider(resource, view, () => resource);
  return provider.openIdConnectProviderArn;
}

function nativeProvider(
  home: Construct,
  view: ClusterView,
  audience: string,
  options: ClusterOidcProviderOptions,
): NativeOidcProvider {
  const provider = NativeOidcProvider.in(home, view);
  provider.audiences.add(audience);
  provider.keep(options.removalPolicy);
  return provider;
}
