import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, type IConstruct } from 'constructs';
import type { IAuditedIdentity } from './audit';
import { declareIdentity } from './checks/declared-identities';
import { reportIdentities } from './checks/report-identities';
import { type ClusterView, viewOf } from './cluster/cluster-view';
import { declaredCluster } from './cluster/declared-cluster';
import { checkPodIdentityCluster } from './cluster/pod-identity-cluster';
import { declaredPermissions } from './permissions/declared-permissions';
import type { WildcardReason } from './permissions/permission-set';
import { claimSubject } from './private/claimed-subjects';
import { WorkloadIdentityError } from './private/errors';
import { deliver } from './service-account/deliver';
import {
  type DeliveryConfig,
  ServiceAccountDelivery,
} from './service-account/service-account-delivery';
import { serviceAccountManifest } from './service-account/service-account-manifest';
import { ServiceAccountSubject } from './service-account/service-account-subject';
import { checkAnnotations, identityAnnotations } from './service-account/workload-annotations';
import { addonProperties, checkAddonIdentity } from './trust/addon-identity';
import type { AddonIdentityProperties } from './trust/addon-identity-properties';
import { checkAccounts } from './trust/cross-account';
import { newAssociation } from './trust/identity-association';
import { adoptRole, type IdentityRoleInput, literalRoleArn, newRole } from './trust/identity-role';
import { trustPolicyJson } from './trust/trust-document';
import { trustStatements } from './trust/trust-statements';
import type { TrustConfig } from './trust/workload-trust';
import type { WorkloadIdentityProps } from './workload-identity-props';

const WORKLOAD_IDENTITY = Symbol.for('cdk-eks-workload-identity.WorkloadIdentity');

/**
 * The AWS identity of the pods of one ServiceAccount: a role that trusts exactly them, what the role may do,
 * and the ServiceAccount object.
 *
 * `IrsaServiceAccount` and `PodIdentityAssociation` are its everyday forms; this one takes the trust as a
 * property, to migrate from one to the other.
 */
export class WorkloadIdentity extends Construct implements iam.IGrantable, IAuditedIdentity {
  /** Whether the given object is a `WorkloadIdentity`, of whichever copy of this package. */
  public static isWorkloadIdentity(x: any): boolean {
    return typeof x === 'object' && x !== null && WORKLOAD_IDENTITY in x;
  }

  /** The role whose credentials the pods get. */
  public readonly role: iam.IRole;

  /** The ARN of the role. */
  public readonly roleArn: string;

  public readonly grantPrincipal: iam.IPrincipal;

  /** `system:serviceaccount:<namespace>:<name>`, as the token's `sub` has it. */
  public readonly subject: string;

  /** The name of the ServiceAccount. */
  public readonly serviceAccountName: string;

  /** The namespace of the ServiceAccount. */
  public readonly namespace: string;

  /**
   * The ServiceAccount object, annotations included, as a plain object for `addManifest`, cdk8s or the like.
   */
  public readonly serviceAccountManifest: { [key: string]: any };

  /** The Pod Identity association with the primary cluster, where there is one. */
  public readonly association?: eks.CfnPodIdentityAssociation;

  /** The OIDC provider of the primary cluster, where IRSA is used. */
  public readonly oidcProviderArn?: string;

  /**
   * The trust policy that the role must have, as JSON: for a role that is made elsewhere.
   */
  public readonly requiredTrustPolicy: string;

  /**
   * The wildcards that the permissions of the `addon` keep, each with the reason why it must: for reviewers, and
   * to acknowledge findings such as AwsSolutions-IAM5 of cdk-nag by exactly them. Resources may be tokens.
   */
  public readonly wildcards: WildcardReason[];

  private readonly annotations: { [key: string]: string };
  private readonly deliveryKind: DeliveryConfig['kind'];
  private readonly trust: TrustConfig;

