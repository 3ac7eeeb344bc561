import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { type TrustConfig, WorkloadTrust } from '../trust/workload-trust';
import { recommend } from './recommend';
import type { WorkloadNeeds } from './workload-needs';

/** By which of the two mechanisms of Amazon EKS pods get AWS credentials. */
export enum IdentityMechanism {
  /** IAM roles for service accounts. */
  IRSA = 'irsa',

  /** EKS Pod Identity. */
  POD_IDENTITY = 'pod-identity',
}

/**
 * Which mechanism a workload should use, and why.
 *
 * EKS Pod Identity is the answer unless something that the workload needs speaks for IRSA.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html
 * @example
 * const advice = MechanismAdvice.of({ fargate: true });
 *
 * new WorkloadIdentity(this, 'App', {
 *   cluster,
 *   namespace: 'shop',
 *   serviceAccountName: 'app',
 *   trust: advice.trust,
 * });
 */
export class MechanismAdvice {
  /**
   * The advice for a workload.
   *
   * @throws where no mechanism meets all needs, such as Fargate together with a session policy
   */
  public static of(needs: WorkloadNeeds): MechanismAdvice {
    const recommendation = recommend(needs);
    if (recommendation.mechanism === undefined) {
      const { why, fix } = recommendation;
      throw new WorkloadIdentityError(undefined, `no mechanism meets all needs: ${why}. ${fix}`);
    }
    const { mechanism, rows } = recommendation;
    const reasons = rows.map(({ situation, why }) => `${situation}: ${why}`);
    return mechanism === 'irsa'
      ? new MechanismAdvice(IdentityMechanism.IRSA, reasons, WorkloadTrust.irsa())
      : new MechanismAdvice(IdentityMechanism.POD_IDENTITY, reasons, podIdentityTrust(needs));
  }

  private constructor(
    /** The mechanism to use. */
    public readonly mechanism: IdentityMechanism,

    /** What speaks for it, and what it asks for: one text for each need, at least one. */
    public readonly reasons: string[],

    /**
     * The mechanism as the `trust` of a `WorkloadIdentity`, with its defaults. With the need `sessionPolicy` an
     * identity refuses it, since the policy itself is not known here: give it to `WorkloadTrust.podIdentity()`.
     */
    public readonly trust: WorkloadTrust,
  ) {}
}

function podIdentityTrust({ sessionPolicy }: WorkloadNeeds): WorkloadTrust {
  return sessionPolicy ? new TrustWithoutPolicy() : WorkloadTrust.podIdentity();
}

/** The trust without the session policy would let the pods do all that the shared role may do. */
class TrustWithoutPolicy extends WorkloadTrust {
  public readonly _bind = (scope: IConstruct): TrustConfig => {
    throw new WorkloadIdentityError(
      scope,
      'trust is the advice for a workload with a session policy, and the policy is missing: use ' +
        'WorkloadTrust.podIdentity({ sessionPolicy }), or drop the need sessionPolicy',
    );
  };
}
