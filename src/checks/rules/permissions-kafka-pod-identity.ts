import { FindingSeverity } from '../finding';
import { doubtfulActions, type GrantVerdict, grantsOutcome } from '../permissions/grants';
import { notApplicable, type Rule } from '../rule';
import { podIdentityStatements, unreadable } from '../workload-trust';

export const permissionsKafkaPodIdentity: Rule = {
  id: 'permissions-kafka-pod-identity',
  severity: FindingSeverity.WARNING,
  title: '`kafka-cluster` actions with EKS Pod Identity',
  why: 'Each renewal of the credentials gets another session name, and Amazon MSK ends the connection: "Cannot change principals during re-authentication".',
  fix: 'Use IRSA with a fixed AWS_ROLE_SESSION_NAME for this workload, or let its Kafka client assume a second role with a fixed session name.',
  source: 'https://github.com/aws/eks-pod-identity-agent/issues/29',
  check: (facts) =>
    facts.roles.map((role) => {
      if (role.trust === undefined) return unreadable(role);
      if (podIdentityStatements(role).length === 0) return notApplicable(role);
      return grantsOutcome(
        role,
        ({ statement }): GrantVerdict => {
          const wrong = statement.actions.filter((action) => /^kafka-cluster:/i.test(action));
          return wrong.length > 0 ? { wrong } : doubtfulActions(statement.actions);
        },
        (wrong) => `${wrong} will lose the connection when Pod Identity renews credentials.`,
      );
    }),
};
