import { RegionInfo } from 'aws-cdk-lib/region-info';
import { LONGEST_ISSUER, policyLength } from '../../src/private/policy-length';

const statement = {
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: 'arn:aws:s3:::my-bucket',
  Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' }, Bool: { x: true } },
};

test('a plain policy is as long as its minified JSON', () => {
  const document = { Version: '2012-10-17', Statement: [statement, statement], Empty: [] };
  expect(policyLength(document)).toBe(JSON.stringify(document).length);
});

test('white space and properties without a value do not count', () => {
  expect(policyLength({ Sid: 'a b c' })).toBe('{"Sid":"abc"}'.length);
  expect(policyLength({ Sid: 'a', Other: undefined })).toBe('{"Sid":"a"}'.length);
});

test.each([
  [{ Ref: 'AWS::Partition' }, 'aws-us-gov'],
  [{ Ref: 'AWS::AccountId' }, '111122223333'],
  [{ Ref: 'AWS::Region' }, 'us-isof-south-1'],
  [
    { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }]] },
    'arn:aws-us-gov:iam::111122223333',
  ],
  [{ 'Fn::Join': ['/', ['a', 'b', 'c']] }, 'a/b/c'],
])('%j counts as its longest value', (intrinsic, value) => {
  expect(policyLength([intrinsic])).toBe(JSON.stringify([value]).length);
});

test('no region that aws-cdk-lib knows has a longer name, partition, suffix or issuer', () => {
  const counted = (value: unknown) => policyLength(value) - '""'.length;
  for (const { name, partition = '', domainSuffix = '' } of RegionInfo.regions) {
    expect(name.length).toBeLessThanOrEqual(counted({ Ref: 'AWS::Region' }));
    expect(partition.length).toBeLessThanOrEqual(counted({ Ref: 'AWS::Partition' }));
    expect(domainSuffix.length).toBeLessThanOrEqual(counted({ Ref: 'AWS::URLSuffix' }));
    expect(`oidc.eks.${name}.${domainSuffix}/id/${'0'.repeat(32)}`.length).toBeLessThanOrEqual(
      LONGEST_ISSUER,
    );
  }
});

test('an ARN of a resource counts as the longest, and its name as a shorter one', () => {
  const arn = policyLength({ 'Fn::GetAtt': ['Bucket', 'Arn'] });
  const name = policyLength({ Ref: 'Bucket' });
  expect([arn, name]).toEqual([128 + 2, 64 + 2]);
});
