import { FindingSeverity } from '../finding';
import { nameOf } from '../pods';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

export const workloadStaticKeys: Rule = {
  id: 'workload-static-keys',
  severity: FindingSeverity.ERROR,
  title: 'Static AWS keys in the environment of a container',
  why: 'SDKs take keys from the environment before any other credentials, so the identity is not used; the keys do not expire.',
  fix: 'Remove the variables and let the pod use its identity; then delete the access key.',
  source: SOURCES.podIdentityHow,
  check: (facts) =>
    facts.kubernetesObjects.map((object) => {
      if (!object.pod) return notApplicable(object);
      const found = object.pod.containers.flatMap(({ name, environment }) =>
        environment.filter((variable) => KEYS.includes(variable)).map((key) => `${name}: ${key}`),
      );
      if (found.length > 0) return fail(object, `${nameOf(object)} sets ${found.join(', ')}.`);
      const from = object.pod.containers.flatMap((container) => container.environmentFrom);
      return from.length === 0
        ? pass(object)
        : cannotTell(object, `What ${from.join(', ')} puts into the environment is not known.`);
    }),
};
