import { type Duration, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { OidcAudiences } from '../cluster/oidc-audiences';
import { PodIdentityAgent } from '../cluster/pod-identity-agent';
import { WorkloadIdentityError } from '../private/errors';
import { tokenExpirationSeconds } from '../service-account/workload-annotations';
import { PodIdentityNarrowing } from './pod-identity-narrowing';
import { checkSessionPolicy } from './session-policy';

/** How pods prove who they are by IRSA. */
export interface IrsaTrustOptions {
  /**
   * The audience of the token: checked by the trust policy, asked for by the ServiceAccount's annotation,
   * and added to the client ids of the OIDC provider.
   *
   * @default sts.amazonaws.com - in every partition
   */
  readonly audience?: string;

  /**
   * How long the projected token is valid: 10 minutes to 24 hours, in whole seconds. The kubelet renews it
   * before it expires.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html
   * @default - 24 hours, set by EKS
   */
  readonly tokenExpiration?: Duration;

  /**
   * Whether pods call the STS endpoint of their Region. EKS does so by itself since Kubernetes 1.25; the
   * annotation makes it explicit.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/configure-sts-endpoint.html
   * @default true
   */
  readonly stsRegionalEndpoints?: boolean;
}

/** How pods get credentials by EKS Pod Identity. */
export interface PodIdentityTrustOptions {
  /**
   * Who brings the EKS Pod Identity Agent onto the nodes.
   *
   * @default PodIdentityAgent.automatic()
   */
  readonly agent?: PodIdentityAgent;

  /**
   * How far the role's trust reaches.
   *
   * @default - PodIdentityNarrowing.subject(); with session tags off PodIdentityNarrowing.cluster()
   */
  readonly narrowing?: PodIdentityNarrowing;

  /**
   * A role, in this or another account, whose credentials the pods get. The identity's own role only assumes
   * it. Sessions last one hour, since roles are chained.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
   * @default - pods get the credentials of the identity's own role
   */
  readonly targetRoleArn?: string;

  /**
   * A policy that narrows what these pods may do below what the role allows: the intersection counts. At most
   * 2,048 characters. It turns session tags off. With a target role it applies to the target role alone.
   *
   * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
   * @default - pods may do all that the role allows
   */
  readonly sessionPolicy?: iam.PolicyDocument;

  /**
   * Whether EKS tags each session with cluster, namespace, ServiceAccount and pod, for permissions that
   * compare `aws:PrincipalTag`.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
   * @default true - false where a session policy is given
   */
  readonly sessionTags?: boolean;

  /**
   * Tags of the association itself.
   *
   * @default - none beyond those of the stack
   */
  readonly tags?: { [key: string]: string };
}

/** How pods prove who they are while they move from IRSA to EKS Pod Identity. */
export interface DualTrustOptions extends IrsaTrustOptions, PodIdentityTrustOptions {
  /**
   * Whether the Pod Identity association is made. Without it the role is prepared for both, and pods go on
   * with IRSA; with it, new pods use Pod Identity.
   *
   * @default true
   */
  readonly association?: boolean;
}

/** @internal */
export interface IrsaTrustConfig {
  readonly audience: string;
  readonly tokenExpiration?: string;
  readonly stsRegionalEndpoints: boolean;
}

/** @internal */
export interface PodIdentityTrustConfig {
  readonly association: boolean;
  readonly agent: PodIdentityAgent;
  readonly narrowing: PodIdentityNarrowing;
  readonly targetRoleArn?: string;
  readonly sessionPolicy?: iam.PolicyDocument;
  readonly sessionTags: boolean;
  readonly tags?: { [key: string]: string };
}

/**
 * What a trust strategy decides: plain data, from which the identity makes resources.
 *
 * @internal
 */
export interface TrustConfig {
  readonly irsa?: IrsaTrustConfig;
  readonly podIdentity?: PodIdentityTrustConfig;
}

/** How a pod proves to AWS who it is. */
export abstract class WorkloadTrust {
  /**
   * IAM roles for service accounts: the cluster's OIDC issuer signs a token for the pod.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
   */
  public static irsa(options: IrsaTrustOptions = {}): WorkloadTrust {
    return new Trust((scope) => ({ irsa: bindIrsa(scope, options) }));
  }

  /**
   * EKS Pod Identity: an association in EKS and an agent on the node.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  public static podIdentity(options: PodIdentityTrustOptions = {}): WorkloadTrust {
    return new Trust((scope) => ({ podIdentity: bindPodIdentity(scope, options, true) }));
  }

  /** Both, on one role, to migrate from the first to the second without a break. */
  public static dual(options: DualTrustOptions = {}): WorkloadTrust {
    return new Trust((scope) => ({
      irsa: bindIrsa(scope, options),
      podIdentity: bindPodIdentity(scope, options, options.association ?? true),
    }));
  }

  /** @internal */
  public abstract readonly _bind: (scope: IConstruct) => TrustConfig;
}

class Trust extends WorkloadTrust {
  constructor(public readonly _bind: (scope: IConstruct) => TrustConfig) {
    super();
  }
}

function bindIrsa(scope: IConstruct, options: IrsaTrustOptions): IrsaTrustConfig {
  const audience = options.audience ?? OidcAudiences.DEFAULT;
  checkAudience(scope, audience);
  return {
    audience,
    tokenExpiration:
      options.tokenExpiration && tokenExpirationSeconds(scope, options.tokenExpiration),
    stsRegionalEndpoints: options.stsRegionalEndpoints ?? true,
  };
}

/**
 * What an OIDC provider takes as a client id.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
function checkAudience(scope: IConstruct, audience: string): void {
  if (!Token.isUnresolved(audience) && (audience.length === 0 || audience.length > 255)) {
    throw new WorkloadIdentityError(
      scope,
      `audience '${audience}' (${audience.length} characters) is not one that an OIDC provider accepts: expected ` +
        `1 to 255 characters. Leave it out for the default, '${OidcAudiences.DEFAULT}'`,
    );
  }
}

function bindPodIdentity(
  scope: IConstruct,
  options: PodIdentityTrustOptions,
  association: boolean,
): PodIdentityTrustConfig {
  const { sessionPolicy, targetRoleArn, tags } = options;
  const sessionTags = options.sessionTags ?? sessionPolicy === undefined;
  if (sessionPolicy) {
    checkSessionPolicy(scope, sessionPolicy, sessionTags);
  }
  const narrowing =
    options.narrowing ??
    (sessionTags ? PodIdentityNarrowing.subject() : PodIdentityNarrowing.cluster());
  if (narrowing._needsSessionTags && !sessionTags) {
    throw new WorkloadIdentityError(
      scope,
      'narrowing by PodIdentityNarrowing.subject() compares session tags, and session tags are off ' +
        `(${sessionPolicy ? 'a sessionPolicy turns them off' : 'sessionTags: false'}): no pod would ever be ` +
        'admitted. Use PodIdentityNarrowing.cluster(), or turn session tags on',
    );
  }
  return {
    association,
    agent: options.agent ?? PodIdentityAgent.automatic(),
    narrowing,
    targetRoleArn,
    sessionPolicy,
    sessionTags,
    tags,
  };
}
