import { Aws, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import type { ClusterView } from './cluster-view';
import { isProviderDeclared } from './oidc-provider-duplicates';

/**
 * The provider for a role that another account owns: this stack cannot make it there, and without it STS would
 * answer InvalidIdentityToken.
 */
export function foreignProviderArn(
  scope: IConstruct,
  view: ClusterView,
  issuer: string,
  account: string,
): string {
  refuseUnknownIssuer(scope, view, issuer, account);
  scope.node.addValidation({
    validate: () =>
      isProviderDeclared(scope.node.root, account, `https://${issuer}`)
        ? []
        : [
            `the role is in account ${account}, and no stack of that account makes an OIDC provider for ` +
              `'${issuer}'. Declare it there with ClusterOidcProvider.ensure(stack, cluster); where it exists ` +
              "already, import the cluster with 'WorkloadCluster.fromAttributes' and its oidcProviderArn",
          ],
  });
  return `arn:${Aws.PARTITION}:iam::${account}:oidc-provider/${issuer}`;
}

/** A provider of another account is for a literal issuer: a token cannot cross accounts. */
export function refuseUnknownIssuer(
  scope: IConstruct,
  view: ClusterView,
  issuer: string,
  account: string,
): void {
  if (Token.isUnresolved(issuer)) {
    throw new WorkloadIdentityError(
      scope,
      `the role is in account ${account}, cluster '${view.construct.node.path}' in account ` +
        `${view.env.account}, and its OIDC issuer is only known at deployment: the role's account ` +
        'needs a provider of its own for a literal issuer. Deploy the cluster first, then import it ' +
        "with 'WorkloadCluster.fromAttributes' and oidcIssuerUrl",
    );
  }
}
