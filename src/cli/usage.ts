import type { Command } from './command';
import type { Line } from './page';

export const PROGRAM = 'cdk-eks-workload-identity';

const EXIT_CODES = 'Exit code: 0 clean, 1 findings, 2 could not run.';

/** The text of `--help` without a command. */
export function programUsage(commands: readonly Command[]): Line[] {
  const width = Math.max(...commands.map((c) => c.name.length)) + 2;
  return [
    { text: `${PROGRAM} <command> [options]`, tone: 'strong' },
    { text: '' },
    { text: 'Explains and checks the AWS identities of Kubernetes workloads on Amazon EKS.' },
    { text: '' },
    ...commands.map(
      (c): Line => ({ text: c.summary, indent: 2, label: { text: c.name, width, tone: 'plain' } }),
    ),
    { text: '' },
    { text: `${PROGRAM} <command> --help shows the options and examples of a command.` },
    { text: EXIT_CODES },
  ];
}

/** The text of `--help` for one command. */
export function commandUsage(command: Command): Line[] {
  const options = [
    ...Object.entries(command.options).map(([name, option]) => ({
      text: option.value ? `--${name} ${option.value}` : `--${name}`,
      description: option.description,
    })),
    { text: '--help', description: 'Shows this text.' },
  ];
  const width = Math.min(28, Math.max(...options.map((o) => o.text.length)) + 2);
  return [
    ...command.usage.map(
      (form): Line => ({ text: `${PROGRAM} ${form}`, tone: 'strong', fold: 'command' }),
    ),
    { text: '' },
    ...command.about.flatMap((paragraph): Line[] => [{ text: paragraph }, { text: '' }]),
    { text: 'Options', tone: 'strong' },
    ...options.map(
      (o): Line => ({
        text: o.description,
        indent: 2,
        label: { text: o.text.padEnd(width - 2).concat('  '), width, tone: 'plain' },
      }),
    ),
    { text: '' },
    { text: 'Examples', tone: 'strong' },
    ...command.examples.map((example): Line => ({ text: example, indent: 2, fold: 'command' })),
    { text: '' },
    { text: EXIT_CODES },
  ];
}
