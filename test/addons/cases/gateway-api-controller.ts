import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { GatewayApiController } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

export const cases: AddonCase[] = [
  {
    addon: 'AWS Gateway API Controller',
    factory: 'GatewayApiController.vpcLattice',
    title: 'routes only',
    declare: () => GatewayApiController.vpcLattice(),
    refuses: [
      {
        why: 'access logs that go nowhere',
        declare: () => GatewayApiController.vpcLattice({ accessLogs: { buckets: [] } }),
        message: /accessLogs: 'buckets', 'deliveryStreams', 'cloudWatchLogs' are all empty/,
      },
    ],
  },
  {
    addon: 'AWS Gateway API Controller',
    factory: 'GatewayApiController.vpcLattice',
    title: 'access logs and auth policies',
    declare: (scope) =>
      GatewayApiController.vpcLattice({
        accessLogs: {
          buckets: [Bucket.fromBucketName(scope, 'Bucket', 'access-logs')],
          deliveryStreams: [new CfnDeliveryStream(scope, 'Delivery')],
          cloudWatchLogs: true,
        },
        authPolicies: true,
      }),
    refuses: [],
  },
];
