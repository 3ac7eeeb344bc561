import { RemovalPolicy } from 'aws-cdk-lib';

/** Which ServiceAccounts share one manifest, and so one custom resource of CDK's kubectl provider. */
export enum ManifestGrouping {
  /** All ServiceAccounts of a namespace that a stack delivers to a cluster. */
  NAMESPACE = 'NAMESPACE',

  /** Each ServiceAccount on its own. */
  IDENTITY = 'IDENTITY',
}

/** How ServiceAccounts are written with kubectl. */
export interface KubectlDeliveryOptions {
  /**
   * Whether the first deployment takes over ServiceAccounts that exist (`kubectl apply`) or fails on
   * them (`kubectl create`). Later deployments always apply. One value per manifest: identities that
   * share one must agree.
   *
   * @default true
   */
  readonly overwrite?: boolean;

  /**
   * Which ServiceAccounts share one manifest.
   *
   * @default ManifestGrouping.NAMESPACE
   */
  readonly grouping?: ManifestGrouping;

  /**
   * What happens to the ServiceAccounts of a manifest when the manifest leaves the stack. Identities
   * that share a manifest must agree. Deploy `RETAIN` first before you change delivery, grouping or
   * stack: the old manifest would otherwise delete what the new one has just written.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the namespace is written too, as a manifest of its own that is never deleted.
   *
   * @default false
   */
  readonly createNamespace?: boolean;
}

/** Where the manifests of a Git repository lie. */
export interface GitOpsDeliveryOptions {
  /**
   * The directory for `<cluster>/<namespace>.yaml`, relative to where the CDK app runs. Only files that
   * this stack wrote are written again or removed. A stack that no longer delivers anything to the
   * directory leaves its files there: remove them by hand.
   */
  readonly directory: string;
}

/** @internal */
export interface KubectlDeliveryConfig {
  readonly kind: 'kubectl';
  readonly overwrite: boolean;
  readonly grouping: ManifestGrouping;
  readonly createNamespace: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** @internal */
export interface GitOpsDeliveryConfig extends GitOpsDeliveryOptions {
  readonly kind: 'gitOps';
}

/** @internal */
export interface ExternalDeliveryConfig {
  readonly kind: 'external';
}

/** @internal */
export interface EksAddonDeliveryConfig {
  readonly kind: 'addon';
}

/** @internal */
export type DeliveryConfig =
  | KubectlDeliveryConfig
  | GitOpsDeliveryConfig
  | ExternalDeliveryConfig
  | EksAddonDeliveryConfig;

/**
 * Who writes the ServiceAccount object into the cluster. Everything else of an identity works without
 * any access to the cluster.
 */
export abstract class ServiceAccountDelivery {
  /** This app, through the kubectl provider of the cluster. The default. */
  public static kubectl(options: KubectlDeliveryOptions = {}): ServiceAccountDelivery {
    return new Delivery({
      kind: 'kubectl',
      overwrite: options.overwrite ?? true,
      grouping: options.grouping ?? ManifestGrouping.NAMESPACE,
      createNamespace: options.createNamespace ?? false,
      removalPolicy: options.removalPolicy ?? RemovalPolicy.DESTROY,
    });
  }

  /**
   * Argo CD, Flux or whoever reads a Git repository: synthesis writes `<cluster>/<namespace>.yaml`.
   *
   * Under IRSA the role's ARN must be known at synthesis (a literal `roleName` in a stack with a literal
   * account and region, or an imported role); Pod Identity puts no ARN into the file.
   */
  public static gitOps(options: GitOpsDeliveryOptions): ServiceAccountDelivery {
    return new Delivery({ kind: 'gitOps', ...options });
  }

  /**
   * An EKS add-on, which makes the ServiceAccount and, for EKS Pod Identity, the association too: neither is
   * made here. `identity.addonProperties()` says what the `CfnAddon` has to be given. Labels, annotations and
   * whatever else only the add-on can set on its ServiceAccount are refused.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html
   */
  public static eksAddon(): ServiceAccountDelivery {
    return new Delivery({ kind: 'addon' });
  }

  /**
   * A Helm chart or an operator: nothing is written. `identity.helmValues()` and
   * `identity.serviceAccountManifest` say what the ServiceAccount has to look like.
   */
  public static external(): ServiceAccountDelivery {
    return new Delivery({ kind: 'external' });
  }

  /** @internal */
  public abstract readonly _config: DeliveryConfig;
}

class Delivery extends ServiceAccountDelivery {
  constructor(public readonly _config: DeliveryConfig) {
    super();
  }
}
