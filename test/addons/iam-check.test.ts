import { NO_RESOURCE_LEVEL } from '../../src/addons/private/grant';
import { policyDefects } from './iam-check';
import type { RenderedPolicy, RenderedStatement } from './rendered-policy';

const ZONE = 'arn:aws:route53:::hostedzone/Z0123456789ABC';
const GROUP =
  'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/a';

function defectsOf(
  statements: Partial<RenderedStatement> | Partial<RenderedStatement>[],
  wildcards: RenderedPolicy['wildcards'] = [],
): Promise<string[]> {
  const nothing = { Effect: 'Allow', Action: [], Resource: [], Condition: {} };
  return policyDefects({
    facts: { name: 'test' },
    statements: [statements].flat().map((statement) => ({ ...nothing, ...statement })),
    managedPolicyArns: [],
    wildcards,
    size: 0,
  });
}

const because = (action: string, resource: string, reason: string) => [
  { actions: [action], resource, reason },
];

test('a statement on the resource that its action takes is good', async () => {
  expect(await defectsOf({ Action: ['route53:ListResourceRecordSets'], Resource: [ZONE] })).toEqual(
    [],
  );
});

test('an action that takes a resource is not good on *, unless its reason is recorded', async () => {
  const statement = { Action: ['route53:ListResourceRecordSets'], Resource: ['*'] };

  expect(await defectsOf(statement)).toEqual([
    'statement 1: no reason is recorded for route53:ListResourceRecordSets on *',
  ]);
  expect(await defectsOf(statement, because(statement.Action[0], '*', 'Chosen.'))).toEqual([]);
});

test('a ? is a wildcard too, and needs its reason', async () => {
  const action = 'secretsmanager:GetSecretValue';
  const resource = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-??????';
  const statement = { Action: [action], Resource: [resource] };

  expect(await defectsOf(statement)).toEqual([
    `statement 1: no reason is recorded for ${action} on ${resource}`,
  ]);
  expect(await defectsOf(statement, because(action, resource, 'The suffix.'))).toEqual([]);
});

test('the reason that IAM leaves no choice must be true', async () => {
  const reasons = (action: string) => because(action, '*', NO_RESOURCE_LEVEL);
  const good = 'route53:ListHostedZones';
  const bad = 'route53:ListResourceRecordSets';

  expect(await defectsOf({ Action: [good], Resource: ['*'] }, reasons(good))).toEqual([]);
  expect(await defectsOf({ Action: [bad], Resource: ['*'] }, reasons(bad))).toEqual([
    `statement 1: ${bad} takes arn:*:route53:::hostedzone/*`,
  ]);
});

test('an action that takes no resource never matches an ARN', async () => {
  const action = 'autoscaling:DescribeAutoScalingGroups';

  expect(
    await defectsOf({ Action: [action], Resource: [GROUP] }, because(action, GROUP, 'x')),
  ).toContain(`statement 1: ${action} takes no resource, so it never matches an ARN`);
});

test('an action of buckets does not match objects', async () => {
  const action = 's3:ListBucket';

  expect(await defectsOf({ Action: [action], Resource: ['arn:aws:s3:::data'] })).toEqual([]);
  expect(await defectsOf({ Action: [action], Resource: ['arn:aws:s3:::data/key'] })).toContain(
    'statement 1: no action of it takes arn:aws:s3:::data/key',
  );
});

describe('an action that needs two resources', () => {
  const Action = ['ec2:CreateSnapshot'];
  const arn = (rest: string) => `arn:aws:ec2:eu-west-1:${rest}/*`;
  const volumes = { Action, Resource: [arn('111122223333:volume')] };
  const snapshots = { Action, Resource: [arn(':snapshot')] };
  const reasons = [volumes, snapshots].flatMap(({ Resource: [resource = ''] }) =>
    because('ec2:CreateSnapshot', resource, 'Made at run time.'),
  );
  const under = (key: string) => ({ Condition: { StringEquals: { [key]: ['b'] } } });

  test('is good where both are allowed, each in a statement of its own', async () => {
    expect(await defectsOf([volumes, snapshots], reasons)).toEqual([]);
    expect(
      await defectsOf(
        [
          { ...volumes, ...under('aws:ResourceTag/a') },
          { ...snapshots, ...under('aws:RequestTag/a') },
        ],
        reasons,
      ),
    ).toEqual([]);
  });

  test('is not good where one is missing', async () => {
    expect(await defectsOf([snapshots], reasons)).toEqual([
      'ec2:CreateSnapshot is allowed on no arn:*:ec2:*:*:volume/*, which it needs too',
    ]);
  });

  test('is not good where a condition of one is on a key that it never carries', async () => {
    const both = {
      Action,
      Resource: [...volumes.Resource, ...snapshots.Resource],
      ...under('aws:RequestTag/a'),
    };

    expect(await defectsOf([both], reasons)).toEqual([
      'ec2:CreateSnapshot is allowed on no arn:*:ec2:*:*:volume/*, which it needs too',
    ]);
  });
});

test('a condition on a key that the action never carries is not good', async () => {
  const under = (key: string) => ({
    Action: ['route53:ChangeResourceRecordSets'],
    Resource: [ZONE],
    Condition: { StringEquals: { [key]: ['TXT'] } },
  });

  expect(await defectsOf(under('route53:ChangeResourceRecordSetsRecordTypes'))).toEqual([]);
  expect(await defectsOf(under('aws:ResourceTag/team'))).toContain(
    'statement 1: route53:ChangeResourceRecordSets never carries the condition key ' +
      'aws:ResourceTag/team',
  );
});

test.each<[string, Partial<RenderedStatement>, string]>([
  ['no actions', { Resource: [ZONE] }, 'it has no actions'],
  ['no resources', { Action: ['route53:GetHostedZone'] }, 'it has no resources'],
  [
    'an unknown action',
    { Action: ['route53:Nothing'], Resource: [ZONE] },
    'no action route53:Nothing',
  ],
  ['the wrong case', { Action: ['route53:gethostedzone'], Resource: [ZONE] }, 'IAM writes'],
  ['a wildcard in an action', { Action: ['route53:Get*'], Resource: [ZONE] }, 'does not name one'],
  ['what is no ARN', { Action: ['route53:GetHostedZone'], Resource: ['Z1'] }, 'is not an ARN'],
  ['an unknown operator', { Condition: { Equals: { a: ['b'] } } }, 'is not a condition operator'],
  [
    'a wildcard in a key',
    { Condition: { StringEquals: { 'aws:ResourceTag/kubernetes.io/cluster/*': ['owned'] } } },
    'has a wildcard, which never matches',
  ],
  ['an empty condition', { Condition: { StringEquals: { a: [] } } }, 'has no value'],
])('a statement with %s is not good', async (_, statement, defect) => {
  expect((await defectsOf(statement)).join('\n')).toContain(defect);
});
