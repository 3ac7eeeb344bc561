import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** A wildcard that a permission set keeps, and the reason why it must. */
export interface WildcardReason {
  /** The actions that are allowed on the wildcard, for example `route53:ListHostedZones`. */
  readonly actions: string[];

  /** The resource as written in the statement, for example `*`. */
  readonly resource: string;

  /** Why the resource cannot be named, in one sentence. */
  readonly reason: string;
}

/** Something about a permission set that its user should decide knowingly. */
export interface PermissionWarning {
  /** The id to acknowledge it by, without the package's name, for example `externalDnsAllZones`. */
  readonly id: string;

  /** What is wide, and how to narrow it. */
  readonly message: string;
}

/** What a permission set says about itself and allows. */
export interface PermissionSetProps {
  /** What the permissions are for, for example `external-dns`. */
  readonly name: string;

  /**
   * The namespace that the workload's chart or add-on uses.
   *
   * @default - the identity says which
   */
  readonly namespace?: string;

  /**
   * The ServiceAccount name that the workload's chart or add-on uses.
   *
   * @default - the identity says which
   */
  readonly serviceAccountName?: string;

  /**
   * What the workload may do.
   *
   * @default - no statements
   */
  readonly statements?: iam.PolicyStatement[];

  /**
   * Managed policies to attach to the role.
   *
   * @default - no managed policies
   */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /**
   * Where the permissions come from: the page or policy of the workload's makers.
   *
   * @default - no upstream document
   */
  readonly source?: string;

  /**
   * The day on which the permissions were last compared with their source, as `YYYY-MM-DD`.
   *
   * @default - not compared
   */
  readonly reviewed?: string;

  /**
   * The wildcards that remain, with the reason for each.
   *
   * @default - none
   */
  readonly wildcards?: WildcardReason[];

  /**
   * Why the permissions only work with the session tags of EKS Pod Identity, and what to use
   * where there are none. An identity without session tags (IRSA, or Pod Identity with them off)
   * refuses such a set.
   *
   * @default - session tags are not needed
   */
  readonly requiresSessionTags?: string;

  /**
   * What the user should decide knowingly; each becomes an acknowledgeable warning.
   *
   * @default - none
   */
  readonly warnings?: PermissionWarning[];
}

/**
 * What a permission set is told about the identity that uses it.
 *
 * @internal
 */
export interface PermissionContext {
  /** The identity, for error messages and for `Stack.of()`. */
  readonly scope: IConstruct;
  /** Every cluster whose pods get the permissions, the primary one first. */
  readonly clusters: {
    readonly clusterName: string;
    readonly clusterArn: string;
    readonly region: string;
  }[];
}

/**
 * What a workload may do: statements and managed policies, with where they come from.
 *
 * A preset of the catalogue (`addons`) is a permission set that also knows the namespace and the
 * ServiceAccount name of its workload.
 */
export abstract class PermissionSet {
  /** A permission set of your own, to be shared by several identities. */
  public static of(props: PermissionSetProps): PermissionSet {
    return new FixedPermissionSet(props);
  }

  /**
   * What the permissions are for.
   */
  public abstract readonly name: string;

  /**
   * The facts and permissions for an identity in the given context.
   *
   * @internal
   */
  public abstract _bind(context: PermissionContext): PermissionSetProps;
}

class FixedPermissionSet extends PermissionSet {
  public readonly name: string;

  constructor(private readonly props: PermissionSetProps) {
    super();
    this.name = props.name;
  }

  public _bind(): PermissionSetProps {
    return this.props;
  }
}
