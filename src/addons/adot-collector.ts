import type { aws_aps, aws_logs } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import type { Grant } from './private/grant';
import { logGroupGrants } from './private/log-group-arn';
import { requireScope } from './private/required-scope';
import { xRayGrant } from './private/x-ray-grant';

/** Where the collector of Prometheus metrics writes. */
export interface AdotCollectorPrometheusMetricsProps {
  /** The workspaces of Amazon Managed Service for Prometheus. At least one. */
  readonly workspaces: aws_aps.IWorkspaceRef[];
}

/** Where the collector of container logs writes. */
export interface AdotCollectorContainerLogsProps {
  /** The log groups. At least one. */
  readonly logGroups: aws_logs.ILogGroupRef[];
}

/**
 * AWS Distro for OpenTelemetry: the collectors that the EKS add-on `adot` deploys, one
 * ServiceAccount each.
 *
 * @see https://aws-otel.github.io/docs/getting-started/adot-eks-add-on
 */
export class AdotCollector {
  /** `adot-col-prom-metrics`: remote write, and no reading. Throws where no workspace is given. */
  public static prometheusMetrics(props: AdotCollectorPrometheusMetricsProps): PermissionSet {
    const { workspaces } = props;
    requireScope('AdotCollector.prometheusMetrics', 'workspaces', workspaces);
    return collector('adot-col-prom-metrics', [
      {
        actions: ['aps:RemoteWrite'],
        resources: workspaces.map((w) => w.workspaceRef.workspaceArn),
      },
    ]);
  }

  /** `adot-col-otlp-ingest`: traces to X-Ray, which has no resources to scope them by. */
  public static otlpIngest(): PermissionSet {
    return collector('adot-col-otlp-ingest', [xRayGrant()]);
  }

  /** `adot-col-container-logs`: logs to CloudWatch. Throws where no log group is given. */
  public static containerLogs(props: AdotCollectorContainerLogsProps): PermissionSet {
    const { logGroups } = props;
    requireScope('AdotCollector.containerLogs', 'logGroups', logGroups);
    return collector('adot-col-container-logs', logGroupGrants(logGroups));
  }
}

function collector(serviceAccountName: string, grants: Grant[]): PermissionSet {
  return new AddonPermissionSet(
    {
      name: 'adot',
      namespace: 'opentelemetry-operator-system',
      serviceAccountName,
      source: 'https://eksctl.io/usage/pod-identity-associations/',
      reviewed: '2026-11-22',
    },
    () => grants,
  );
}