  /**
   * @throws where a name is not one that Kubernetes or IAM accepts, the cluster lacks what the trust or the
   * delivery needs, or the ServiceAccount has an identity already
   */
  constructor(scope: Construct, id: string, props: WorkloadIdentityProps) {
    super(scope, id);
    Object.defineProperty(this, WORKLOAD_IDENTITY, { value: true });

    const clusters = [props.cluster, ...(props.additionalClusters ?? [])].map((cluster) =>
      viewOf(cluster, this),
    );
    const trust = props.trust._bind(this);
    this.trust = trust;
    const permissions = declaredPermissions(this, props, clusters, trust);
    this.wildcards = permissions.wildcards.map(({ conditional, ...wildcard }) => wildcard);
    const subject = new ServiceAccountSubject(
      this,
      permissions.namespace,
      permissions.serviceAccountName,
    );
    if (trust.podIdentity) {
      for (const cluster of clusters) {
        checkPodIdentityCluster(this, cluster, Stack.of(this));
      }
    }
    checkAnnotations(this, props.annotations ?? {}, trust.irsa !== undefined);
    const delivery = (props.delivery ?? ServiceAccountDelivery.kubectl())._config;
    checkAccounts(this, clusters, trust, props, delivery.kind);
    if (delivery.kind === 'addon') {
      checkAddonIdentity(this, trust, props);
    }
    claimSubject(this, clusters, subject);
    this.subject = subject.toString();
    this.namespace = subject.namespace;
    this.serviceAccountName = subject.serviceAccountName;

    const roleAccount = props.role?.env.account ?? Stack.of(this).account;
    const statements = trustStatements(this, trust, clusters, this, roleAccount);
    this.requiredTrustPolicy = trustPolicyJson(statements);
    this.oidcProviderArn = trust.irsa && statements[0].Principal.Federated;
    const roleInput: IdentityRoleInput = {
      ...props,
      statements,
      policyStatements: permissions.statements,
      managedPolicies: permissions.managedPolicies,
      idKey: stableKey(clusters[0], subject),
    };
    this.role = props.role ?? newRole(this, roleInput);
    if (props.role) {
      adoptRole(this, props.role, roleInput);
    }
    this.roleArn = this.role.roleArn;
    this.grantPrincipal = this.role.grantPrincipal;
    this.association = this.associate(clusters, delivery, subject)[0];

    const annotate = (roleArn: string) => ({
      ...props.annotations,
      ...(trust.irsa ? identityAnnotations(trust.irsa, roleArn) : {}),
    });
    const manifestWith = (roleArn: string) =>
      serviceAccountManifest({
        ...props,
        namespace: this.namespace,
        name: this.serviceAccountName,
        labels: props.labels ?? {},
        annotations: annotate(roleArn),
      });
    this.annotations = annotate(this.roleArn);
    this.serviceAccountManifest = manifestWith(this.roleArn);

    this.deliveryKind = delivery.kind;
    const literalArn = trust.irsa ? literalRoleArn(this, this.role, props) : '';
    const delivered = clusters.map((cluster) =>
      deliver(delivery, {
        identity: this,
        cluster,
        subject,
        manifest: this.serviceAccountManifest,
        literalManifest: literalArn === undefined ? undefined : manifestWith(literalArn),
        prerequisites: () => prerequisitesIn([this, props.role]),
      }),
    );
    const others = [...delivered.map(({ construct }) => construct), props.role];
    Dependable.implement(this, {
      dependencyRoots: [this, ...others.filter((other) => other !== undefined)],
    });
    declareIdentity(this, () => ({
      path: this.node.path,
      stack: Stack.of(this).stackName,
      mechanism: mechanismOf(trust),
      namespace: this.namespace,
      serviceAccountName: this.serviceAccountName,
      clusters: clusters.map(declaredCluster),
      roleLogicalId: logicalIdOfRole(this.role),
      roleArn: props.role || !logicalIdOfRole(this.role) ? this.roleArn : undefined,
      audience: trust.irsa?.audience,
      delivery: { kind: delivered[0].kind, detail: delivered[0].detail },
      sessionTags: trust.podIdentity?.sessionTags,
      sharing: clusters.length > 1 ? [`declared for ${clusters.length} clusters`] : undefined,
      wildcards: permissions.wildcards.length > 0 ? permissions.wildcards : undefined,
    }));
    reportIdentities(this);
  }

  /**
   * What a Helm chart with the usual `serviceAccount` values has to be given. The chart creates the
   * ServiceAccount where the delivery is `external()`, and uses the delivered one otherwise.
   */
  public helmValues(): { [key: string]: any } {
    return {
      serviceAccount: {
        create: this.deliveryKind === 'external',
        name: this.serviceAccountName,
        ...(Object.keys(this.annotations).length > 0 ? { annotations: this.annotations } : {}),
      },
    };
  }

  /**
   * What the `CfnAddon` that owns the ServiceAccount has to be given.
   *
   * @throws where the identity is not delivered by `ServiceAccountDelivery.eksAddon()`: the same ServiceAccount
   * would be owned twice
   */
  public addonProperties(): AddonIdentityProperties {
    if (this.deliveryKind !== 'addon') {
      throw new WorkloadIdentityError(
        this,
        `the ServiceAccount is delivered by ${this.deliveryKind}, so an EKS add-on would be its second owner: ` +
          'declare the identity with ServiceAccountDelivery.eksAddon()',
      );
    }
    return addonProperties(this.trust, this.serviceAccountName, this.roleArn);
  }

  private associate(
    clusters: ClusterView[],
    delivery: DeliveryConfig,
    subject: ServiceAccountSubject,
  ): eks.CfnPodIdentityAssociation[] {
    const { podIdentity } = this.trust;
    if (!podIdentity?.association) {
      return [];
    }
    if (delivery.kind === 'addon') {
      for (const cluster of clusters) {
        podIdentity.agent._ensure(this, cluster);
      }
      return [];
    }
    return clusters.map((cluster, index) =>
      newAssociation(
        this,
        index === 0 ? 'Association' : `Association${index + 1}`,
        cluster,
        subject,
        this.role,
        podIdentity,
        stableKey(cluster, subject)?.key,
      ),
    );
  }
}

/** The names that logical ids follow, where none of them is a token. */
function stableKey(cluster: ClusterView, subject: ServiceAccountSubject) {
  const readable = [subject.namespace, subject.serviceAccountName];
  const key = [cluster.key, ...readable];
  return key.some((part) => Token.isUnresolved(part)) ? undefined : { readable, key };
}

/** What pods need besides the ServiceAccount: they must not start with an empty role. */
function prerequisitesIn(scopes: (IConstruct | undefined)[]): IConstruct[] {
  return scopes.flatMap((scope) => scope?.node.findAll().filter(isPrerequisite) ?? []);
}

function isPrerequisite(construct: IConstruct): boolean {
  return (
    CfnResource.isCfnResource(construct) &&
    ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::EKS::PodIdentityAssociation'].includes(
      construct.cfnResourceType,
    )
  );
}

function mechanismOf({ irsa, podIdentity }: TrustConfig): 'irsa' | 'pod-identity' | 'dual' {
  if (irsa && podIdentity) {
    return 'dual';
  }
  return irsa ? 'irsa' : 'pod-identity';
}

function logicalIdOfRole(role: iam.IRole): string | undefined {
  const resource = role.node.defaultChild;
  return CfnResource.isCfnResource(resource) ? resource.logicalId : undefined;
}
