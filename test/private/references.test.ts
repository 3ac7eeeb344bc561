import { CfnResource, Fn } from 'aws-cdk-lib';
import { referencesOf } from '../../src/private/references';
import { testStack } from '../fixtures';

test('references are found wherever a template has them', () => {
  const stack = testStack();
  const resource = (id: string, properties = {}) =>
    new CfnResource(stack, id, { type: 'Test::Thing', properties });
  const [one, two, three] = ['One', 'Two', 'Three'].map((id) => resource(id));
  const all = resource('All', {
    Ref: undefined,
    List: [one.ref, { Deep: two.getAtt('Arn') }],
    Text: Fn.join('', ['a', three.ref]),
    Part: Fn.select(1, Fn.split('/', one.getAtt('Url').toString())),
  });
  expect(referencesOf(all).sort()).toEqual(['One', 'One', 'Three', 'Two']);
  expect(referencesOf(one)).toEqual([]);
});
