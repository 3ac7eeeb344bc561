import type { Stack } from 'aws-cdk-lib';
import { DatabaseCluster, DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { Pganalyze } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const instance = (scope: Stack) =>
  DatabaseInstance.fromDatabaseInstanceAttributes(scope, 'Instance', {
    instanceIdentifier: 'orders-1',
    instanceEndpointAddress: 'orders-1.example.com',
    port: 5432,
    securityGroups: [],
  });

const ACTIONS = [
  'rds:DescribeDBInstances',
  'rds:DescribeDBLogFiles',
  'rds:DownloadDBLogFilePortion',
];

const LOCAL = {
  actions: ['logs:GetLogEvents', 'rds:DescribeDBParameters'],
  why: 'In the region and account of the identity.',
};

export const cases: AddonCase[] = [
  {
    addon: 'pganalyze',
    factory: 'Pganalyze.databases',
    title: 'an Aurora cluster with one instance',
    declare: (scope) =>
      Pganalyze.databases({
        instances: [instance(scope)],
        clusters: [
          DatabaseCluster.fromDatabaseClusterAttributes(scope, 'Aurora', {
            clusterIdentifier: 'orders',
          }),
        ],
      }),
    refuses: [
      {
        why: 'no instance',
        declare: () => Pganalyze.databases({ instances: [] }),
        message: /'instances' is empty; .*Pganalyze.allDatabases/,
      },
    ],
    upstream: {
      document: 'pganalyze',
      narrows: [
        { actions: [...ACTIONS, 'rds:DescribeDBClusters'], why: 'The databases are named.' },
        LOCAL,
      ],
    },
  },
  {
    addon: 'pganalyze',
    factory: 'Pganalyze.databases',
    title: 'one instance',
    declare: (scope) => Pganalyze.databases({ instances: [instance(scope)] }),
    refuses: [],
  },
  {
    addon: 'pganalyze',
    factory: 'Pganalyze.allDatabases',
    title: 'every database',
    declare: () => Pganalyze.allDatabases(),
    refuses: [],
    upstream: {
      document: 'pganalyze',
      narrows: [
        {
          actions: [...ACTIONS, 'rds:DescribeDBClusters'],
          why: 'In the region and account of the identity.',
        },
        LOCAL,
      ],
    },
  },
];
