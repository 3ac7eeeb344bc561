import { MECHANISM_TABLE, type Need } from '../../advice/mechanism-table';
import { type Needs, type Recommendation, recommend } from '../../advice/recommend';
import { CliError } from '../cli-error';
import { type Command, type CommandOption, optionValue } from '../command';
import { type Line, linesPage, type Page, textPage } from '../page';
import { printableJson } from '../printable-text';

const NEEDS = Object.keys(MECHANISM_TABLE) as Need[];

const MECHANISM = {
  irsa: { name: 'IRSA (IAM roles for service accounts)', trust: 'WorkloadTrust.irsa()' },
  'pod-identity': { name: 'EKS Pod Identity', trust: 'WorkloadTrust.podIdentity()' },
};

export const recommendCommand: Command = {
  name: 'recommend',
  summary: 'Says which mechanism a workload should use, and why.',
  usage: ['recommend [--NEED ...] [--format text|json]'],
  about: [
    'Each option is something that the workload needs. Without any, the answer is the one for most workloads.',
    'The exit code is 1 where no mechanism meets all needs.',
  ],
  maxPositionals: 0,
  options: {
    ...Object.fromEntries(
      NEEDS.map((need): [string, CommandOption] => [
        flagOf(need),
        { type: 'boolean', description: `${MECHANISM_TABLE[need].situation}.` },
      ]),
    ),
    format: { type: 'string', value: 'FORMAT', description: 'text or json; text is the default.' },
  },
  examples: [
    'cdk-eks-workload-identity recommend',
    'cdk-eks-workload-identity recommend --fargate --cross-account',
    'cdk-eks-workload-identity recommend --session-tags --format json',
  ],
  run(input) {
    const format = optionValue(input, 'format') ?? 'text';
    if (format !== 'text' && format !== 'json') {
      throw new CliError(`--format takes text, json; it is ${format}`);
    }
    const needs: Needs = Object.fromEntries(
      NEEDS.map((need) => [need, input.options[flagOf(need)] === true]),
    );
    const answer = recommend(needs);
    return {
      page: format === 'json' ? jsonPage(answer) : answerPage(answer),
      exitCode: answer.mechanism === undefined ? 1 : 0,
    };
  },
};

/** `over5000Associations` is `over-5000-associations`. */
function flagOf(need: Need): string {
  return need.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`);
}

/** Needs stand in the first sentence, named as the construct library names them; here they are options. */
function withFlags(text: string): string {
  const [first, ...others] = text.split('. ');
  const named = first.replace(/\w+/g, (word) =>
    NEEDS.includes(word as Need) ? `--${flagOf(word as Need)}` : word,
  );
  return [named, ...others].join('. ');
}

function jsonPage(answer: Recommendation): Page {
  return textPage(printableJson({ version: 1, ...answer, mechanism: answer.mechanism ?? null }));
}

function answerPage(answer: Recommendation): Page {
  if (answer.mechanism === undefined) {
    return linesPage([
      { text: 'No mechanism meets all needs.', tone: 'problem' },
      field('why', `${withFlags(answer.why)}.`),
      field('fix', `${withFlags(answer.fix)}.`),
    ]);
  }
  const { name, trust } = MECHANISM[answer.mechanism];
  return linesPage([
    { text: name, tone: 'strong' },
    ...answer.rows.flatMap(({ situation, why, source }) => [
      field('why', `${situation}: ${why}`),
      field('', source),
    ]),
    field('in code', `trust: ${trust}`),
  ]);
}

function field(name: string, text: string): Line {
  return { text, indent: 2, label: { text: name, width: 9, tone: 'faint' } };
}
