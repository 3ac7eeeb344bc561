import { CfnResource, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { knownToDiffer } from '../private/same-environment';
import type { ClusterView } from './cluster-view';

/**
 * IAM allows one provider per account and issuer: a second one that the user makes beside the one
 * the identities use would fail at deployment with EntityAlreadyExists.
 */
export function refuseSecondProvider(
  used: CfnResource,
  view: ClusterView,
  isRendered: () => boolean,
): void {
  used.node.addValidation({
    validate: () => {
      if (!isRendered()) {
        return [];
      }
      return used.node.root.node
        .findAll()
        .filter(isProvider)
        .filter((other) => other !== used)
        .filter((other) => !knownToDiffer(Stack.of(other).account, Stack.of(used).account))
        .filter((other) => isForIssuer(other, view))
        .map(
          (other) =>
            `OIDC provider '${other.node.path}' is for the same issuer as '${used.node.path}', and IAM ` +
            'allows one per account. Remove it, or import the cluster with ' +
            "'WorkloadCluster.fromAttributes' and the oidcProviderArn of yours",
        );
    },
  });
}

function isProvider(construct: unknown): construct is iam.CfnOIDCProvider {
  return (
    CfnResource.isCfnResource(construct) &&
    construct.cfnResourceType === 'AWS::IAM::OIDCProvider' &&
    'url' in construct
  );
}

function isForIssuer(provider: iam.CfnOIDCProvider, view: ClusterView): boolean {
  const { url = '' } = provider;
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
