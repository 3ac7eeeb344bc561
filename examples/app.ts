import * as path from 'node:path';
import { App } from 'aws-cdk-lib';
import { AddonsStack } from './addons-stack';
import { WorkloadsStack } from './workloads-stack';

/** Every example as one app. It synthesizes without an AWS account or a network. */
export function exampleApp(outdir: string): App {
  const app = new App({ outdir: path.join(outdir, 'cdk.out'), analyticsReporting: false });
  const env = { account: '111122223333', region: 'eu-west-1' };
  const { cluster } = new WorkloadsStack(app, 'Workloads', {
    env,
    gitOpsDirectory: path.join(outdir, 'gitops'),
  });
  new AddonsStack(app, 'Addons', { env, cluster });
  return app;
}
