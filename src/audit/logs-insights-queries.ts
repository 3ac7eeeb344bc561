import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AuditQuery } from './audit-plan';
import type { IAuditedIdentity } from './audited-identity';
import { quoted } from './filter-pattern';
import { type RoleSubjects, roleSubjectsOf } from './role-subjects';

// CloudWatch Logs takes 10,000 characters for a query; the rest of the query needs about 1,000.
const MAX_EXPECTED_CALLERS_LENGTH = 9000;

// What an ARN or a subject that is not known yet may come to: an ARN with the longest path and
// name, and the longest namespace and ServiceAccount name.
const UNRESOLVED_LENGTH = 640;

// EKS hands the subject to STS as session tags. The tags are an array whose order is not
// documented, so they are read from the event's text. Without session tags the subject is unknown.
const readPodIdentitySubject = [
  'parse @message /"key":\\s*"kubernetes-namespace",\\s*"value":\\s*"(?<podNamespace>[^"]+)"/',
  'parse @message /"key":\\s*"kubernetes-service-account",\\s*"value":\\s*"(?<podServiceAccount>[^"]+)"/',
];
const podIdentitySubject =
  'concat("system:serviceaccount:", coalesce(podNamespace, "?"), ":", coalesce(podServiceAccount, "?"))';

/** The saved queries that answer who uses, fails to use, misuses and lacks permissions of a role. */
export function logsInsightsQueries(
  scope: IConstruct,
  identities: readonly IAuditedIdentity[],
): AuditQuery[] {
  return [
    rolesByServiceAccount,
    failuresBySubject,
    ...unexpectedSubjects(scope, roleSubjectsOf(scope, identities)),
    deniedActionsByRole,
  ];
}

const rolesByServiceAccount: AuditQuery = {
  id: 'RolesByServiceAccount',
  title: 'Which ServiceAccount assumes which role',
  queryString: query(
    [
      'Which ServiceAccount assumes which role, by IRSA and by EKS Pod Identity.',
      'Only this call names the ServiceAccount: later calls show the role and the session name.',
      'A ? is a Pod Identity association without session tags; lastSession then holds the pod name.',
    ],
    [
      'filter eventSource = "sts.amazonaws.com" and not ispresent(errorCode)',
      'filter (eventName = "AssumeRoleWithWebIdentity" and userIdentity.userName like /^system:serviceaccount:/) or (eventName = "AssumeRole" and userIdentity.invokedBy = "pods.eks.amazonaws.com")',
      ...readPodIdentitySubject,
      `fields coalesce(userIdentity.userName, ${podIdentitySubject}) as subject, requestParameters.roleArn as role`,
      'stats count(*) as sessions, max(@timestamp) as lastUsed, latest(requestParameters.roleSessionName) as lastSession by subject, role',
      'sort subject asc',
      'limit 1000',
    ],
  ),
};

const failuresBySubject: AuditQuery = {
  id: 'FailuresBySubject',
  title: 'Failures by subject and error code',
  queryString: query(
    [
      'Failed attempts of pods to get a role, by IRSA and by EKS Pod Identity.',
      'A failed Pod Identity call names the cluster and the node, not the ServiceAccount.',
      'A token whose keys STS could not fetch (InvalidIdentityToken) may leave no event at all.',
    ],
    [
      'filter ispresent(errorCode)',
      'filter (eventSource = "sts.amazonaws.com" and eventName = "AssumeRoleWithWebIdentity" and (not ispresent(userIdentity.userName) or userIdentity.userName like /^system:serviceaccount:/)) or (eventSource = "eks-auth.amazonaws.com" and eventName = "AssumeRoleForPodIdentity")',
      'fields coalesce(userIdentity.userName, userIdentity.arn, userIdentity.principalId, "?") as subject, coalesce(requestParameters.roleArn, requestParameters.clusterName, "?") as roleOrCluster',
      'stats count(*) as failures, max(@timestamp) as lastFailed, latest(errorMessage) as lastMessage by subject, errorCode, roleOrCluster',
      'sort failures desc',
      'limit 1000',
    ],
  ),
};

