import { App, Stack } from 'aws-cdk-lib';
import { CfnHostedZone, HostedZone } from 'aws-cdk-lib/aws-route53';
import { hostedZoneArns } from '../../../src/addons/private/hosted-zone-arn';

const arn = (id: unknown) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...[id].flat()]],
});

test('a zone has its id in its ARN, also where it is written as the AWS CLI prints it', () => {
  const stack = new Stack(new App(), 'Test');
  const zones = [
    HostedZone.fromHostedZoneId(stack, 'Plain', 'Z0123456789ABC'),
    HostedZone.fromHostedZoneId(stack, 'Printed', '/hostedzone/Z0123456789ABC'),
    new CfnHostedZone(stack, 'Made', { name: 'example.com' }),
  ];

  expect(stack.resolve(hostedZoneArns(zones))).toEqual([
    arn(':route53:::hostedzone/Z0123456789ABC'),
    arn(':route53:::hostedzone/Z0123456789ABC'),
    arn([':route53:::hostedzone/', { Ref: 'Made' }]),
  ]);
});
