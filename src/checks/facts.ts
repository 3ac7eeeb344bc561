import type { Quotas } from './quotas';

/**
 * What the rules read: plain data about the identities of an app, however they were made.
 *
 * Every string may hold marked expressions such as `${Fn::GetAtt Infra.Cluster.OpenIdConnectIssuer}`
 * for what is only known at deployment (see expression.ts). Equal expressions are equal strings.
 */
export interface Facts {
  readonly roles: RoleFact[];
  readonly managedPolicies: ManagedPolicyFact[];
  readonly providers: ProviderFact[];
  readonly associations: AssociationFact[];
  readonly clusters: ClusterFact[];
  readonly fargateProfiles: FargateProfileFact[];
  readonly nodeGroups: NodeGroupFact[];
  readonly nodeRoles: NodeRoleFact[];
  readonly launchTemplates: LaunchTemplateFact[];
  readonly helmReleases: HelmReleaseFact[];
  readonly kubernetesObjects: KubernetesObjectFact[];
  readonly declared: DeclaredIdentity[];
  readonly quotas: Quotas;
}

/** Where a fact comes from. */
export interface Origin {
  /** The construct path, or `stack/logicalId`, or a file name. */
  readonly path: string;
  /** The stack's name in this collection; absent for a manifest file. */
  readonly stack?: string;
  /** The logical id in the stack's template; absent for a manifest file. */
  readonly logicalId?: string;
  /** Twelve digits, where the stack's account is known. */
  readonly account?: string;
  /** Where the stack's Region is known. */
  readonly region?: string;
  /** The condition of the template under which the resource is made. */
  readonly condition?: string;
}

export interface RoleFact extends Origin {
  /** A literal ARN or the expression that stands for it. */
  readonly arn: string;
  /** The literal role name, where one is given. */
  readonly name?: string;
  /** Undefined where the whole trust policy is an expression that cannot be read. */
  readonly trust?: TrustStatement[];
  /** Characters of the trust policy without white space, expressions at their longest value. */
  readonly trustSize: number;
  /** Whether that is known of every expression; others count as written in the facts. */
  readonly trustSizeExact: boolean;
  /** Whether the trust policy was written as a JSON string. */
  readonly trustIsString: boolean;
  /** Inline policies, separate policies, and the managed policies of the same templates. */
  readonly policies: PolicyFact[];
  /** All attached managed policies: ARNs or expressions, those in `policies` included. */
  readonly managedPolicyArns: string[];
  readonly permissionsBoundary?: string;
}

export interface TrustStatement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** As written, for example `sts:AssumeRoleWithWebIdentity`. */
  readonly actions: string[];
  readonly federated: FederatedPrincipal[];
  readonly services: string[];
  /** AWS principals; `*` for everybody. */
  readonly aws: string[];
  readonly conditions: ConditionFact[];
}

export interface FederatedPrincipal {
  /** The ARN or expression of the provider. */
  readonly provider: string;
  /** The issuer without `https://`, where the provider is an OIDC provider. */
  readonly issuer?: string;
  /** The account in the provider's ARN. */
  readonly account?: string;
}

export interface ConditionFact {
  /** As written, for example `ForAnyValue:StringLike` or `StringEqualsIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: string[];
  /** For the key of an OIDC provider: what stands before the claim. */
  readonly issuer?: string;
  /** For the key of an OIDC provider: `sub`, `aud`, ... in lower case. */
  readonly claim?: string;
  /** The keys or values are an expression that cannot be read; `key` holds it. */
  readonly opaque?: boolean;
}

export interface PermissionStatement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: string[];
  readonly notActions: string[];
  readonly resources: string[];
  readonly notResources: string[];
  readonly conditions: ConditionFact[];
}

export interface PolicyFact extends Origin {
  readonly kind: 'inline' | 'managed';
  readonly name?: string;
  /** Undefined where the document is an expression that cannot be read. */
  readonly statements?: PermissionStatement[];
  /** The document with its expressions marked, as IAM would get it. */
  readonly document?: unknown;
  /** Characters without white space; expressions count as written in the facts. */
  readonly size: number;
  readonly sizeExact: boolean;
}

export interface ManagedPolicyFact extends PolicyFact {
  readonly arn: string;
}

export interface ProviderFact extends Origin {
  readonly arn: string;
  /** The issuer without `https://`. */
  readonly issuer: string;
  /** The URL as written. */
  readonly url: string;
  readonly clientIds: string[];
  /** Made by CDK's Lambda-backed custom resource, not by `AWS::IAM::OIDCProvider`. */
  readonly custom: boolean;
}

