import { FindingSeverity } from '../../src/checks/finding';
import { findingsOf, judge } from '../../src/checks/judgement';
import {
  cannotTell,
  fail,
  notApplicable,
  type Outcome,
  pass,
  type Rule,
} from '../../src/checks/rule';
import { factsOf } from './trust-forms';

const at = (path: string) => ({ path });

function ruleOf(id: string, severity: FindingSeverity, outcomes: Outcome[]): Rule {
  const text = {
    title: 'A title',
    why: 'Why.',
    fix: 'The usual fix.',
    source: 'https://example.com',
  };
  return { id, severity, ...text, check: () => outcomes };
}

test('only failures become findings; worst first, then by path and id', () => {
  const rules = [
    ruleOf('wide', FindingSeverity.WARNING, [
      fail(at('App/B'), 'Is wide.'),
      fail(at('App/A'), 'Is wide.', { fix: 'A better fix.' }),
      fail(at('App/C'), 'Is declared.', { severity: FindingSeverity.INFO }),
      pass(at('App/D')),
      notApplicable(at('App/E')),
      cannotTell(at('App/F'), 'Who knows.'),
    ]),
    ruleOf('open', FindingSeverity.ERROR, [fail(at('App/Z'), 'Is open.')]),
  ];

  expect(
    findingsOf(
      judge(
        factsOf(() => {}),
        rules,
      ),
    ),
  ).toEqual([
    { id: 'open', severity: 'error', path: 'App/Z', message: 'Is open.', fix: 'The usual fix.' },
    { id: 'wide', severity: 'warning', path: 'App/A', message: 'Is wide.', fix: 'A better fix.' },
    { id: 'wide', severity: 'warning', path: 'App/B', message: 'Is wide.', fix: 'The usual fix.' },
    { id: 'wide', severity: 'info', path: 'App/C', message: 'Is declared.', fix: 'The usual fix.' },
  ]);
});

test('the order does not depend on the order of the facts', () => {
  const outcomes = ['App/C', 'App/A', 'App/B'].map((path) => fail(at(path), 'Is wide.'));
  const inOrder = (list: Outcome[]) =>
    findingsOf(
      judge(
        factsOf(() => {}),
        [ruleOf('wide', FindingSeverity.WARNING, list)],
      ),
    );

  expect(inOrder(outcomes)).toEqual(inOrder([...outcomes].reverse()));
});
