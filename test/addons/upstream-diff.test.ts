import type { RenderedStatement } from './rendered-policy';
import { computedDiff } from './upstream-diff';

const ANY = 'arn:aws:ec2:*:*:volume/*';
const OWN = 'arn:aws:ec2:eu-west-1:111122223333:volume/*';
const TAGGED = { StringEquals: { 'ec2:ResourceTag/a': ['b'] } };

const statement = (
  Action: string[],
  Resource: string,
  Condition: RenderedStatement['Condition'] = {},
) => ({ Effect: 'Allow', Action, Resource: [Resource], Condition });

const upstream = (...Statement: RenderedStatement[]) => ({
  url: 'https://example.com',
  date: '2026-11-22',
  policy: { Statement },
});

test('the same statements do not differ', () => {
  const same = statement(['ec2:DeleteVolume'], ANY, TAGGED);

  expect(computedDiff([same], upstream(same))).toEqual({
    adds: [],
    omits: [],
    narrows: [],
    widens: [],
  });
});

test('what is added, omitted and narrowed is told apart', () => {
  const ours = [statement(['ec2:CreateVolume', 'ec2:DeleteVolume'], OWN, TAGGED)];
  const theirs = upstream(statement(['ec2:AttachVolume', 'ec2:DeleteVolume'], ANY, TAGGED));

  expect(computedDiff(ours, theirs)).toEqual({
    adds: ['ec2:CreateVolume'],
    omits: ['ec2:AttachVolume'],
    narrows: ['ec2:DeleteVolume'],
    widens: [],
  });
});

test.each([
  ['a wider resource', statement(['ec2:DeleteVolume'], '*', TAGGED), '*'],
  ['no condition', statement(['ec2:DeleteVolume'], OWN), OWN],
])('%s widens', (_, ours, resource) => {
  const theirs = upstream(statement(['ec2:DeleteVolume'], ANY, TAGGED));

  expect(computedDiff([ours], theirs).widens).toEqual([`ec2:DeleteVolume on ${resource}`]);
});
