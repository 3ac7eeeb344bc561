/** One kind of failed `AssumeRoleWithWebIdentity` call. Every failure is of exactly one kind. */
export interface IrsaFailure {
  readonly id: 'AccessDenied' | 'ExpiredToken' | 'InvalidIdentityToken' | 'OtherError';
  readonly condition: string;
  readonly meaning: string;
}

/**
 * Error codes are matched by their beginning, because they are written with and without a final
 * `Exception`: STS itself says `ExpiredTokenException`, but `InvalidIdentityToken`.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export const irsaFailures: readonly IrsaFailure[] = [
  {
    id: 'AccessDenied',
    condition: '$.errorCode = "AccessDenied*"',
    meaning:
      'The trust policy of the role does not admit the ServiceAccount: wrong namespace, name, audience or cluster, or the role is gone.',
  },
  {
    id: 'ExpiredToken',
    condition: '$.errorCode = "ExpiredToken*"',
    meaning:
      'Pods send an expired ServiceAccount token: the SDK is too old to read the token file again, or the clock is wrong.',
  },
  {
    id: 'InvalidIdentityToken',
    condition: '$.errorCode = "InvalidIdentityToken*"',
    meaning:
      'STS cannot accept the token: IAM has no OIDC provider for the issuer, the audience is not in its client id list, or the signature is wrong. An issuer whose keys cannot be reached may leave no event at all.',
  },
  {
    id: 'OtherError',
    condition:
      '($.errorCode = "*") && ($.errorCode != "AccessDenied*") && ($.errorCode != "ExpiredToken*") && ($.errorCode != "InvalidIdentityToken*")',
    meaning:
      'The call failed for another reason, for example IDPCommunicationError or PackedPolicyTooLarge.',
  },
];

/** Calls by Kubernetes subjects, and calls that name nobody: a refused token may leave no name. */
export const irsaCall: readonly string[] = [
  '$.eventSource = "sts.amazonaws.com"',
  '$.eventName = "AssumeRoleWithWebIdentity"',
  '($.userIdentity.userName NOT EXISTS) || ($.userIdentity.userName IS NULL) || ($.userIdentity.userName = "system:serviceaccount:*")',
];
