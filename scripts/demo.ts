import * as path from 'node:path';
import { exampleApp } from '../examples/app';
import { findingsOfStages, whatGoesWrong } from '../examples/what-goes-wrong/app';
import { rules } from '../src/checks/rules';
import { renderText } from '../src/cli/check/render-text';
import { runCommandLine } from '../src/cli/main';
import { printPage, realTerminal } from '../src/cli/print';
import { realWorld } from '../src/cli/world';

const OUTPUT = 'demo.out';

/** Synthesizes the examples and says who gets which identity; with a previous cdk.out, what has changed. */
function main(previous: string | undefined): void {
  const assembly = exampleApp(OUTPUT).synth();
  const explain = (...options: string[]) => run('explain', assembly.directory, ...options);
  explain();
  if (previous !== undefined) {
    explain('--diff', previous);
  }
  heading('What the rules say of these examples');
  run('check', assembly.directory);
  heading('What goes wrong elsewhere, and what to do about it');
  showMistakes();
  console.log(
    `\nTemplates and workload-identities.json: ${path.relative('.', assembly.directory)}`,
  );
  console.log(`Manifests for a GitOps controller: ${path.join(OUTPUT, 'gitops')}`);
}

function run(...words: string[]): void {
  const code = runCommandLine(words, realWorld(), realTerminal());
  process.exitCode = Math.max(code, Number(process.exitCode ?? 0));
}

function heading(text: string): void {
  console.log(`\n== ${text}\n`);
}

function showMistakes(): void {
  const app = whatGoesWrong(OUTPUT);
  const { nestedAssemblies } = app.synth();
  const templates = nestedAssemblies.flatMap(({ nestedAssembly }) => nestedAssembly.stacks);
  const report = {
    read: { templates: templates.length, objects: 0 },
    rules: rules.length,
    findings: findingsOfStages(app),
    cannotTell: [],
  };
  printPage(renderText(report), realTerminal());
}

main(process.argv[2]);
