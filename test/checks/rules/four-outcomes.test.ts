import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Origin } from '../../../src/checks/facts';
import type { Outcome, Rule } from '../../../src/checks/rule';
import { rules } from '../../../src/checks/rules';

const mockApps: IConstruct[] = [];

jest.mock('../../../src/checks/collect-constructs', () => {
  const actual = jest.requireActual('../../../src/checks/collect-constructs');
  return {
    ...actual,
    collectConstructs: (scope: IConstruct) => {
      mockApps[0] = scope.node.root;
      return actual.collectConstructs(scope);
    },
  };
});

/** A resource that stands in its stack by itself is L1; one inside a construct is of an L2. */
function formOf({ stack, logicalId }: Origin): 'L1' | 'L2' | undefined {
  const made = mockApps[0]?.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .find(
      (item) => item.stack.node.path === stack && item.stack.resolve(item.logicalId) === logicalId,
    );
  return made && (Stack.isStack(made.node.scope) ? 'L1' : 'L2');
}

const seen = new Set<string>();

/** Notes what the rule says in the tests below, whatever they expect of it. */
function record(rule: Rule): void {
  const { check } = rule;
  const recorded: Rule['check'] = (facts) => {
    const outcomes = check(facts);
    for (const { result, on } of outcomes) seen.add(`${rule.id} ${result} ${formOf(on)}`);
    return outcomes;
  };
  Object.assign(rule, { check: recorded });
}

rules.forEach(record);

const TESTS = [
  './association-rules.test',
  './provider-rules.test',
  './role-rules.test',
  './service-account-rules.test',
  './trust-rules.test',
  './workload-rules.test',
  './workload-token-unreadable.test',
  '../permissions/kafka-pod-identity.test',
  '../permissions/managed-policies.test',
  '../permissions/nodes.test',
  '../permissions/policy-sizes.test',
  '../permissions/statement-rules.test',
];

for (const file of TESTS) require(file);

/** An account without providers is no construct. */
const NO_CONSTRUCT = /^provider-quota not-applicable /;

const RESULTS: Outcome['result'][] = ['pass', 'fail', 'not-applicable', 'cannot-tell'];

describe('the tests of the rules, run above,', () => {
  test.each(rules.map(({ id }) => id))('see all four outcomes of %s on L1 and L2 forms', (id) => {
    const missing = RESULTS.flatMap((result) =>
      ['L1', 'L2'].map((form) => `${id} ${result} ${form}`),
    ).filter((outcome) => !seen.has(outcome) && !NO_CONSTRUCT.test(outcome));

    expect(missing).toEqual([]);
  });
});