const deniedActionsByRole: AuditQuery = {
  id: 'DeniedActionsByRole',
  title: 'Denied actions by role',
  queryString: query(
    [
      'Actions that were denied to a role: what to add to its permissions, once each is judged.',
      'Denied reads and writes of S3 objects are data events: they are here only if the trail records',
      'data events of the bucket. The same holds for other data events (DynamoDB items, Lambda Invoke).',
    ],
    [
      'filter errorCode like /AccessDenied|UnauthorizedOperation|AuthorizationError/',
      // A pod that cannot get its role is not a lack of permissions of its node's role.
      'filter userIdentity.type = "AssumedRole" and eventSource != "eks-auth.amazonaws.com"',
      'parse errorMessage /not authorized to perform: (?<deniedAction>[A-Za-z0-9-]+:[A-Za-z0-9]+)/',
      'parse errorMessage /on resource: "?(?<deniedResource>[^" ]+)/',
      'fields userIdentity.sessionContext.sessionIssuer.arn as role, coalesce(deniedAction, concat(eventSource, " ", eventName)) as action, coalesce(deniedResource, "?") as resource',
      'stats count(*) as denials, max(@timestamp) as lastDenied by role, action, resource',
      'sort role asc, denials desc',
      'limit 1000',
    ],
  ),
};

/** One query, or several of the same where the expected pairs are too long for one. */
function unexpectedSubjects(scope: IConstruct, roles: RoleSubjects[]): AuditQuery[] {
  const parts = chunksOf(roles.map((role) => notExpected(scope, role)));
  return parts.map((clauses, index) => ({
    id: index === 0 ? 'UnexpectedSubjects' : `UnexpectedSubjects${index + 1}`,
    title:
      parts.length === 1
        ? 'Roles used by an unexpected subject'
        : `Roles used by an unexpected subject (${index + 1} of ${parts.length})`,
    queryString: query(
      [
        'Sessions of the declared roles that somebody else than the declared ServiceAccounts started.',
        'A ? is a Pod Identity association without session tags: look at its session name.',
      ],
      [
        'filter eventSource = "sts.amazonaws.com" and eventName like /^AssumeRole/ and not ispresent(errorCode)',
        ...readPodIdentitySubject,
        `fields coalesce(userIdentity.userName, userIdentity.arn, userIdentity.principalId, ${podIdentitySubject}) as caller, requestParameters.roleArn as role`,
        `filter ${clauses.join(' or ')}`,
        'stats count(*) as sessions, max(@timestamp) as lastUsed, latest(requestParameters.roleSessionName) as lastSession, latest(sourceIPAddress) as lastAddress by role, caller',
        'sort lastUsed desc',
        'limit 1000',
      ],
    ),
  }));
}

function notExpected(scope: IConstruct, { roleArn, subjects }: RoleSubjects): string {
  const expected = subjects.map((subject) => quoted(scope, 'subject', subject)).join(', ');
  return `(role = ${quoted(scope, 'role ARN', roleArn)} and caller not in [${expected}])`;
}

function chunksOf(clauses: string[]): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const clause of clauses) {
    const needed = lengthOf(clause) + ' or '.length;
    if (chunks.length === 0 || needed > room) {
      chunks.push([]);
      room = MAX_EXPECTED_CALLERS_LENGTH;
    }
    chunks[chunks.length - 1].push(clause);
    room -= needed;
  }
  return chunks;
}

function lengthOf(clause: string): number {
  const tokens = Token.isUnresolved(clause) ? (clause.match(/\$\{Token\[[^\]]*\]\}/g) ?? []) : [];
  return clause.length + tokens.length * UNRESOLVED_LENGTH;
}

function query(comments: string[], commands: string[]): string {
  const [first, ...rest] = commands;
  return [
    ...comments.map((comment) => `# ${comment}`),
    first,
    ...rest.map((command) => `| ${command}`),
  ].join('\n');
}
