import { Annotations, type CfnResource, Lazy, type RemovalPolicy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EKS_USE_NATIVE_OIDC_PROVIDER } from 'aws-cdk-lib/cx-api';
import { Construct, type IConstruct } from 'constructs';
import { logicalIdOf } from '../private/logical-id';
import type { ClusterView } from './cluster-view';
import { OidcAudiences } from './oidc-audiences';
import { refuseSecondProvider } from './oidc-provider-duplicates';

/**
 * At the path of CDK's own native provider, so that turning its feature flag on later keeps the
 * logical id. Where CDK makes its Lambda-backed provider, before or after, that one is used.
 */
export class NativeOidcProvider extends Construct {
  /** The provider of the cluster under the given home, made when it is first asked for. */
  public static in(home: Construct, view: ClusterView): NativeOidcProvider {
    const ofHome = home === view.construct || home === view.resource;
    const id = ofHome ? 'OidcProviderNative' : `OidcProviderNative-${view.issuer}`;
    return (
      (home.node.tryFindChild(id) as NativeOidcProvider | undefined) ??
      new NativeOidcProvider(home, id, view)
    );
  }

  public readonly arn: string;
  public readonly audiences: OidcAudiences;
  private readonly resource: CfnResource;
  private leavesWithLastIdentity = true;

  private constructor(home: Construct, id: string, view: ClusterView) {
    super(home, id);
    const customProvider = () =>
      home.node.tryFindChild('OpenIdConnectProvider') as
        | (iam.IOpenIdConnectProvider & IConstruct)
        | undefined;
    const customResource = () => customProvider()?.node.defaultChild?.node.defaultChild;

    class CfnProvider extends iam.CfnOIDCProvider {
      protected shouldSynthesize(): boolean {
        return customProvider() === undefined;
      }
    }
    const resource = new CfnProvider(this, 'Resource', { url: view.issuerUrl });
    this.resource = resource;
    if (!Token.isUnresolved(view.issuer)) {
      // A renamed import would otherwise be a second provider, made before the first one goes.
      resource.overrideLogicalId(logicalIdOf('OidcProvider', [], [String(view.issuer)]));
    }
    this.audiences = OidcAudiences.of(resource, customResource);
    this.arn = Lazy.uncachedString({
      produce: () => customProvider()?.openIdConnectProviderArn ?? resource.attrArn,
    });
    refuseSecondProvider(
      resource,
      view,
      () => (customResource() as CfnResource | undefined) ?? resource,
    );
    this.node.addValidation({
      validate: () => {
        if (customProvider()) {
          warnOfLambda(home);
        }
        return [];
      },
    });
  }

  public keep(policy: RemovalPolicy | undefined): void {
    if (policy !== undefined) {
      this.resource.applyRemovalPolicy(policy);
      this.leavesWithLastIdentity = false;
    }
  }

  /** The app asks for the provider by itself. */
  public staysWithoutIdentities(): void {
    this.leavesWithLastIdentity = false;
  }

  public warnUnlessKept(home: IConstruct, issuer: string): void {
    this.node.addValidation({
      validate: () => {
        if (this.leavesWithLastIdentity) {
          Annotations.of(home).addWarningV2(
            'cdk-eks-workload-identity:oidcProviderFollowsIdentities',
            `This app creates the OIDC provider for '${issuer}', a cluster it does not own. When the ` +
              'last IRSA identity leaves the app the provider is deleted, and every other workload of ' +
              'that cluster that uses IRSA loses its access. Set oidcProviderRemovalPolicy (RETAIN ' +
              'keeps it), ask for it yourself with ClusterOidcProvider.ensure(), or manage the ' +
              'provider elsewhere and give its oidcProviderArn',
          );
        }
        return [];
      },
    });
  }
}

function warnOfLambda(cluster: Construct): void {
  Annotations.of(cluster).addWarningV2(
    'cdk-eks-workload-identity:lambdaBackedOidcProvider',
    'aws-cdk-lib makes the OIDC provider of this cluster by a Lambda-backed custom resource, ' +
      "and the identities use it. For a native provider set the feature flag '" +
      `${EKS_USE_NATIVE_OIDC_PROVIDER}' before the first deployment. Where a native provider ` +
      'of this library is deployed already, set the flag now: the custom resource cannot ' +
      'create a second provider for the same issuer',
  );
}
