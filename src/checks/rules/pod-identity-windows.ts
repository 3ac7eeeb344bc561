import { FindingSeverity } from '../finding';
import { identitiesOf, nameOf, workloads } from '../pods';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

export const podIdentityWindows: Rule = {
  id: 'pod-identity-windows',
  severity: FindingSeverity.ERROR,
  title: 'Pod Identity for Windows pods',
  why: 'The Pod Identity agent runs on Linux nodes only: Windows pods get no credentials.',
  fix: 'Use IRSA for this ServiceAccount.',
  source: SOURCES.podIdentity,
  check: (facts) =>
    facts.associations.map((association) => {
      const { namespace, serviceAccountName: name, cluster } = association;
      const subject = {
        on: association,
        namespace,
        name,
        cluster,
        mechanism: 'pod-identity' as const,
      };
      const users = workloads(facts).filter((item) => identitiesOf(item, [subject]).length > 0);
      if (users.length === 0) return notApplicable(association);
      const windows = users.find(({ pod }) => pod.windows);
      if (!windows) return pass(association);
      return windows.namespace === undefined
        ? cannotTell(association, `${nameOf(windows)} runs on Windows, but names no namespace.`)
        : fail(association, `${nameOf(windows)} runs on Windows nodes.`);
    }),
};
