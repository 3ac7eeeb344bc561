import { CliError } from './cli-error';
import type { CloudAssembly } from './cloud-assembly';
import { type CommandInput, type CommandOption, optionValue } from './command';

/** Where the stacks go, for templates that do not say it. */
export const ENVIRONMENT_OPTIONS = {
  account: {
    type: 'string',
    value: 'ID',
    description: 'The account of the stacks, where the template does not say it.',
  },
  region: {
    type: 'string',
    value: 'REGION',
    description: 'The Region of the stacks, where the template does not say it.',
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** The assembly with the account and Region of the options, where it names none itself. */
export function inEnvironment(assembly: CloudAssembly, input: CommandInput): CloudAssembly {
  const account = checked(input, 'account', /^\d{12}$/, 'twelve digits');
  const region = checked(input, 'region', /^[a-z]+(-[a-z]+)+-\d+$/, 'a Region such as eu-west-1');
  return {
    ...assembly,
    templates: assembly.templates.map((template) => ({
      ...template,
      account: template.account ?? account,
      region: template.region ?? region,
    })),
  };
}

function checked(
  input: CommandInput,
  name: keyof typeof ENVIRONMENT_OPTIONS,
  form: RegExp,
  words: string,
): string | undefined {
  const value = optionValue(input, name);
  if (value === undefined || form.test(value)) return value;
  throw new CliError(`--${name} must be ${words}; it is ${value}`);
}
