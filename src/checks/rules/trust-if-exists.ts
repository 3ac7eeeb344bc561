import { conditionOperator } from '../condition-operator';
import { FindingSeverity } from '../finding';
import { fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { isAboutPod, judgeConditions } from '../workload-trust';

export const trustIfExists: Rule = {
  id: 'trust-if-exists',
  severity: FindingSeverity.ERROR,
  title: '`IfExists` on a claim or tag',
  why: 'The condition is true where the key is missing, for example a tag where session tags are off.',
  fix: 'Remove IfExists from the operator.',
  source: SOURCES.conditionOperators,
  check: (facts) =>
    judgeConditions(facts, (role, condition) =>
      isAboutPod(condition) && conditionOperator(condition.operator).ifExists
        ? fail(role, `${condition.operator} on ${condition.key} is true where the key is missing.`)
        : undefined,
    ),
};
