import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { checkNamespace, checkServiceAccountName } from '../service-account/kubernetes-name';

/**
 * Several ServiceAccounts that may share one role, by pattern: for operators that make ServiceAccounts at run
 * time, and for tenants whose namespaces come and go.
 *
 * Whoever may create a matching ServiceAccount in the cluster may use the role.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export abstract class SubjectPattern {
  /** The ServiceAccounts of one namespace whose names begin with the prefix, for example `provider-aws-s3-`. */
  public static serviceAccountPrefix(namespace: string, prefix: string): SubjectPattern {
    return new Pattern(`${namespace}:${prefix}*`, (scope) => {
      refuseWildcard(scope, 'serviceAccountPrefix', 'namespace', namespace);
      checkNamespace(scope, namespace);
      checkPrefix(scope, 'serviceAccountPrefix', prefix, SERVICE_ACCOUNT_PREFIX, 253);
    });
  }

  /** Every ServiceAccount of one namespace, those made later included. */
  public static namespace(namespace: string): SubjectPattern {
    return new Pattern(`${namespace}:*`, (scope) => {
      refuseWildcard(scope, 'namespace', 'namespace', namespace);
      checkNamespace(scope, namespace);
    });
  }

  /** One ServiceAccount name in every namespace whose name begins with the prefix, for example `preview-`. */
  public static namespacePrefix(prefix: string, serviceAccountName: string): SubjectPattern {
    return new Pattern(`${prefix}*:${serviceAccountName}`, (scope) => {
      checkPrefix(scope, 'namespacePrefix', prefix, NAMESPACE_PREFIX, 63);
      refuseWildcard(scope, 'namespacePrefix', 'serviceAccountName', serviceAccountName);
      checkServiceAccountName(scope, serviceAccountName);
    });
  }

  /**
   * The pattern of the token's `sub`, checked.
   *
   * @internal
   */
  public abstract _subject(scope: IConstruct): string;
}

class Pattern extends SubjectPattern {
  constructor(
    private readonly pattern: string,
    private readonly check: (scope: IConstruct) => void,
  ) {
    super();
  }

  public _subject(scope: IConstruct): string {
    this.check(scope);
    return `system:serviceaccount:${this.pattern}`;
  }
}

/** Dots are for names of ServiceAccounts: no namespace has one. */
const NAMESPACE_PREFIX = /^[a-z0-9][-a-z0-9]*$/;
const SERVICE_ACCOUNT_PREFIX = /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.)*(?:[a-z0-9][-a-z0-9]*)?$/;

function checkPrefix(
  scope: IConstruct,
  factory: string,
  prefix: string,
  form: RegExp,
  longest: number,
): void {
  const { length } = prefix;
  if (!Token.isUnresolved(prefix) && (length === 0 || length > longest || !form.test(prefix))) {
    throw new WorkloadIdentityError(
      scope,
      `SubjectPattern.${factory}: prefix '${prefix}' must be the beginning of a Kubernetes name: at least one ` +
        "lower-case letter or digit, then letters, digits, '-' or (of a ServiceAccount) '.', without wildcards, " +
        `at most ${longest} characters. An empty prefix would trust every name`,
    );
  }
}

/** Here IAM would heed it: a pattern inside the pattern. */
function refuseWildcard(scope: IConstruct, factory: string, what: string, name: string): void {
  if (!Token.isUnresolved(name) && /[*?]/.test(name)) {
    throw new WorkloadIdentityError(
      scope,
      `SubjectPattern.${factory}: ${what} '${name}' must be one exact name: a wildcard there would trust names ` +
        'that nobody meant. Give one pattern for each name, or a prefix to SubjectPattern.serviceAccountPrefix() or ' +
        '.namespacePrefix()',
    );
  }
}
