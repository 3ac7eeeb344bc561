import { conditionOperator } from '../condition-operator';
import { FindingSeverity } from '../finding';
import { fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { isAboutPod, judgeConditions } from '../workload-trust';

export const trustForAllValues: Rule = {
  id: 'trust-for-all-values',
  severity: FindingSeverity.ERROR,
  title: '`ForAllValues` on a claim or tag',
  why: 'ForAllValues is true where the key is missing, so the condition keeps nobody out.',
  fix: 'Use the plain operator: sub, aud and the request tags of Pod Identity have one value.',
  source: SOURCES.conditionSets,
  check: (facts) =>
    judgeConditions(facts, (role, condition) =>
      isAboutPod(condition) && conditionOperator(condition.operator).set === 'ForAllValues'
        ? fail(role, `${condition.operator} on ${condition.key} is true where the key is missing.`)
        : undefined,
    ),
};
