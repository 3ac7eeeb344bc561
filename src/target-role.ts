import { Arn, ArnFormat, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { checkClusterArn } from './cluster/cluster-arn';
import { checkStatements } from './permissions/statement-checks';
import { WorkloadIdentityError } from './private/errors';
import { ServiceAccountSubject } from './service-account/service-account-subject';
import { newRole } from './trust/identity-role';
import { checkRoleArn } from './trust/role-arn';
import type { RoleOptions } from './trust/role-options';
import { refuseGrantedSessionTags, refuseSessionTagVariables } from './trust/session-tag-variables';
import { type TargetTrustInput, targetRoleStatements } from './trust/target-role-policy';

/** The pods behind a Pod Identity source role. */
export interface PodIdentitySourceOptions {
  /** The ARN of the identity's own role, path included: it needs a literal `roleName`. */
  readonly sourceRoleArn: string;

  /** The ARN of the cluster that the pods run in. */
  readonly clusterArn: string;

  /** The namespace of the ServiceAccount. */
  readonly namespace: string;

  /** The name of the ServiceAccount. */
  readonly serviceAccountName: string;

  /**
   * Whether the association sends session tags. Where they are off, EKS says which pod it is by the external
   * id.
   *
   * @default true
   */
  readonly sessionTags?: boolean;

  /**
   * The external id of the association, where session tags are off: 2 to 1,224 characters.
   *
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   * @default - `<region>/<account>/<cluster>/<namespace>/<ServiceAccount name>`, as EKS forms it
   */
  readonly externalId?: string;
}

/**
 * Who may assume a target role.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html
 */
export abstract class TargetRoleSource {
  /** EKS Pod Identity, for the pods of one ServiceAccount: the association names the role as `targetRoleArn`. */
  public static podIdentity(options: PodIdentitySourceOptions): TargetRoleSource {
    return new Source(options.sourceRoleArn, (scope) => podIdentityEvidence(scope, options));
  }

  /**
   * The application itself, with the credentials of an IRSA role whose identity names the target in
   * `assumableRoleArns`. The source role alone is the proof: IRSA sends no session tags.
   */
  public static irsa(sourceRoleArn: string): TargetRoleSource {
    return new Source(sourceRoleArn, () => ({ kind: 'source-role-only' }));
  }

  /** @internal */
  public abstract _bind(scope: IConstruct): TargetTrustInput;
}

class Source extends TargetRoleSource {
  constructor(
    private readonly sourceRoleArn: string,
    private readonly evidence: (scope: IConstruct) => TargetTrustInput['evidence'],
  ) {
    super();
  }

  public _bind(scope: IConstruct): TargetTrustInput {
    const { sourceRoleArn } = this;
    checkRoleArn(scope, 'sourceRoleArn', sourceRoleArn);
    const { partition, account } = Arn.split(sourceRoleArn, ArnFormat.SLASH_RESOURCE_NAME);
    return {
      sourceRoleArn,
      sourceAccountRoot: `arn:${partition}:iam::${account}:root`,
      evidence: this.evidence(scope),
    };
  }
}

/** Session tags are transitive: with them on, those of the pod are there in the target's session too. */
const REASONS_FOR_NO_SESSION_TAGS = {
  'session-tags': undefined,
  'external-id': 'session tags are off',
  'source-role-only': 'IRSA sets no session tags',
};

/** What a `TargetRole` is told. */
export interface TargetRoleProps extends RoleOptions {
  /** Who may assume the role. */
  readonly source: TargetRoleSource;
}

/**
 * The other side of a cross-account identity: the role, in a stack of the account that owns the resources, which
 * a workload's own role assumes. It can be deployed before or after the identity.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export class TargetRole extends Construct implements iam.IGrantable {
  /** The role in this account. */
  public readonly role: iam.IRole;

  /** Its ARN, for `targetRoleArn` or `assumableRoleArns` of the identity. */
  public readonly roleArn: string;

  public readonly grantPrincipal: iam.IPrincipal;

  /** @throws where the source is not the ARN of a role, or a name is not one that Kubernetes accepts */
  constructor(scope: Construct, id: string, props: TargetRoleProps) {
    super(scope, id);
    const source = props.source._bind(this);
    const policyStatements = props.policyStatements ?? [];
    const managedPolicies = props.managedPolicies ?? [];
    checkStatements(this, policyStatements);
    const whyNoTags = REASONS_FOR_NO_SESSION_TAGS[source.evidence.kind];
    if (whyNoTags) {
      refuseSessionTagVariables(this, policyStatements, whyNoTags);
      refuseGrantedSessionTags(this, managedPolicies, whyNoTags);
    }
    const key = ['target', source.sourceRoleArn, ...Object.values(source.evidence)];
    this.role = newRole(this, {
      ...props,
      statements: targetRoleStatements(source),
      policyStatements,
      managedPolicies,
      idKey: key.some((part) => Token.isUnresolved(part))
        ? undefined
        : { readable: ['Target'], key },
    });
    this.roleArn = this.role.roleArn;
    this.grantPrincipal = this.role.grantPrincipal;
  }
}

const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

function podIdentityEvidence(
  scope: IConstruct,
  options: PodIdentitySourceOptions,
): TargetTrustInput['evidence'] {
  const { clusterArn, namespace, serviceAccountName, sessionTags = true, externalId } = options;
  new ServiceAccountSubject(scope, namespace, serviceAccountName);
  checkClusterArn(scope, clusterArn);
  if (sessionTags && externalId !== undefined) {
    throw new WorkloadIdentityError(
      scope,
      `externalId '${externalId}' is given and session tags are on: EKS sends the external id only with session ` +
        'tags off. Leave externalId out, or set sessionTags to false here and in the identity',
    );
  }
  if (
    externalId !== undefined &&
    !Token.isUnresolved(externalId) &&
    !EXTERNAL_ID.test(externalId)
  ) {
    throw new WorkloadIdentityError(
      scope,
      `externalId '${externalId}' is none that STS takes: 2 to 1,224 letters, digits and '_+=,.@:/-'. Leave it out ` +
        "for the one that EKS forms, or give the association's attribute ExternalId",
    );
  }
  if (sessionTags) {
    return { kind: 'session-tags', clusterArn, namespace, serviceAccountName };
  }
  const { region, account, resourceName } = Arn.split(clusterArn, ArnFormat.SLASH_RESOURCE_NAME);
  const formed = [region, account, resourceName, namespace, serviceAccountName].join('/');
  return { kind: 'external-id', externalId: externalId ?? formed };
}
