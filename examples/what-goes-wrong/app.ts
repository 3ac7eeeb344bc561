import * as path from 'node:path';
import { App, Stage } from 'aws-cdk-lib';
import { type IdentityFinding, WorkloadIdentityChecks } from '../../src';
import { ClustersStack } from './clusters-stack';
import { NodesStack } from './nodes-stack';
import { OldClusterStack } from './old-cluster-stack';
import { PermissionsStack } from './permissions-stack';
import { PodIdentityStack } from './pod-identity-stack';
import { QuotasStack, SMALL_QUOTAS } from './quotas-stack';
import { ServiceAccountsStack } from './service-accounts-stack';
import { ENV } from './shop-cluster';
import { TrustStack } from './trust-stack';
import { WorkloadsStack } from './workloads-stack';

/** Each mistake that the rules know, once. Every stage is an app of its own: findings stay apart. */
export function whatGoesWrong(outdir: string): App {
  const app = new App({ outdir: path.join(outdir, 'what-goes-wrong'), analyticsReporting: false });
  const stage = (id: string): Stage => new Stage(app, id, { env: ENV });

  new TrustStack(stage('Trust'), 'Shop');
  new PodIdentityStack(stage('PodIdentity'), 'Shop');
  new ServiceAccountsStack(stage('ServiceAccounts'), 'Shop');
  new WorkloadsStack(stage('Workloads'), 'Shop');
  new OldClusterStack(stage('OldCluster'), 'Shop');
  new ClustersStack(stage('Clusters'), 'Shop');
  const quotas = stage('Quotas');
  quotas.node.setContext('cdk-eks-workload-identity:quotas', SMALL_QUOTAS);
  new QuotasStack(quotas, 'Shop');
  new PermissionsStack(stage('Permissions'), 'Shop');
  new NodesStack(stage('Nodes'), 'Shop');
  return app;
}

/** The findings of every stage, once the app is synthesized. */
export function findingsOfStages(app: App): IdentityFinding[] {
  const checks = new WorkloadIdentityChecks();
  return app.node.children.filter(Stage.isStage).flatMap((stage) => checks.findings(stage));
}
