import { isUnresolved } from '../expression';
import type { AssociationFact, Facts } from '../facts';
import { FindingSeverity } from '../finding';
import { globMatches } from '../permissions/glob';
import { workloads } from '../pods';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

export const podIdentityFargate: Rule = {
  id: 'pod-identity-fargate',
  severity: FindingSeverity.ERROR,
  title: 'Pod Identity in a namespace that runs on Fargate',
  why: 'There is no Pod Identity agent on Fargate: the pods get no credentials.',
  fix: 'Use IRSA for this ServiceAccount, or take its pods out of the Fargate profile.',
  source: SOURCES.podIdentity,
  check: (facts) => facts.associations.map((association) => judge(association, facts)),
};

function judge(association: AssociationFact, facts: Facts): Outcome {
  const { namespace, cluster, serviceAccountName } = association;
  const profiles = facts.fargateProfiles.filter((profile) => profile.cluster === cluster);
  if (profiles.length === 0) return notApplicable(association);
  if (namespace === undefined || isUnresolved(namespace)) {
    return cannotTell(association, 'The namespace of the association is not known.');
  }
  const selecting = profiles.flatMap(({ path, selectors }) =>
    selectors
      .filter((selector) => globMatches(selector.namespace, namespace))
      .map(({ labels }) => ({ path, labels: Object.entries(labels) })),
  );
  const pods = workloads(facts)
    .filter((workload) => workload.namespace === namespace)
    .filter(({ pod }) => pod.serviceAccountName === serviceAccountName);
  const selected = selecting.find(
    ({ labels }) =>
      labels.length === 0 ||
      pods.some(({ pod }) =>
        labels.every(([key, value]) => globMatches(value, pod.labels[key] ?? '')),
      ),
  );
  if (selected) {
    return fail(
      association,
      `The Fargate profile ${selected.path} selects the namespace ${namespace}.`,
    );
  }
  if (selecting.length === 0 || pods.length > 0) return pass(association);
  return cannotTell(
    association,
    `Which pods ${selecting[0].path} selects depends on their labels.`,
  );
}