export interface AssociationFact extends Origin {
  /** The `key` of the cluster. */
  readonly cluster: string;
  readonly namespace?: string;
  readonly serviceAccountName: string;
  readonly roleArn: string;
  readonly targetRoleArn?: string;
  readonly sessionTags: boolean | 'unknown';
  /** The session policy's document, where there is one. */
  readonly sessionPolicy?: unknown;
  /** The add-on that owns the association. */
  readonly addon?: string;
}

export interface ClusterFact extends Origin {
  /** What makes two clusters the same: account, Region and name, or the resource. */
  readonly key: string;
  readonly name?: string;
  /** The issuer without `https://`: an expression. */
  readonly issuer: string;
  readonly autoMode: boolean | 'unknown';
  /** The 33 of Kubernetes 1.33. Absent: EKS chooses a version of today. */
  readonly minorVersion?: number | 'unknown';
}

export interface FargateProfileFact extends Origin {
  readonly cluster: string;
  readonly selectors: { readonly namespace: string; readonly labels: Record<string, string> }[];
}

export interface NodeGroupFact extends Origin {
  readonly cluster?: string;
  /** ARN or expression of the nodes' role. */
  readonly roleArn?: string;
  /** The logical id of the launch template in the same stack. */
  readonly launchTemplate?: string;
}

/** Where the app says that nodes use a role. */
export interface NodeRoleFact extends Origin {
  /** ARN or expression; undefined where the app does not know it. */
  readonly roleArn?: string;
}

export interface LaunchTemplateFact extends Origin {
  /** Absent: the default of the node group's kind. */
  readonly hopLimit?: number | 'unknown';
  /** The template (or launch configuration) is used by nodes of an EKS cluster in the app. */
  readonly usedByNodes: boolean;
}

export interface HelmReleaseFact extends Origin {
  readonly cluster: string;
  readonly namespace: string;
  readonly release?: string;
}

export interface KubernetesObjectFact extends Origin {
  /** The `key` of the cluster; absent for a manifest from outside. */
  readonly cluster?: string;
  readonly kind: string;
  /** Undefined where the manifest does not say: whoever applies it decides. */
  readonly namespace?: string;
  readonly name: string;
  readonly annotations: Record<string, string>;
  /** For Pod, Deployment, Job and the like. */
  readonly pod?: PodFact;
  /** For what Karpenter and EKS Auto Mode make nodes from. */
  readonly nodeClass?: NodeClassFact;
}

export interface NodeClassFact {
  readonly roleName?: string;
  /** Absent: the default of Karpenter's version, or that of EKS. */
  readonly hopLimit?: number | 'unknown';
}

export interface PodFact {
  /** `serviceAccountName`, or the deprecated `serviceAccount`; `default` where neither is given. */
  readonly serviceAccountName: string;
  readonly annotations: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly hostNetwork: boolean;
  readonly windows: boolean;
  /** Whether `securityContext.fsGroup` is given: the group may read what is mounted. */
  readonly hasFsGroup: boolean;
  readonly containers: ContainerFact[];
}

export interface ContainerFact {
  readonly name: string;
  readonly privileged: boolean;
  /** The manifest says that it does not run as root; the image may decide so too. */
  readonly nonRoot: boolean;
  readonly addedCapabilities: string[];
  /** Names only: values may be secrets. */
  readonly environment: string[];
  /** The Secrets and ConfigMaps whose keys all become variables (`envFrom`). */
  readonly environmentFrom: string[];
}

/** What a construct of this library declared. */
export interface DeclaredIdentity {
  readonly path: string;
  readonly stack: string;
  readonly mechanism: 'irsa' | 'pod-identity' | 'dual';
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly subjectPatterns?: string[];
  readonly clusters: DeclaredCluster[];
  /** In the identity's own stack, where `roleArn` is not given. */
  readonly roleLogicalId?: string;
  readonly roleArn?: string;
  readonly audience?: string;
  readonly delivery: {
    readonly kind: 'kubectl' | 'gitOps' | 'external' | 'addon';
    readonly detail?: string;
  };
  readonly sessionTags?: boolean;
  /** Why the role is shared on purpose, in words. */
  readonly sharing?: string[];
  /** The wildcards of the permission set that the identity uses, with the reason for each. */
  readonly wildcards?: RecordedWildcard[];
}

/** A wildcard that whoever wrote a permission set knows of. */
export interface RecordedWildcard {
  readonly actions: string[];
  readonly resource: string;
  readonly reason: string;
  /** The permission set grants it under conditions only. */
  readonly conditional: boolean;
}

export interface DeclaredCluster {
  readonly key: string;
  readonly name?: string;
  /** The issuer, with or without `https://`, where it is known at synthesis. */
  readonly issuer?: string;
  readonly account?: string;
  readonly region?: string;
  /** The stack that expressions in `name` and `issuer` are of, where it is not the identity's. */
  readonly stack?: string;
}
