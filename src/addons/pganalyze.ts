import type { aws_rds } from 'aws-cdk-lib/interfaces';
import type { PermissionContext, PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { localArn } from './private/aws-arn';
import { type Grant, withoutResource } from './private/grant';
import { requireScope } from './private/required-scope';

/** The databases that the collector watches. */
export interface PganalyzeDatabasesProps {
  /**
   * The database instances. At least one. For Aurora, the instances of the cluster: the collector
   * finds them by the cluster's endpoint and then asks for each.
   */
  readonly instances: aws_rds.IDBInstanceRef[];

  /**
   * The Aurora clusters of the instances.
   *
   * @default - none
   */
  readonly clusters?: aws_rds.IDBClusterRef[];
}

/**
 * pganalyze collector: statistics and logs of RDS and Aurora databases.
 *
 * Its chart names the ServiceAccount after the release, so this has no namespace or name of its own.
 *
 * @see https://pganalyze.com/docs/install/amazon_rds/iam_policy
 */
export class Pganalyze {
  /** The given databases. Throws where no instance is given. */
  public static databases(props: PganalyzeDatabasesProps): PermissionSet {
    const { instances, clusters = [] } = props;
    requireScope('Pganalyze.databases', 'instances', instances, 'Pganalyze.allDatabases()');
    return collector(() => [
      { actions: DATABASE_ACTIONS, resources: instances.map((i) => i.dbInstanceRef.dbInstanceArn) },
      ...(clusters.length > 0
        ? [
            {
              actions: ['rds:DescribeDBClusters'],
              resources: clusters.map((c) => c.dbClusterRef.dbClusterArn),
            },
          ]
        : []),
    ]);
  }

  /** Every database of the identity's account in the region of its cluster; warns. */
  public static allDatabases(): PermissionSet {
    const reason = 'Every database of the account and region was chosen.';
    return collector(
      (context) => [
        { actions: DATABASE_ACTIONS, resources: [localArn(context, 'rds', 'db:*')], reason },
        {
          actions: ['rds:DescribeDBClusters'],
          resources: [localArn(context, 'rds', 'cluster:*')],
          reason,
        },
      ],
      [
        {
          id: 'pganalyzeAllDatabases',
          message:
            'The pganalyze collector may read the logs of every database of the account and ' +
            'region. Use Pganalyze.databases() and name the instances.',
        },
      ],
    );
  }
}

const DATABASE_ACTIONS = [
  'rds:DescribeDBInstances',
  'rds:DescribeDBLogFiles',
  'rds:DownloadDBLogFilePortion',
];

function collector(
  databases: (context: PermissionContext) => Grant[],
  warnings?: { id: string; message: string }[],
): PermissionSet {
  const facts = {
    name: 'pganalyze',
    source: 'https://pganalyze.com/docs/install/amazon_rds/iam_policy',
    reviewed: '2026-11-22',
    warnings,
  };
  return new AddonPermissionSet(facts, (context) => [
    ...databases(context),
    {
      actions: ['rds:DescribeDBParameters'],
      resources: [localArn(context, 'rds', 'pg:*')],
      reason: 'The parameter group of an instance can change, and holds settings, not data.',
    },
    {
      actions: ['logs:GetLogEvents'],
      resources: [localArn(context, 'logs', 'log-group:RDSOSMetrics:log-stream:*')],
      reason: 'Enhanced Monitoring names each log stream after an id that RDS makes up.',
    },
    withoutResource(['cloudwatch:GetMetricStatistics']),
  ]);
}
