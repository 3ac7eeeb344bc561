import { surelySameCluster } from '../collect/eks-facts';
import { isUnresolved } from '../expression';
import type { AssociationFact } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { ROLE_ARN_ANNOTATION } from '../subject';

export const associationDuplicate: Rule = {
  id: 'association-duplicate',
  severity: FindingSeverity.ERROR,
  title: 'Two associations for one ServiceAccount',
  why: 'A ServiceAccount has at most one association in a cluster; the deployment fails with "Association already exists".',
  fix: 'Remove one of the two. Where an add-on owns one, remove the other.',
  source: SOURCES.podIdentityAssociation,
  check: (facts) => {
    const seen = new Map<string, AssociationFact>();
    const accounts = facts.kubernetesObjects.filter(
      ({ kind, annotations }) => kind === 'ServiceAccount' && ROLE_ARN_ANNOTATION in annotations,
    );
    const associations = facts.associations.map((association): Outcome => {
      const { cluster, namespace, serviceAccountName } = association;
      if (namespace === undefined || isUnresolved(namespace) || isUnresolved(serviceAccountName)) {
        return cannotTell(
          association,
          'The namespace or the name of the ServiceAccount is not known.',
        );
      }
      const key = JSON.stringify([cluster, namespace, serviceAccountName]);
      const first = seen.get(key);
      seen.set(key, first ?? association);
      if (first === undefined) return pass(association);
      const message = `${namespace}/${serviceAccountName} has an association already: ${first.path}.`;
      return surelySameCluster(cluster, first, association)
        ? fail(association, message)
        : cannotTell(association, `Where both are deployed to one account and Region: ${message}`);
    });
    return [...associations, ...accounts.map(notApplicable)];
  },
};
