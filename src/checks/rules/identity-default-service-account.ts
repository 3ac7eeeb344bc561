import { isUnresolved } from '../expression';
import type { Origin } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { identitySubjects } from '../subject';

export const identityDefaultServiceAccount: Rule = {
  id: 'identity-default-service-account',
  severity: FindingSeverity.WARNING,
  title: 'Identity on the ServiceAccount `default`',
  why: 'Every pod of the namespace that names no ServiceAccount gets the role.',
  fix: 'Give the workload a ServiceAccount of its own and name it in the pod (spec.serviceAccountName).',
  source: SOURCES.bestPractices,
  check: (facts) => {
    const outcomes = new Map<string, Outcome>();
    for (const { on, namespace = '?', name } of identitySubjects(facts)) {
      // A role, an object and a declaration of one stack are one identity.
      const key = keyOf(on, namespace, name);
      if (outcomes.has(key)) continue;
      if (isUnresolved(name)) outcomes.set(key, cannotTell(on, `The name ${name} is not known.`));
      else if (name !== 'default') outcomes.set(key, pass(on));
      else
        outcomes.set(
          key,
          fail(on, `${namespace}/${name} is what pods use that name no ServiceAccount.`),
        );
    }
    for (const object of facts.kubernetesObjects) {
      const key = keyOf(object, object.namespace ?? '?', object.name);
      if (object.kind === 'ServiceAccount' && !outcomes.has(key)) {
        outcomes.set(key, notApplicable(object));
      }
    }
    return [...outcomes.values()];
  },
};

const keyOf = ({ stack }: Origin, namespace: string, name: string): string =>
  JSON.stringify([stack, namespace, name]);
