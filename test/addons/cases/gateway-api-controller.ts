import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { GatewayApiController } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const LATTICE = [
  ...['AccessLogSubscription', 'Listener', 'Rule', 'Service', 'TargetGroup'].flatMap((kind) =>
    ['Create', 'Delete', 'Get', 'Update'].map((verb) => verb + kind),
  ),
  ...['Create', 'Delete', 'Get', 'Update'].flatMap((verb) => [
    `${verb}ServiceNetwork`,
    `${verb}ServiceNetworkVpcAssociation`,
  ]),
  ...['Create', 'Delete', 'Get'].map((verb) => `${verb}ServiceNetworkServiceAssociation`),
  ...['Delete', 'Get', 'Put'].map((verb) => `${verb}AuthPolicy`),
  'DeregisterTargets',
  'ListAccessLogSubscriptions',
  'ListListeners',
  'ListRules',
  'ListServiceNetworkServiceAssociations',
  'ListServiceNetworkVpcAssociations',
  'ListServiceNetworks',
  'ListServices',
  'ListTagsForResource',
  'ListTargetGroups',
  'ListTargets',
  'RegisterTargets',
  'TagResource',
  'UntagResource',
].map((name) => `vpc-lattice:${name}`);

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
    upstream: {
      document: 'gateway-api-controller',
      adds: [{ actions: LATTICE, why: 'Upstream has vpc-lattice:* instead.' }],
      omits: [{ actions: ['vpc-lattice:*'], why: 'Each call of the controller is named.' }],
      narrows: [
        {
          actions: [
            'firehose:TagDeliveryStream',
            'iam:CreateServiceLinkedRole',
            's3:GetBucketPolicy',
            's3:PutBucketPolicy',
          ],
          why: 'The account, the streams and the buckets are named.',
        },
      ],
    },
  },
];
