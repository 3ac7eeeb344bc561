import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Cloud assemblies go to one folder that is removed at the end, without copies of the 37 MB kubectl layer. */
export default function setUp(): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'workload-identity-tests-'));
  process.env.TMPDIR = folder;
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-asset-staging': true });
}
