import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import type { FailureGroup } from './audit-plan';
import { quoted } from './filter-pattern';

/**
 * Whose failed `AssumeRoleForPodIdentity` calls are counted together in one alarm.
 *
 * A failed call names the node and the cluster, and not the ServiceAccount: there is no alarm for a
 * single identity.
 */
export abstract class PodIdentityFailureScope {
  /** One alarm for every cluster whose events reach the log group. One metric filter. */
  public static account(): PodIdentityFailureScope {
    return new AccountScope();
  }

  /**
   * One alarm for each cluster. One metric filter per cluster.
   *
   * @param clusterNames the names of the EKS clusters. Other clusters are not counted.
   *
   * Throws where the list is empty, and where a name is not that of an EKS cluster (1 to 100
   * letters, digits, `-` and `_`, starting with a letter or digit).
   */
  public static clusters(clusterNames: string[]): PodIdentityFailureScope {
    return new ClustersScope(clusterNames);
  }

  /** @internal */
  public abstract _bind(scope: IConstruct): FailureGroup[];
}

class AccountScope extends PodIdentityFailureScope {
  public _bind(): FailureGroup[] {
    return [{ id: '', label: 'any cluster', conditions: [] }];
  }
}

class ClustersScope extends PodIdentityFailureScope {
  private readonly clusterNames: string[];

  public constructor(clusterNames: string[]) {
    super();
    this.clusterNames = [...new Set(clusterNames)];
  }

  public _bind(scope: IConstruct): FailureGroup[] {
    if (this.clusterNames.length === 0) {
      throw new WorkloadIdentityError(
        scope,
        'PodIdentityFailureScope.clusters() got no cluster name, so no failure would be counted. Pass the names of the clusters to watch, or use PodIdentityFailureScope.account().',
      );
    }
    return this.clusterNames.map((clusterName, index) => {
      assertClusterName(scope, clusterName);
      return {
        id: Token.isUnresolved(clusterName) ? `Cluster${index + 1}` : clusterName,
        label: `cluster ${clusterName}`,
        conditions: [
          `$.requestParameters.clusterName = ${quoted(scope, 'cluster name', clusterName)}`,
        ],
        dimension: {
          name: 'ClusterName',
          selector: '$.requestParameters.clusterName',
          value: clusterName,
        },
      };
    });
  }
}

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
function assertClusterName(scope: IConstruct, clusterName: string): void {
  if (!Token.isUnresolved(clusterName) && !/^[0-9A-Za-z][\w-]{0,99}$/.test(clusterName)) {
    throw new WorkloadIdentityError(
      scope,
      `'${clusterName}' is not the name of an EKS cluster: 1 to 100 letters, digits, - and _, starting with a letter or digit. Pass the name, not the ARN.`,
    );
  }
}
