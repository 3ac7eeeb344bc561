import * as path from 'node:path';
import { App } from 'aws-cdk-lib';
import { AbacStack } from './abac-stack';
import { acknowledgeFindings } from './acknowledgements';
import { AddonOwnedStack } from './addon-owned-stack';
import { AddonsStack } from './addons-stack';
import { AdoptionStack } from './adoption-stack';
import { AdviceStack } from './advice-stack';
import { BlueGreenStack } from './blue-green-stack';
import { FinanceClusterStack, FinanceDataStack } from './cross-account-irsa';
import { ReportsDataStack, ReportsStack } from './cross-account-pod-identity';
import { EnvironmentsStack } from './environments-stack';
import { ManyClustersStack } from './many-clusters-stack';
import { MigrationStack } from './migration-stack';
import { PatternsStack } from './patterns-stack';
import { SessionPolicyStack } from './session-policy-stack';
import { WorkloadsStack } from './workloads-stack';

const REGION = 'eu-west-1';
const CLUSTERS = { account: '111122223333', region: REGION };
const DATA = { account: '444455556666', region: REGION };

/**
 * Every example as one app. It synthesizes without an AWS account or a network.
 *
 * @param outdir where `cdk.out` and the manifests for a GitOps controller go
 */
export function exampleApp(outdir: string, context?: Record<string, unknown>): App {
  const app = new App({ outdir: path.join(outdir, 'cdk.out'), analyticsReporting: false, context });
  const { cluster } = new WorkloadsStack(app, 'Workloads', {
    env: CLUSTERS,
    gitOpsDirectory: path.join(outdir, 'gitops'),
  });
  const onTheCluster = { env: CLUSTERS, cluster };
  new AddonsStack(app, 'Addons', onTheCluster);
  new EnvironmentsStack(app, 'Environments', onTheCluster);
  new AbacStack(app, 'Abac', onTheCluster);
  new AdviceStack(app, 'Advice', onTheCluster);
  new PatternsStack(app, 'Patterns', onTheCluster);
  new SessionPolicyStack(app, 'SessionPolicy', onTheCluster);
  new MigrationStack(app, 'Migration', { ...onTheCluster, phase: 'cut over' });

  new ManyClustersStack(app, 'ManyClusters', { env: CLUSTERS });
  new BlueGreenStack(app, 'BlueGreen', { env: CLUSTERS, step: 'both' });
  new AdoptionStack(app, 'Adoption', { env: CLUSTERS, step: 'adopt' });
  acrossAccounts(app);
  acknowledgeFindings(app);
  return app;
}

/** The cluster in one account, the data in the other. */
function acrossAccounts(app: App): void {
  const finance = new FinanceClusterStack(app, 'FinanceCluster', {
    env: CLUSTERS,
    dataAccount: DATA.account,
  });
  // The stack Addons has the same add-on on the first cluster.
  new AddonOwnedStack(app, 'AddonOwned', { env: CLUSTERS, cluster: finance.cluster });
  new FinanceDataStack(app, 'FinanceData', {
    env: DATA,
    cluster: finance.cluster,
    clusterAccount: CLUSTERS.account,
  });
  new ReportsStack(app, 'Reports', { env: CLUSTERS, dataAccount: DATA.account });
  new ReportsDataStack(app, 'ReportsData', { env: DATA, clusterAccount: CLUSTERS.account });
}
