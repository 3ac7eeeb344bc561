import { collectFacts } from '../../checks/collect-template';
import type { Facts } from '../../checks/facts';
import { identitySubjects } from '../../checks/subject';
import { CliError } from '../cli-error';
import { readAssembly } from '../cloud-assembly';
import { type Command, type CommandInput, optionValue, optionValues } from '../command';
import { linesPage } from '../page';
import { ENVIRONMENT_OPTIONS, inEnvironment } from '../stack-environment';
import { type AccessQuestion, accessAnswer } from './access-answer';
import { answerLines, LIMITS } from './answer-lines';
import type { PolicyRequest } from './request';
import { resourceDenies } from './resource-denies';

export const canCommand: Command = {
  name: 'can',
  summary: 'Says whether the pods of a ServiceAccount may do something in AWS.',
  usage: [
    'can NAMESPACE/NAME ACTION RESOURCE [--template FILE|DIR] [--context KEY=VALUE]... [--absent KEY]... [--account ID] [--region REGION]',
  ],
  about: [
    "Answers allowed, denied, depends (on which conditions) or cannot tell, from the role's policies, permissions boundary and session policy in the template, with the statement that decides, and prints the command that asks AWS the same.",
    LIMITS,
    'Exit code 0 means allowed; every other answer is 1. RESOURCE is one ARN, or * for an action that takes none.',
  ],
  maxPositionals: 3,
  options: {
    template: {
      type: 'string',
      value: 'FILE|DIR',
      description: 'A CloudFormation template or cdk.out (the default).',
    },
    context: {
      type: 'string',
      value: 'KEY=VALUE',
      multiple: true,
      description:
        'What the request says, for example aws:SourceVpce=vpce-1; a key that is repeated has several values.',
    },
    absent: {
      type: 'string',
      value: 'KEY',
      multiple: true,
      description: 'A condition key that the request does not carry.',
    },
    ...ENVIRONMENT_OPTIONS,
  },
  examples: [
    'cdk-eks-workload-identity can logging/s3-reader-sa s3:GetObject arn:aws:s3:::reports/2026/a.csv',
    'cdk-eks-workload-identity can logging/s3-reader-sa s3:ListBucket arn:aws:s3:::reports --context s3:prefix=2026/ --template template.json',
  ],
  run(input, world) {
    const question = parseQuestion(input);
    const file = optionValue(input, 'template') ?? 'cdk.out';
    const { templates, declared } = inEnvironment(readAssembly(world, file), input);
    const facts = collectFacts({ templates, declared });
    const answer = accessAnswer(facts, question, (partition) =>
      resourceDenies(templates, partition, question.action.split(':')[0].toLowerCase()),
    );
    if (answer.roles.length === 0) throw noRole(facts, question);
    const names = new Map(templates.map(({ stack, stackName }) => [stack, stackName ?? stack]));
    return {
      page: linesPage(answerLines(question, answer, (stack = '') => names.get(stack) ?? stack)),
      exitCode: answer.roles.every((r) => r.evaluation.verdict === 'allowed') ? 0 : 1,
    };
  },
};

function parseQuestion(input: CommandInput): AccessQuestion {
  const [identity, action, resource, ...more] = input.positionals;
  if (resource === undefined || more.length > 0) {
    throw new CliError('can needs NAMESPACE/NAME, ACTION and RESOURCE; see can --help');
  }
  const [namespace, serviceAccountName, ...rest] = identity.split('/');
  if (!namespace || !serviceAccountName || rest.length > 0) {
    throw new CliError(`the ServiceAccount must be NAMESPACE/NAME; it is ${identity}`);
  }
  if (!/^[a-z0-9-]+:[a-z0-9_-]+$/i.test(action)) {
    throw new CliError(
      `the action must be one action such as s3:GetObject, without wildcards; it is ${action}`,
    );
  }
  if (resource !== '*' && !/^(?:arn:[^*?]*|\$\{[^*?]*)$/.test(resource)) {
    throw new CliError(
      `the resource must be one ARN without wildcards, or * for an action that takes none; it is ${resource}`,
    );
  }
  return { namespace, serviceAccountName, action, resource, context: parseContext(input) };
}

function parseContext(input: CommandInput): PolicyRequest['context'] {
  const context = new Map<string, string[] | null>();
  // IAM does not look at the case of a key.
  const sameKey = (key: string) =>
    [...context.keys()].find((known) => known.toLowerCase() === key.toLowerCase()) ?? key;
  for (const entry of optionValues(input, 'context')) {
    const at = entry.indexOf('=');
    if (at < 1) throw new CliError(`--context must be KEY=VALUE; it is ${entry}`);
    const key = sameKey(entry.slice(0, at));
    context.set(key, [...(context.get(key) ?? []), entry.slice(at + 1)]);
  }
  for (const key of optionValues(input, 'absent')) {
    if (context.has(sameKey(key))) {
      throw new CliError(`${key} cannot be both --context and --absent`);
    }
    context.set(key, null);
  }
  return Object.fromEntries(
    [...context].map(([key, values]) => [key, values?.length === 1 ? values[0] : values]),
  );
}

const SHOWN = 10;

function noRole(facts: Facts, { namespace, serviceAccountName }: AccessQuestion): CliError {
  const names = identitySubjects(facts).map((s) => `${s.namespace ?? '?'}/${s.name}`);
  const known = [...new Set(names)].sort();
  const list = known.slice(0, SHOWN).join(', ') + (known.length > SHOWN ? ', ...' : '');
  return new CliError(
    `the templates give ${namespace}/${serviceAccountName} no role; ${known.length > 0 ? `they know ${list}` : 'they know no ServiceAccount with one'}`,
  );
}
