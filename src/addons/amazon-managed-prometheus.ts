import type { aws_aps } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { requireScope } from './private/required-scope';

/** The workspaces that a collector writes to or a dashboard reads from. */
export interface AmazonManagedPrometheusProps {
  /** The workspaces, made here or imported by `PrometheusWorkspace`. At least one. */
  readonly workspaces: aws_aps.IWorkspaceRef[];
}

/**
 * Amazon Managed Service for Prometheus: metrics of the cluster in a workspace.
 *
 * @see https://docs.aws.amazon.com/prometheus/latest/userguide/set-up-irsa.html
 */
export class AmazonManagedPrometheus {
  /** Remote write, and no reading. Throws where no workspace is given. */
  public static remoteWrite(props: AmazonManagedPrometheusProps): PermissionSet {
    return workspaceAccess(
      'AmazonManagedPrometheus.remoteWrite',
      'amp-iamproxy-ingest-service-account',
      props.workspaces,
      ['aps:RemoteWrite'],
    );
  }

  /** Queries, and no writing. Throws where no workspace is given. */
  public static query(props: AmazonManagedPrometheusProps): PermissionSet {
    return workspaceAccess(
      'AmazonManagedPrometheus.query',
      'amp-iamproxy-query-service-account',
      props.workspaces,
      ['aps:GetLabels', 'aps:GetMetricMetadata', 'aps:GetSeries', 'aps:QueryMetrics'],
    );
  }
}

function workspaceAccess(
  preset: string,
  serviceAccountName: string,
  workspaces: aws_aps.IWorkspaceRef[],
  actions: string[],
): PermissionSet {
  requireScope(preset, 'workspaces', workspaces);
  return new AddonPermissionSet(
    {
      name: 'amazon-managed-prometheus',
      namespace: 'prometheus',
      serviceAccountName,
      source: 'https://docs.aws.amazon.com/prometheus/latest/userguide/set-up-irsa.html',
      reviewed: '2026-11-22',
    },
    () => [{ actions, resources: workspaces.map((w) => w.workspaceRef.workspaceArn) }],
  );
}
