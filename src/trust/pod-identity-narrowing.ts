import type { TrustConditions } from './trust-policy';
import { requestTagConditions, sourceConditions } from './trust-policy';

/**
 * What a narrowing is told about the identity.
 *
 * @internal
 */
export interface NarrowingContext {
  readonly clusterArns: string[];
  readonly accounts: string[];
  readonly namespace: string;
  readonly serviceAccountName: string;
}

/**
 * How far the trust of a Pod Identity role reaches.
 *
 * EKS Pod Identity is one service principal for the whole account: without conditions every
 * cluster of the account can hand the role to any of its pods, if somebody makes the association.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export abstract class PodIdentityNarrowing {
  /**
   * This ServiceAccount, in this namespace, in this cluster: conditions on the session tags
   * `eks-cluster-arn`, `kubernetes-namespace` and `kubernetes-service-account`.
   *
   * The default while session tags are on. Refused where they are off: the conditions could never
   * match.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
   */
  public static subject(): PodIdentityNarrowing {
    return new Narrowing('subject', true, (context) =>
      requestTagConditions(context.clusterArns, context.namespace, context.serviceAccountName),
    );
  }

  /**
   * This cluster, any of its ServiceAccounts: `aws:SourceAccount` and `aws:SourceArn` (the ARN of
   * the cluster).
   *
   * The default while session tags are off. AWS does not document which ARN EKS sends here; that
   * it is the cluster's rests on the tests of third parties.
   */
  public static cluster(): PodIdentityNarrowing {
    return new Narrowing('cluster', false, (context) =>
      sourceConditions(context.accounts, context.clusterArns),
    );
  }

  /** Any cluster of the account: `aws:SourceAccount`. */
  public static account(): PodIdentityNarrowing {
    return new Narrowing('account', false, (context) => sourceConditions(context.accounts, []));
  }

  /** No condition at all, as most peers do it. An acknowledgeable warning says so. */
  public static none(): PodIdentityNarrowing {
    return new Narrowing('none', false, () => ({}));
  }

  /** @internal */
  public abstract readonly _name: string;

  /** @internal */
  public abstract readonly _needsSessionTags: boolean;

  /** @internal */
  public abstract readonly _conditions: (context: NarrowingContext) => TrustConditions;
}

class Narrowing extends PodIdentityNarrowing {
  constructor(
    public readonly _name: string,
    public readonly _needsSessionTags: boolean,
    public readonly _conditions: (context: NarrowingContext) => TrustConditions,
  ) {
    super();
  }
}
