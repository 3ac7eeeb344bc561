import { collectFacts } from '../../checks/collect-template';
import { findingsOf, judge } from '../../checks/judgement';
import { rules } from '../../checks/rules';
import { CliError } from '../cli-error';
import { type CloudAssembly, readAssembly } from '../cloud-assembly';
import { type Command, type CommandInput, type CommandResult, optionValue } from '../command';
import { ENVIRONMENT_OPTIONS, inEnvironment } from '../stack-environment';
import type { World } from '../world';
import { changesBetween } from './changes';
import { explain } from './explained-role';
import { renderChangesJson, renderChangesText } from './render-changes';
import { RENDERERS } from './renderers';

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Says of every role for pods who may assume it and what it may do.',
  usage: [
    'explain [FILE|DIR] [--format text|json|mermaid|html] [--account ID] [--region REGION]',
    'explain [FILE|DIR] --diff OLDER [--fail-on wider] [--format text|json] [--account ID] [--region REGION]',
  ],
  about: [
    'Reads cdk.out (the default), a CloudFormation template in JSON or YAML, or "-"; it need not be made by this library, nor by the CDK.',
    '--diff shows what changed for a reviewer: wider (somebody new, or something more), narrower, or other. cdk diff cannot see into a trust policy that is written as a string.',
  ],
  maxPositionals: 1,
  options: {
    format: {
      type: 'string',
      value: 'FORMAT',
      description: `${Object.keys(RENDERERS).join(', ')}; text is the default.`,
    },
    diff: {
      type: 'string',
      value: 'OLDER',
      description: 'An older cdk.out or template to compare with.',
    },
    'fail-on': {
      type: 'string',
      value: 'wider',
      description: 'With --diff: exit with 1 if anything got wider.',
    },
    ...ENVIRONMENT_OPTIONS,
  },
  examples: [
    'cdk-eks-workload-identity explain',
    'cdk-eks-workload-identity explain template.yaml --format mermaid',
    'cdk-eks-workload-identity explain cdk.out --format html > report.html',
    'cdk-eks-workload-identity explain cdk.out --diff main/cdk.out --fail-on wider',
  ],
  run(input, world) {
    const file = input.positionals[0] ?? 'cdk.out';
    const format = optionValue(input, 'format') ?? 'text';
    const older = optionValue(input, 'diff');
    const failOn = optionValue(input, 'fail-on');
    if (failOn !== undefined && failOn !== 'wider')
      throw new CliError(`--fail-on takes "wider"; it is ${failOn}`);
    if (failOn !== undefined && older === undefined) throw new CliError('--fail-on needs --diff');
    if (older !== undefined) return diff(world, older, file, input, format);
    const render = Object.hasOwn(RENDERERS, format) ? RENDERERS[format] : undefined;
    if (!render)
      throw new CliError(`--format takes ${Object.keys(RENDERERS).join(', ')}; it is ${format}`);
    const facts = collectFacts(assemblyAt(world, file, input));
    const explanation = explain(facts, findingsOf(judge(facts, rules)));
    return { page: render(explanation), exitCode: 0 };
  },
};

function diff(
  world: World,
  older: string,
  newer: string,
  input: CommandInput,
  format: string,
): CommandResult {
  if (format !== 'text' && format !== 'json') {
    throw new CliError(`--diff has the formats text and json; --format is ${format}`);
  }
  const [before, after] = alike(assemblyAt(world, older, input), assemblyAt(world, newer, input));
  const changes = changesBetween(collectFacts(before), collectFacts(after));
  const fails =
    input.options['fail-on'] !== undefined && changes.some((c) => c.direction === 'wider');
  return {
    page: format === 'json' ? renderChangesJson(changes) : renderChangesText(changes),
    exitCode: fails ? 1 : 0,
  };
}

/** Two single templates are the same stack, whatever their files are called. */
function alike(before: CloudAssembly, after: CloudAssembly): [CloudAssembly, CloudAssembly] {
  const [[old, ...olds], [now, ...nows]] = [before.templates, after.templates];
  const single = old && now && olds.length + nows.length + before.declared.length === 0;
  return single
    ? [{ ...before, templates: [{ ...old, stack: now.stack }] }, after]
    : [before, after];
}

function assemblyAt(world: World, file: string, input: CommandInput): CloudAssembly {
  return inEnvironment(readAssembly(world, file), input);
}
