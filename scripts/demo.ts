import * as path from 'node:path';
import { exampleApp } from '../examples/app';
import { runCommandLine } from '../src/cli/main';
import { realTerminal } from '../src/cli/print';
import { realWorld } from '../src/cli/world';

const OUTPUT = 'demo.out';

/** Synthesizes the examples and says who gets which identity; with a previous cdk.out, what has changed. */
function main(previous: string | undefined): void {
  const assembly = exampleApp(OUTPUT).synth();
  const explain = (...options: string[]) => {
    const code = runCommandLine(
      ['explain', assembly.directory, ...options],
      realWorld(),
      realTerminal(),
    );
    process.exitCode = Math.max(code, Number(process.exitCode ?? 0));
  };
  explain();
  if (previous !== undefined) {
    explain('--diff', previous);
  }
  console.log(
    `\nTemplates and workload-identities.json: ${path.relative('.', assembly.directory)}`,
  );
  console.log(`Manifests for a GitOps controller: ${path.join(OUTPUT, 'gitops')}`);
}

main(process.argv[2]);
