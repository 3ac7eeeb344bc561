import type { Stack } from 'aws-cdk-lib';
import type { PermissionSet } from '../../src';

/** The well-known add-ons that the catalogue promises. */
export const ADDONS = [
  'cert-manager',
  'external-dns (Route 53)',
  'external-dns (Cloud Map)',
  'AWS Load Balancer Controller',
  'AWS Load Balancer Controller (TargetGroupBinding only)',
  'AWS Load Balancer Controller (Global Accelerator)',
  'AWS Load Balancer Controller (ACM)',
  'Cluster Autoscaler',
  'Karpenter',
  'Amazon EBS CSI driver',
  'Amazon EFS CSI driver',
  'Amazon S3 Files (EFS CSI driver)',
  'FSx for Lustre CSI driver',
  'FSx for OpenZFS CSI driver',
  'Mountpoint for Amazon S3 CSI driver',
  'Amazon VPC CNI',
  'External Secrets Operator',
  'Secrets Store CSI provider',
  'Velero',
  'Amazon Managed Service for Prometheus',
  'CloudWatch Observability',
  'ADOT',
  'Fluent Bit',
  'AWS Gateway API Controller',
  'AWS Node Termination Handler',
  'AWS App Mesh',
  'AWS Private CA Issuer',
  'KEDA',
  'pganalyze',
  'ECR image builder',
  'ACK controllers',
  'AWS X-Ray daemon',
] as const;

/** A difference from the upstream document, and why. */
export interface UpstreamDifference {
  readonly actions: string[];
  readonly why: string;
}

/** The recorded comparison with `test/addons/upstream/<document>.json`. */
export interface UpstreamDiff {
  /** The file's name without `.json`. The file has `url`, `date` (YYYY-MM-DD) and `policy`. */
  readonly document: string;
  /** What stands for the document's placeholders in this case, for example `{ VPC_ID: 'vpc-1' }`. */
  readonly placeholders?: Record<string, string>;
  /** Actions that ours allows and upstream does not. */
  readonly adds?: UpstreamDifference[];
  /** Actions that upstream allows and ours does not. */
  readonly omits?: UpstreamDifference[];
  /** Actions that both allow, ours on other resources or under other conditions. */
  readonly narrows?: UpstreamDifference[];
}

/** One declaration of a preset; the catalogue test runs every check over it. */
export interface AddonCase {
  /** The row of the catalogue. The first case of each factory is the one that the README shows. */
  readonly addon: (typeof ADDONS)[number];
  /** The static factory that is called, for example `CertManager.route53`. */
  readonly factory: string;
  /** What is declared, for example `one zone`. */
  readonly title: string;
  readonly declare: (scope: Stack) => PermissionSet;
  /** Declarations that throw, when made or when bound. */
  readonly refuses: {
    readonly why: string;
    readonly declare: (scope: Stack) => unknown;
    readonly message: RegExp;
  }[];
  readonly upstream?: UpstreamDiff;
}
