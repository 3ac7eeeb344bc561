import { Annotations, type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { declareIdentity } from './checks/declared-identities';
import { reportIdentities } from './checks/report-identities';
import { ClusterOidcProvider } from './cluster/cluster-oidc-provider';
import { viewOf } from './cluster/cluster-view';
import { declaredCluster } from './cluster/declared-cluster';
import { checkStatements } from './permissions/statement-checks';
import { WorkloadIdentityError } from './private/errors';
import { identityAnnotations } from './service-account/workload-annotations';
import { newRole } from './trust/identity-role';
import type { RoleOptions } from './trust/role-options';
import { refuseSessionTagVariables } from './trust/session-tag-variables';
import type { SubjectPattern } from './trust/subject-pattern';
import { irsaStatement } from './trust/trust-policy';
import { type IrsaTrustConfig, type IrsaTrustOptions, WorkloadTrust } from './trust/workload-trust';

/** What an `IrsaPatternRole` is told. */
export interface IrsaPatternRoleProps extends RoleOptions, IrsaTrustOptions {
  /** The cluster whose pods share the role. */
  readonly cluster: aws_eks.IClusterRef;

  /** Whom the role trusts; at least one. */
  readonly patterns: SubjectPattern[];

  /**
   * Further clusters with the same patterns.
   *
   * @default - one cluster
   */
  readonly additionalClusters?: aws_eks.IClusterRef[];
}

/**
 * A role that ServiceAccounts share by a pattern of their names, on purpose: only the `sub` of the token is
 * compared with a pattern (StringLike), audience and issuer stay exact. An acknowledgeable warning says who may
 * use the role.
 *
 * No ServiceAccount is written, since nobody knows their names yet: whoever makes them sets
 * `serviceAccountAnnotations` on each. EKS Pod Identity knows no patterns; there, make one association for each
 * ServiceAccount and give all the same `role`.
 *
 * @example
 * new IrsaPatternRole(this, 'Crossplane', {
 *   cluster,
 *   patterns: [SubjectPattern.serviceAccountPrefix('crossplane-system', 'provider-aws-s3-')],
 * });
 */
export class IrsaPatternRole extends Construct implements iam.IGrantable {
  /** The shared role. */
  public readonly role: iam.IRole;

  /** The ARN of the shared role. */
  public readonly roleArn: string;

  public readonly grantPrincipal: iam.IPrincipal;

  /** The patterns of the token's `sub`. */
  public readonly subjectPatterns: string[];

  /** What every ServiceAccount that uses the role has to be annotated with. */
  public readonly serviceAccountAnnotations: { [key: string]: string };

  /** @throws where there is no pattern, or one that would trust every name */
  constructor(scope: Construct, id: string, props: IrsaPatternRoleProps) {
    super(scope, id);
    if (props.patterns.length === 0) {
      throw new WorkloadIdentityError(
        this,
        'patterns is empty, so the role would trust nobody: give at least one, such as ' +
          "SubjectPattern.serviceAccountPrefix('crossplane-system', 'provider-aws-s3-')",
      );
    }
    const clusters = [props.cluster, ...(props.additionalClusters ?? [])].map((cluster) =>
      viewOf(cluster, this),
    );
    const irsa = WorkloadTrust.irsa(props)._bind(this).irsa as IrsaTrustConfig;
    const { audience } = irsa;
    const policyStatements = props.policyStatements ?? [];
    checkStatements(this, policyStatements);
    const managedPolicies = props.managedPolicies ?? [];
    refuseSessionTagVariables(this, policyStatements, 'IRSA sets no session tags');
    this.subjectPatterns = props.patterns.map((pattern) => pattern._subject(this)).sort();
    const key = [clusters[0].key, ...this.subjectPatterns];

    const role = newRole(this, {
      ...props,
      policyStatements,
      managedPolicies,
      statements: clusters.map((cluster) => {
        const { oidcProviderArn, issuer } = ClusterOidcProvider._for(this, cluster, audience);
        return irsaStatement({
          providerArn: oidcProviderArn,
          issuer,
          audience,
          subjectPatterns: this.subjectPatterns,
        });
      }),
      idKey: key.some((part) => Token.isUnresolved(part))
        ? undefined
        : { readable: ['Pattern'], key },
    });
    this.role = role;
    this.roleArn = role.roleArn;
    this.grantPrincipal = role;
    this.serviceAccountAnnotations = identityAnnotations(irsa, role.roleArn);

    Annotations.of(this).addWarningV2(
      'cdk-eks-workload-identity:subjectPattern',
      `The role trusts every ServiceAccount whose subject is like ${this.subjectPatterns.join(' or ')}: whoever ` +
        'may create one of them may use it. Acknowledge this where it is meant, or name the ServiceAccounts',
    );
    declareIdentity(this, () => ({
      path: this.node.path,
      stack: Stack.of(this).stackName,
      mechanism: 'irsa',
      namespace: '*',
      serviceAccountName: '*',
      subjectPatterns: this.subjectPatterns,
      clusters: clusters.map(declaredCluster),
      roleLogicalId: (role.node.defaultChild as CfnResource).logicalId,
      audience,
      delivery: { kind: 'external' },
      sharing: ['declared as a pattern of subjects'],
    }));
    reportIdentities(this);
  }
}
