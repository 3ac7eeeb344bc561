import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Namespaces are RFC 1123 labels.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export function checkNamespace(scope: IConstruct, value: string): void {
  check(scope, 'namespace', value, DNS_LABEL, 63, "lower-case letters, digits and '-'");
}

/**
 * ServiceAccount names are RFC 1123 subdomains.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
 */
export function checkServiceAccountName(scope: IConstruct, value: string): void {
  check(
    scope,
    'serviceAccountName',
    value,
    DNS_SUBDOMAIN,
    253,
    "lower-case letters, digits, '-' and single '.'",
  );
}

function check(
  scope: IConstruct,
  what: string,
  value: string,
  form: RegExp,
  longest: number,
  characters: string,
): void {
  if (Token.isUnresolved(value)) {
    return;
  }
  if (/[*?]/.test(value)) {
    throw new WorkloadIdentityError(
      scope,
      `${what} '${value}' contains a wildcard, which a trust policy compares as an ordinary ` +
        'character: no pod would ever be admitted. Name it exactly, or trust a pattern of names ' +
        "on purpose with 'IrsaPatternRole' (IRSA only). EKS Pod Identity knows no patterns: declare one " +
        "PodIdentityAssociation for each ServiceAccount, and give all of them the same 'role'",
    );
  }
  if (value.length > longest || !form.test(value)) {
    throw new WorkloadIdentityError(
      scope,
      `${what} '${value}' (${value.length} characters) is not a name that Kubernetes accepts: ` +
        `expected 1 to ${longest} characters, ${characters}, with a letter or digit at either end ` +
        '(RFC 1123). Use the name exactly as the pod spec writes it',
    );
  }
}
