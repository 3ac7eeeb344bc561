import type { PermissionContext } from '../../permissions/permission-set';
import { localArn } from './aws-arn';
import type { Grant } from './grant';
import { logGroupPatternGrant } from './log-group-arn';

/** The log groups of Container Insights, which have the cluster's name in theirs. */
export function containerInsightsLogsGrant(context: PermissionContext): Grant {
  return logGroupPatternGrant(
    context.clusters.map(({ clusterName }) =>
      localArn(context, 'logs', `log-group:/aws/containerinsights/${clusterName}/*`),
    ),
    'Container Insights makes up the last part of the name of each log group of the cluster.',
  );
}
