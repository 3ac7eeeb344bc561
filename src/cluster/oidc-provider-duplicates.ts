import { CfnResource, Reference, Stack, Stage, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { knownToBeSame, knownToDiffer } from '../private/same-environment';
import { sharedIn } from '../private/shared-in';
import type { ClusterView } from './cluster-view';

/**
 * IAM allows one provider per account and issuer: a second one that the user makes beside the one
 * the identities use would fail at deployment with EntityAlreadyExists.
 */
export function refuseSecondProvider(
  owner: CfnResource,
  view: ClusterView,
  used: () => CfnResource,
): void {
  sharedIn(owner, `second-provider ${owner.node.path}`, () =>
    owner.node.addValidation({
      validate: () =>
        providersBeside(owner, used(), view).map(
          (other) =>
            `OIDC provider '${other.node.path}' is for the same issuer as '${used().node.path}', and IAM ` +
            'allows one per account. Remove it, or import the cluster with ' +
            "'WorkloadCluster.fromAttributes' and the oidcProviderArn of yours",
        ),
    }),
  );
}

/** Whether a stack of the account makes a provider for the URL, whoever declared it. */
export function isProviderDeclared(root: IConstruct, account: string, url: string): boolean {
  return root.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .some(
      (resource) =>
        ProviderResource.urlOf(resource) === url && Stack.of(resource).account === account,
    );
}

function providersBeside(owner: CfnResource, used: CfnResource, view: ClusterView): CfnResource[] {
  return owner.node.root.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .filter((resource) => resource !== used && resource !== owner)
    .filter((resource) => isOfSameAccount(resource, used))
    .filter((resource) => isForIssuer(ProviderResource.urlOf(resource), view));
}

/** Two stages that say no account may well go to two; two stacks of one stage that say none go to one. */
function isOfSameAccount(one: CfnResource, other: CfnResource): boolean {
  const accounts = [Stack.of(one).account, Stack.of(other).account] as const;
  return Stage.of(one) === Stage.of(other)
    ? !knownToDiffer(...accounts)
    : knownToBeSame(...accounts);
}

/** The URL of a native provider, or of CDK's custom resource, which keeps it in its properties. */
class ProviderResource extends CfnResource {
  public static urlOf(resource: CfnResource): string | undefined {
    switch (resource.cfnResourceType) {
      case 'AWS::IAM::OIDCProvider':
      case 'Custom::AWSCDKOpenIdConnectProvider': {
        const { url, Url } = (resource as ProviderResource).cfnProperties;
        return url ?? Url;
      }
      default:
        return undefined;
    }
  }
}

function isForIssuer(url: unknown, view: ClusterView): boolean {
  if (typeof url !== 'string') {
    return false;
  }
  const token = Tokenization.reverseString(url).firstToken;
  if (token === undefined) {
    return url === view.issuerUrl;
  }
  return (
    Reference.isReference(token) &&
    token.target === view.resource &&
    token.displayName === 'OpenIdConnectIssuerUrl'
  );
}
