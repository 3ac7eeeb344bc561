import type { Facts, KubernetesObjectFact } from '../facts';
import { FindingSeverity } from '../finding';
import { nameOf } from '../pods';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { ROLE_ARN_ANNOTATION, roleOfArn } from '../subject';
import { podIdentityStatements, webIdentityStatements } from '../workload-trust';

export const serviceAccountAnnotationPodIdentity: Rule = {
  id: 'service-account-annotation-pod-identity',
  severity: FindingSeverity.WARNING,
  title: 'IRSA annotation on a Pod Identity ServiceAccount',
  why: 'A pod that starts before the association is visible gets a web identity token that its role does not trust, and never recovers.',
  fix: 'Remove eks.amazonaws.com/role-arn: Pod Identity does not read it.',
  source: 'https://github.com/aws/amazon-eks-pod-identity-webhook/issues/264',
  check: (facts) =>
    facts.kubernetesObjects
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map((account) => judge(account, facts)),
};

function judge(account: KubernetesObjectFact, facts: Facts): Outcome {
  const { namespace, name, cluster, annotations } = account;
  const associated = facts.associations.some(
    (item) =>
      item.serviceAccountName === name &&
      (cluster === undefined || item.cluster === cluster) &&
      (item.namespace ?? namespace) === namespace,
  );
  const arn = annotations[ROLE_ARN_ANNOTATION];
  if (arn === undefined) return associated ? pass(account) : notApplicable(account);
  const role = roleOfArn(facts, arn);
  if (!role?.trust) {
    return associated
      ? cannotTell(account, `Whether ${arn} is also trusted for IRSA is not in the app.`)
      : notApplicable(account);
  }
  // Trusted by both mechanisms: a migration, in which the annotation is meant.
  const trustsTokens = webIdentityStatements(role, facts).length > 0;
  if (trustsTokens || podIdentityStatements(role).length === 0) return notApplicable(account);
  return fail(account, `${nameOf(account)} uses Pod Identity, but names ${role.path} for IRSA.`);
}
