import { Fn, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

const EKS_HOST = /^oidc[.-]eks\b/;
const EKS_PATH = /^\/id\/[^/]+$/;
const HOW_TO_FIND =
  "'aws eks describe-cluster --name NAME --query cluster.identity.oidc.issuer' prints it";

/**
 * The issuer of a cluster's tokens without `https://`, as condition keys and provider ARNs use it.
 *
 * Any https issuer is accepted (EKS, dual-stack, China, self-managed): only a form that IAM could
 * never match is refused.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export function issuerFromUrl(scope: IConstruct, url: string): string {
  if (Token.isUnresolved(url)) {
    return Fn.select(1, Fn.split('//', url));
  }
  const refuse = (why: string): never => {
    throw new WorkloadIdentityError(
      scope,
      `oidcIssuerUrl '${url}' ${why}. Expected the URL exactly as the cluster reports it; ${HOW_TO_FIND}`,
    );
  };
  if (!url.startsWith('https://')) {
    refuse("does not start with 'https://'");
  }
  const issuer = url.slice('https://'.length);
  checkIssuer(issuer, refuse);
  return issuer;
}

/** The issuer that an OIDC provider is for: what follows `oidc-provider/` in its ARN. */
export function issuerFromProviderArn(scope: IConstruct, arn: string): string {
  const refuse = (why: string): never => {
    throw new WorkloadIdentityError(
      scope,
      `oidcProviderArn '${arn}' ${why}. Expected ` +
        "'arn:PARTITION:iam::ACCOUNT:oidc-provider/ISSUER' with the issuer as the cluster reports " +
        `it, without 'https://'; ${HOW_TO_FIND}`,
    );
  };
  const match = /^arn:[a-z0-9-]+:iam::(\d{12}):oidc-provider\/(.+)$/.exec(arn);
  if (!match) {
    return refuse('is not the ARN of an OIDC provider');
  }
  checkIssuer(match[2], refuse);
  return match[2];
}

function checkIssuer(issuer: string, refuse: (why: string) => never): void {
  if (issuer.includes('://')) {
    refuse("contains 'https://' where only host and path belong");
  }
  if (issuer.endsWith('/')) {
    refuse('ends with a slash');
  }
  if (/[?#]/.test(issuer)) {
    refuse('contains a query or a fragment, which IAM does not allow');
  }
  const [host, ...rest] = issuer.split('/');
  if (host.includes(':')) {
    refuse('names a port, which IAM does not allow');
  }
  if (!/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host)) {
    refuse('has no host name');
  }
  const path = rest.length > 0 ? `/${rest.join('/')}` : '';
  if (EKS_HOST.test(host) && !EKS_PATH.test(path)) {
    refuse("has an EKS host without '/id/<id>' behind it, so every condition key would be wrong");
  }
  if (issuer.length + 'https://'.length > 255) {
    refuse('is longer than 255 characters');
  }
}
