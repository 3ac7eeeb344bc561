import { isUnresolved } from '../expression';
import { FindingSeverity } from '../finding';
import { nameOf } from '../pods';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { ROLE_ARN_ANNOTATION } from '../subject';

export const workloadAnnotation: Rule = {
  id: 'workload-annotation',
  severity: FindingSeverity.ERROR,
  title: 'Role annotation on a Pod or Deployment',
  why: 'The webhook reads the annotation of the ServiceAccount only; here it does nothing.',
  fix: 'Move eks.amazonaws.com/role-arn to the ServiceAccount that the pod names.',
  source: SOURCES.webhook,
  check: (facts) =>
    facts.kubernetesObjects.map((object) => {
      if (!object.pod) return notApplicable(object);
      const keys = Object.keys({ ...object.annotations, ...object.pod.annotations });
      if (keys.includes(ROLE_ARN_ANNOTATION)) {
        return fail(object, `${nameOf(object)} has the annotation ${ROLE_ARN_ANNOTATION}.`);
      }
      const unknown = keys.find(isUnresolved);
      return unknown ? cannotTell(object, `The annotation ${unknown} is not known.`) : pass(object);
    }),
};
