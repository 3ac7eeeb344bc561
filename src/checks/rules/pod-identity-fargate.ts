import { type Answer, every, some } from '../answer';
import { cutAtMarks, isUnresolved, same } from '../expression';
import type { AssociationFact, Facts } from '../facts';
import { FindingSeverity } from '../finding';
import { globMatches } from '../permissions/glob';
import { type Workload, workloads } from '../pods';
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
  const profiles = facts.fargateProfiles.flatMap((profile) => {
    const ofCluster = same(profile.cluster, cluster);
    return ofCluster === false ? [] : [{ ...profile, ofCluster }];
  });
  if (profiles.length === 0) return notApplicable(association);
  if (namespace === undefined || isUnresolved(namespace)) {
    return cannotTell(association, 'The namespace of the association is not known.');
  }
  const pods = workloads(facts)
    .filter((workload) => workload.namespace === namespace)
    .filter(({ pod }) => pod.serviceAccountName === serviceAccountName);
  const selections = profiles.flatMap(({ path, ofCluster, selectors }) =>
    selectors.map((selector) => {
      const ofNamespace = matches(selector.namespace, namespace);
      return { path, answer: every([ofCluster, ofNamespace, selects(selector.labels, pods)]) };
    }),
  );
  const sure = selections.find(({ answer }) => answer === true);
  if (sure) {
    return fail(
      association,
      `The Fargate profile ${sure.path} selects the namespace ${namespace}.`,
    );
  }
  const unsure = selections.find(({ answer }) => answer === undefined);
  return unsure
    ? cannotTell(
        association,
        `Whether ${unsure.path} selects the pods depends on labels or values that are not known.`,
      )
    : pass(association);
}

/** Whether a profile with these labels takes one of the pods, of which the app need not know any. */
function selects(labels: Record<string, string>, pods: readonly Workload[]): Answer {
  const wanted = Object.entries(labels);
  if (wanted.length === 0) return true;
  if (pods.length === 0) return undefined;
  return some(
    pods.map(({ pod: { labels: own } }) =>
      every(
        wanted.map(([key, value]) => (isUnresolved(key) ? undefined : matches(value, own[key]))),
      ),
    ),
  );
}

function matches(pattern: string, text: string | undefined): Answer {
  if (text === undefined) return false;
  if (!isUnresolved(pattern)) return globMatches(pattern, text);
  return globMatches(cutAtMarks(pattern).literals.join('*'), text) ? undefined : false;
}
