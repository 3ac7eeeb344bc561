import type { Page } from './page';
import type { World } from './world';

/** One option of a command, for `parseArgs` and for the usage text. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** What the value is, as the usage text shows it: `FILE`, `ARN`. */
  readonly value?: string;
  readonly multiple?: boolean;
  readonly description: string;
}

/** What the user typed after the command's name. */
export interface CommandInput {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly (string | boolean)[]>>;
}

export interface CommandResult {
  readonly page: Page;
  /** 0: clean, 1: findings. Not being able to run is a `CliError`. */
  readonly exitCode: 0 | 1;
}

/** One row of the command table in main.ts. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The forms of the command, without the program's name. */
  readonly usage: readonly string[];
  /** Paragraphs below the usage. */
  readonly about: readonly string[];
  /** How many arguments it takes that are not options. */
  readonly maxPositionals: number;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly examples: readonly string[];
  run(input: CommandInput, world: World): CommandResult;
}

/** The value of an option that takes one, or undefined. */
export function optionValue(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of an option that can be repeated. */
export function optionValues(input: CommandInput, name: string): readonly string[] {
  const value = input.options[name];
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
}
