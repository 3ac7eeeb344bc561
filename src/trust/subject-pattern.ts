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
      checkNamespace(scope, namespace);
      checkPrefix(scope, 'serviceAccountPrefix', prefix, /^[a-z0-9][-a-z0-9.]*$/);
    });
  }

  /** Every ServiceAccount of one namespace, those made later included. */
  public static namespace(namespace: string): SubjectPattern {
    return new Pattern(`${namespace}:*`, (scope) => checkNamespace(scope, namespace));
  }

  /** One ServiceAccount name in every namespace whose name begins with the prefix, for example `preview-`. */
  public static namespacePrefix(prefix: string, serviceAccountName: string): SubjectPattern {
    return new Pattern(`${prefix}*:${serviceAccountName}`, (scope) => {
      checkPrefix(scope, 'namespacePrefix', prefix, /^[a-z0-9][-a-z0-9]*$/);
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
function checkPrefix(scope: IConstruct, what: string, prefix: string, characters: RegExp): void {
  if (!Token.isUnresolved(prefix) && !characters.test(prefix)) {
    throw new WorkloadIdentityError(
      scope,
      `SubjectPattern.${what}: prefix '${prefix}' must be the beginning of a Kubernetes name: at least one ` +
        "lower-case letter or digit, then letters, digits, '-' or (of a ServiceAccount) '.', without wildcards. " +
        'An empty prefix would trust every name',
    );
  }
}
