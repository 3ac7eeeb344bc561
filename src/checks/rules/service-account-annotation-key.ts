import { isUnresolved } from '../expression';
import type { KubernetesObjectFact } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { ROLE_ARN_ANNOTATION } from '../subject';

export const serviceAccountAnnotationKey: Rule = {
  id: 'service-account-annotation-key',
  severity: FindingSeverity.ERROR,
  title: 'Mistyped key of the role annotation',
  why: 'The webhook reads eks.amazonaws.com/role-arn only; pods get no token and fall back to the role of the node.',
  fix: 'Write the key as eks.amazonaws.com/role-arn.',
  source: SOURCES.webhook,
  check: (facts) =>
    facts.kubernetesObjects.map((object) => {
      const keys = annotationKeys(object);
      const wrong = keys.find((key) => key !== ROLE_ARN_ANNOTATION && looksLikeIt(key));
      if (wrong) return fail(object, `${object.kind} ${object.name} has the annotation ${wrong}.`);
      const unknown = keys.find(isUnresolved);
      if (unknown) return cannotTell(object, `The annotation ${unknown} is not known.`);
      return keys.includes(ROLE_ARN_ANNOTATION) ? pass(object) : notApplicable(object);
    }),
};

const annotationKeys = ({ annotations, pod }: KubernetesObjectFact): string[] => [
  ...Object.keys(annotations),
  ...Object.keys(pod?.annotations ?? {}),
];

const DOMAIN = /^(?:eks[.-]?(?:aws\.)?amazon(?:aws)?\.com(?:\.cn)?|eks\.aws\.com|amazonaws\.com)$/i;

/** The domain or the name is right, or nearly so. Other tools' keys (kube2iam) are theirs. */
function looksLikeIt(key: string): boolean {
  const [domain, name = ''] = key.split('/');
  const isRoleArn = /^(?:iam[-_.]?)?roles?[-_.]?arn$/i.test(name);
  return isRoleArn && (DOMAIN.test(domain) || domain.toLowerCase() === 'eks.amazonaws.com');
}
