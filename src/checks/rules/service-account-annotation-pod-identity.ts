import { surelySameCluster } from '../collect/eks-facts';
import { sameArn } from '../expression';
import type { AssociationFact, Facts, KubernetesObjectFact } from '../facts';
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
  const associations = facts.associations.filter(
    (item) =>
      item.serviceAccountName === name &&
      (cluster === undefined || item.cluster === cluster) &&
      (item.namespace ?? namespace) === namespace,
  );
  const arn = annotations[ROLE_ARN_ANNOTATION];
  if (arn === undefined) {
    return associations.length > 0 ? pass(account) : notApplicable(account);
  }
  const role = roleOfArn(facts, arn);
  const other = associations.find((item) => usesOther(item, account, arn, facts));
  if (other) {
    const associated = roleOfArn(facts, other.roleArn)?.path ?? other.roleArn;
    return fail(
      account,
      `${nameOf(account)} uses Pod Identity with ${associated}, but names ${role?.path ?? arn} for IRSA.`,
    );
  }
  if (!role?.trust) {
    return associations.length > 0
      ? cannotTell(account, `Whether ${arn} is also trusted for IRSA is not in the app.`)
      : notApplicable(account);
  }
  // Trusted by both mechanisms: a migration, in which the annotation is meant.
  const trustsTokens = webIdentityStatements(role, facts).length > 0;
  if (trustsTokens || podIdentityStatements(role).length === 0) return notApplicable(account);
  return fail(account, `${nameOf(account)} uses Pod Identity, but names ${role.path} for IRSA.`);
}

/** A migration has one role for both mechanisms; with two, pods may get the wrong one. */
function usesOther(
  association: AssociationFact,
  account: KubernetesObjectFact,
  arn: string,
  facts: Facts,
): boolean {
  const [associated, annotated] = [association.roleArn, arn].map(
    (item) => roleOfArn(facts, item)?.arn ?? item,
  );
  return (
    account.cluster !== undefined &&
    surelySameCluster(account.cluster, association, account) &&
    sameArn(associated, annotated) === false
  );
}
