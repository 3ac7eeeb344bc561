import { every, some } from '../answer';
import { accountOfArn, isUnresolved, sameArn } from '../expression';
import type { Facts, KubernetesObjectFact, RoleFact } from '../facts';
import { FindingSeverity } from '../finding';
import { sameIssuer } from '../issuer';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { admits, ROLE_ARN_ANNOTATION, roleOfArn, subjectOf } from '../subject';
import { isOpaque, podIdentityStatements, webIdentityStatements } from '../workload-trust';

export const serviceAccountRoleTrust: Rule = {
  id: 'service-account-role-trust',
  severity: FindingSeverity.ERROR,
  title: 'ServiceAccount with a role that trusts another subject or cluster, or that nothing makes',
  why: 'STS answers "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
  fix: 'Make <issuer>:sub of the role and namespace and name of the ServiceAccount equal, character by character.',
  source: SOURCES.irsaTrust,
  check: (facts) =>
    facts.kubernetesObjects
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map((account) => judge(account, facts)),
};

function judge(account: KubernetesObjectFact, facts: Facts): Outcome {
  const arn = account.annotations[ROLE_ARN_ANNOTATION];
  if (arn === undefined) return notApplicable(account);
  const role = roleOfArn(facts, arn);
  if (!role) return judgeUnknownRole(account, arn, facts);
  if (!role.trust) return cannotTell(account, `The trust policy of ${role.path} is not known.`);
  const statements = webIdentityStatements(role, facts);
  if (statements.length === 0) {
    // Another rule says so of a role for Pod Identity, which may be meant.
    return podIdentityStatements(role).length > 0
      ? notApplicable(account)
      : fail(account, `${role.path} trusts no token of a cluster.`);
  }
  if (account.namespace === undefined)
    return cannotTell(account, 'The manifest names no namespace.');
  const subject = subjectOf(account.namespace, account.name);
  const issuer = facts.clusters.find(({ key }) => key === account.cluster)?.issuer;
  const answers = statements.map(({ statement, issuers }) =>
    isOpaque(statement)
      ? undefined
      : every([
          admits(statement, subject),
          issuer === undefined || some(issuers.map((item) => sameIssuer(item, issuer))),
        ]),
  );
  const answer = some(answers);
  if (answer === true) return pass(account);
  return answer === undefined
    ? cannotTell(account, `Whether ${role.path} admits ${subject} is not known.`)
    : fail(
        account,
        `${role.path} does not admit ${subject}${issuer === undefined ? '' : ' of this cluster'}.`,
      );
}

/** An app may import a role of another app; a manifest beside the templates is meant for their roles. */
function judgeUnknownRole(account: KubernetesObjectFact, arn: string, facts: Facts): Outcome {
  const unknown = cannotTell(
    account,
    `Nothing here makes ${arn}: whom it trusts, if it exists, is not known.`,
  );
  if (account.stack !== undefined || facts.roles.length === 0 || isUnresolved(arn)) return unknown;
  if (
    facts.declared.some(({ roleArn }) => roleArn !== undefined && sameArn(roleArn, arn) !== false)
  ) {
    return unknown;
  }
  const named = facts.roles.find((role) => isGeneratedNameOf(arn, role));
  if (named) {
    return cannotTell(account, `${arn} may be ${named.path}, which is named at deployment.`);
  }
  const accountOfRole = accountOfArn(arn);
  const isElsewhere = facts.roles.every((role) => role.account && role.account !== accountOfRole);
  return isElsewhere
    ? unknown
    : fail(account, `No template here makes ${arn}.`, {
        severity: FindingSeverity.WARNING,
        fix: 'Correct the ARN; where another app makes the role, check its templates with this manifest.',
      });
}

/** CloudFormation names a role STACK-LOGICALID-RANDOM, each part cut where it is long. */
function isGeneratedNameOf(arn: string, { name, logicalId }: RoleFact): boolean {
  const [part, random] = arn.split(/[-/]/).slice(-2);
  return name === undefined && random !== '' && part !== '' && !!logicalId?.startsWith(part);
}
