import {
  Annotations,
  Aws,
  type CfnResource,
  FeatureFlags,
  Lazy,
  type RemovalPolicy,
  Stack,
  Token,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EKS_USE_NATIVE_OIDC_PROVIDER } from 'aws-cdk-lib/cx-api';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { Construct, type IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { knownToDiffer } from '../private/same-environment';
import { sharedIn } from '../private/shared-in';
import { type ClusterView, type OwnedCluster, viewOf } from './cluster-view';
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

  /** @internal */
  public static _for(
    scope: IConstruct,
    view: ClusterView,
    audience: string,
    options: ClusterOidcProviderOptions = {},
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
    const arn = providerArnFor(scope, view, issuer, audience, options);
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
  options: ClusterOidcProviderOptions,
): string {
  const account = Stack.of(scope).account;
  const existing = view.existingProviderArn;
  if (existing !== undefined && !isOfOtherAccount(existing, account)) {
    OidcAudiences.warnUnlessDefault(view.construct, existing, audience);
    return existing;
  }
  const elsewhere = existing !== undefined || knownToDiffer(view.env.account, account);
  if (elsewhere) {
    if (Token.isUnresolved(issuer)) {
      throw new WorkloadIdentityError(
        scope,
        `the role is in account ${account}, cluster '${view.construct.node.path}' in account ` +
          `${view.env.account}, and its OIDC issuer is only known at deployment: the role's account ` +
          'needs a provider of its own for a literal issuer. Deploy the cluster first, then import it ' +
          "with 'WorkloadCluster.fromAttributes' and oidcIssuerUrl",
      );
    }
    return sharedProvider(scope, Stack.of(scope), view, issuer, audience, options);
  }
  if (view.owned) {
    return ownedClusterProvider(view.owned, view, audience, options);
  }
  if (view.resource) {
    return nativeProvider(view.resource, view, audience, options).arn;
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
  options: ClusterOidcProviderOptions,
): string {
  const { account } = Stack.of(home);
  const removalPolicy =
    options.removalPolicy ?? (view.construct as WorkloadCluster).oidcProviderRemovalPolicy;
  const provider = sharedIn(scope, `oidc-provider ${account} ${issuer}`, () => {
    if (removalPolicy === undefined) {
      Annotations.of(home).addWarningV2(
        'cdk-eks-workload-identity:oidcProviderFollowsIdentities',
        `This app creates the OIDC provider for '${issuer}', a cluster it does not own. When the last ` +
          'IRSA identity leaves the app the provider is deleted, and every other workload of that ' +
          'cluster that uses IRSA loses its access. Set oidcProviderRemovalPolicy (RETAIN keeps it), ' +
          'or manage the provider elsewhere and give its oidcProviderArn',
      );
    }
    return nativeProvider(home as Construct, view, audience, { removalPolicy });
  });
  provider.audiences.add(audience);
  if (Stack.of(provider) === Stack.of(scope)) {
    return provider.arn;
  }
  // The ARN is known, so that no export ties the two stacks together.
  Stack.of(scope).addDependency(Stack.of(provider), 'OIDC provider');
  return `arn:${Aws.PARTITION}:iam::${Stack.of(provider).account}:oidc-provider/${issuer}`;
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
  refuseSecondProvider(resource, view, () => true);
  return provider.openIdConnectProviderArn;
}

function nativeProvider(
  home: Construct,
  view: ClusterView,
  audience: string,
  options: ClusterOidcProviderOptions,
): NativeProvider {
  const id =
    home === view.construct || home === view.resource
      ? NativeProvider.ID
      : `${NativeProvider.ID}-${view.issuer}`;
  const provider =
    (home.node.tryFindChild(id) as NativeProvider | undefined) ??
    new NativeProvider(home, id, view);
  provider.audiences.add(audience);
  if (options.removalPolicy) {
    provider.resource.applyRemovalPolicy(options.removalPolicy);
  }
  return provider;
}

/**
 * At the path of CDK's own native provider, so that turning its feature flag on later keeps the
 * logical id. Where CDK makes its Lambda-backed provider, before or after, that one is used.
 */
class NativeProvider extends Construct {
  public static readonly ID = 'OidcProviderNative';

  public readonly arn: string;
  public readonly resource: CfnResource;
  public readonly audiences: OidcAudiences;

  constructor(cluster: Construct, id: string, view: ClusterView) {
    super(cluster, id);
    const customProvider = () =>
      cluster.node.tryFindChild('OpenIdConnectProvider') as
        | (iam.IOpenIdConnectProvider & IConstruct)
        | undefined;

    class CfnProvider extends iam.CfnOIDCProvider {
      protected shouldSynthesize(): boolean {
        return customProvider() === undefined;
      }
    }
    const resource = new CfnProvider(this, 'Resource', { url: view.issuerUrl });
    this.resource = resource;
    this.audiences = OidcAudiences.of(resource, () => customProvider()?.node.defaultChild);
    this.arn = Lazy.uncachedString({
      produce: () => customProvider()?.openIdConnectProviderArn ?? resource.attrArn,
    });
    refuseSecondProvider(resource, view, () => customProvider() === undefined);
    this.node.addValidation({
      validate: () => {
        if (customProvider()) {
          Annotations.of(cluster).addWarningV2(
            'cdk-eks-workload-identity:lambdaBackedOidcProvider',
            'aws-cdk-lib makes the OIDC provider of this cluster by a Lambda-backed custom resource, ' +
              "and the identities use it. For a native provider set the feature flag '" +
              `${EKS_USE_NATIVE_OIDC_PROVIDER}' before the first deployment. Where a native provider ` +
              'of this library is deployed already, set the flag now: the custom resource cannot ' +
              'create a second provider for the same issuer',
          );
        }
        return [];
      },
    });
  }
}
