/** One of the eight things that go wrong, and the recorded cases that show it. */
export interface Trouble {
  readonly title: string;
  /** What the owner of the pod sees, in a line of Markdown. */
  readonly symptom: string;
  readonly cases: readonly string[];
}

export const TROUBLES: readonly Trouble[] = [
  {
    title: 'The subject does not match',
    symptom:
      '`AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity`: namespace, name or case differ.',
    cases: ['subject-namespace', 'subject-name', 'subject-case'],
  },
  {
    title: 'The token is not injected',
    symptom:
      '`Unable to locate credentials`: the pod has no `AWS_ROLE_ARN`, though the ServiceAccount is annotated.',
    cases: ['token-not-injected'],
  },
  {
    title: 'The annotation is on the wrong object',
    symptom:
      '`Unable to locate credentials`: the role is written down, and the pod does not get it.',
    cases: ['annotation-on-deployment'],
  },
  {
    title: 'The audience is another',
    symptom: '`InvalidIdentityToken: Incorrect token audience`.',
    cases: ['audience-of-the-api-server'],
  },
  {
    title: 'The issuer is of another Region or cluster',
    symptom:
      '`InvalidIdentityToken: No OpenIDConnect provider found in your account`, or `AccessDenied` where both providers exist.',
    cases: ['issuer-of-another-region', 'issuer-of-another-cluster'],
  },
  {
    title: 'The token has expired',
    symptom: '`ExpiredTokenException`, hours or a day after the pod started.',
    cases: ['expired-token'],
  },
  {
    title: 'The permission is missing',
    symptom:
      '`... assumed-role/s3-reader/... is not authorized to perform: s3:PutObject`: the identity works, its policies do not allow this.',
    cases: ['permission-missing'],
  },
  {
    title: 'The pod falls back to the role of the node',
    symptom:
      '`AccessDenied: ... assumed-role/<role of the node>/i-... is not authorized to perform`.',
    cases: ['node-role-fallback'],
  },
];
