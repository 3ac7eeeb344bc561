import type { ArnComponents, RemovalPolicy, ResourceEnvironment } from 'aws-cdk-lib';
import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { checkClusterArn } from './cluster-arn';
import { issuerFromProviderArn, issuerFromUrl } from './oidc-issuer';

const WORKLOAD_CLUSTER = Symbol.for('cdk-eks-workload-identity.WorkloadCluster');

/** What is known of a cluster that this app does not create. */
export interface WorkloadClusterAttributes {
  /** The name of the cluster, as EKS knows it. */
  readonly clusterName: string;

  /**
   * The ARN of the cluster, where account or region differ from the stack's.
   *
   * @default - a cluster of that name in the account and region of the stack
   */
  readonly clusterArn?: string;

  /**
   * The ARN of the OIDC provider that exists in IAM for this cluster. It is used as it is, and the
   * issuer is read from it. Exclusive with `oidcIssuerUrl`.
   *
   * @default - no provider is known
   */
  readonly oidcProviderArn?: string;

  /**
   * The issuer of the cluster's tokens, where no OIDC provider exists yet: this app creates it, once
   * per account and issuer. It must start with `https://` and have no port, query or trailing slash;
   * an EKS host must be followed by `/id/<id>`. Exclusive with `oidcProviderArn`.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
   * @default - no issuer is known; IRSA is refused
   */
  readonly oidcIssuerUrl?: string;

  /**
   * What happens to the OIDC provider that this app creates for `oidcIssuerUrl`, when the last
   * identity that needs it is gone. Workloads outside this app may use it too.
   *
   * @default - the provider is deleted, and a warning says so
   */
  readonly oidcProviderRemovalPolicy?: RemovalPolicy;

  /**
   * The kubectl provider of the cluster, where this app may write ServiceAccounts into it.
   *
   * @default - none; use `ServiceAccountDelivery.gitOps()` or `.external()`
   */
  readonly kubectlProvider?: eks.IKubectlProvider;

  /**
   * Whether this is a cluster of Amazon EKS. A self-managed Kubernetes has an OIDC issuer, but
   * neither a cluster ARN nor Pod Identity.
   *
   * @default true
   */
  readonly eks?: boolean;
}

/**
 * A Kubernetes cluster that exists outside this app, by its attributes.
 *
 * Clusters of `aws-eks`, `aws-eks-v2` and `CfnCluster` need no wrapping: pass them as they are.
 */
export class WorkloadCluster extends Construct implements aws_eks.IClusterRef {
  /**
   * A cluster by its name, and by its OIDC provider or issuer where IRSA is used.
   *
   * @throws where both `oidcProviderArn` and `oidcIssuerUrl` are given, or either has a form that
   * IAM could never match
   * @example
   * const cluster = WorkloadCluster.fromAttributes(this, 'Cluster', {
   *   clusterName: 'prod',
   *   oidcProviderArn:
   *     'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
   * });
   */
  public static fromAttributes(
    scope: Construct,
    id: string,
    attributes: WorkloadClusterAttributes,
  ): WorkloadCluster {
    return new WorkloadCluster(scope, id, attributes);
  }

  /** Whether the given object is a `WorkloadCluster`, of whichever copy of this package. */
  public static isWorkloadCluster(x: any): boolean {
    return typeof x === 'object' && x !== null && WORKLOAD_CLUSTER in x;
  }

  public readonly clusterRef: aws_eks.ClusterReference;
  public readonly env: ResourceEnvironment;

  /** The ARN of the OIDC provider that exists for the cluster, if it is known. */
  public readonly oidcProviderArn?: string;

  /** The issuer without `https://`, if it is known. */
  public readonly oidcIssuer?: string;

  /** What happens to an OIDC provider that this app creates for the cluster. */
  public readonly oidcProviderRemovalPolicy?: RemovalPolicy;

  /** The way to write into the cluster, if there is one. */
  public readonly kubectlProvider?: eks.IKubectlProvider;

  /** Whether this is a cluster of Amazon EKS. */
  public readonly isEks: boolean;

  private constructor(scope: Construct, id: string, attributes: WorkloadClusterAttributes) {
    super(scope, id);
    Object.defineProperty(this, WORKLOAD_CLUSTER, { value: true });
    const { clusterName, oidcProviderArn, oidcIssuerUrl } = attributes;
    if (oidcProviderArn !== undefined && oidcIssuerUrl !== undefined) {
      throw new WorkloadIdentityError(
        this,
        `oidcProviderArn '${oidcProviderArn}' and oidcIssuerUrl '${oidcIssuerUrl}' are both given: give ` +
          'oidcProviderArn where the provider exists in IAM, oidcIssuerUrl where this app is to create it',
      );
    }
    if (oidcProviderArn !== undefined) {
      if (Token.isUnresolved(oidcProviderArn)) {
        this.oidcIssuer = Arn.extractResourceName(oidcProviderArn, 'oidc-provider');
      } else {
        this.oidcIssuer = issuerFromProviderArn(this, oidcProviderArn);
      }
    } else if (oidcIssuerUrl !== undefined) {
      this.oidcIssuer = issuerFromUrl(this, oidcIssuerUrl);
    }
    this.oidcProviderArn = oidcProviderArn;
    this.oidcProviderRemovalPolicy = attributes.oidcProviderRemovalPolicy;
    this.kubectlProvider = attributes.kubectlProvider;
    this.isEks = attributes.eks ?? true;

    const stack = Stack.of(this);
    const clusterArn =
      attributes.clusterArn ??
      stack.formatArn({ service: 'eks', resource: 'cluster', resourceName: clusterName });
    this.clusterRef = { clusterName, clusterArn };
    const parsed = clusterOfArn(this, clusterArn);
    if (parsed && parsed.resourceName !== clusterName && !Token.isUnresolved(clusterName)) {
      throw new WorkloadIdentityError(
        this,
        `clusterArn '${clusterArn}' is the ARN of another cluster than clusterName '${clusterName}': ` +
          'expected the same name at its end. Correct either, or leave clusterArn out where the cluster is in ' +
          'the account and region of the stack',
      );
    }
    this.env = {
      account: parsed?.account ?? stack.account,
      region: parsed?.region ?? stack.region,
    };
  }
}

function clusterOfArn(scope: Construct, clusterArn: string): ArnComponents | undefined {
  checkClusterArn(scope, clusterArn);
  return Token.isUnresolved(clusterArn)
    ? undefined
    : Arn.split(clusterArn, ArnFormat.SLASH_RESOURCE_NAME);
}
