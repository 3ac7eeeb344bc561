import { parseArgs } from 'node:util';
import { canCommand } from './can/can-command';
import { checkCommand } from './check/check-command';
import { CliError } from './cli-error';
import type { Command, CommandInput } from './command';
import { diagnoseCommand } from './diagnose/diagnose-command';
import { explainCommand } from './explain/explain-command';
import { linesPage } from './page';
import { printError, printPage, realTerminal, type Terminal } from './print';
import { recommendCommand } from './recommend/recommend-command';
import { commandUsage, PROGRAM, programUsage } from './usage';
import { realWorld, type World } from './world';

/** Every command, in the order of the usage text. */
export const COMMANDS: readonly Command[] = [
  explainCommand,
  checkCommand,
  diagnoseCommand,
  canCommand,
  recommendCommand,
];

/** 0: clean, 1: findings, 2: could not run. */
export type ExitCode = 0 | 1 | 2;

/** What bin/ calls. */
export function main(argv: readonly string[]): void {
  // A reader such as `head` may close the pipe before all is written: that is no error of ours.
  process.stdout.on('error', (e: NodeJS.ErrnoException) => {
    process.exit(e.code === 'EPIPE' ? 0 : 2);
  });
  // Not process.exit: that would cut off what a pipe has not taken yet.
  process.exitCode = runCommandLine(argv.slice(2), realWorld(), realTerminal());
}

/** One run of the program, with its surroundings given. */
export function runCommandLine(
  args: readonly string[],
  world: World,
  terminal: Terminal,
): ExitCode {
  try {
    return dispatch(args, world, terminal);
  } catch (e) {
    printError(`${PROGRAM}: ${messageOf(e)}`, terminal);
    return 2;
  }
}

function dispatch(args: readonly string[], world: World, terminal: Terminal): ExitCode {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    printPage(linesPage(programUsage(COMMANDS)), terminal);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((c) => c.name === name);
  if (!command) {
    const names = COMMANDS.map((c) => c.name).join(', ');
    throw new CliError(`there is no command "${name}"; the commands are ${names}`);
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    printPage(linesPage(commandUsage(command)), terminal);
    return 0;
  }
  const result = command.run(parse(command, rest), world);
  printPage(result.page, terminal);
  return result.exitCode;
}

function parse(command: Command, args: readonly string[]): CommandInput {
  const input = parseOptions(command, args);
  if (input.positionals.length > command.maxPositionals) {
    // Not quoted: it may be a token.
    throw new CliError(
      `${command.name} takes at most ${command.maxPositionals} arguments besides options; see ${PROGRAM} ${command.name} --help`,
    );
  }
  return input;
}

function parseOptions(command: Command, args: readonly string[]): CommandInput {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: Object.fromEntries(
        Object.entries(command.options).map(([name, o]) => [
          name,
          { type: o.type, multiple: o.multiple ?? false },
        ]),
      ),
      allowPositionals: true,
      strict: true,
    });
    return { positionals: parsed.positionals, options: withoutUndefined(parsed.values) };
  } catch (e) {
    const why = messageOf(e).split('. To specify')[0];
    throw new CliError(`${why}; see ${PROGRAM} ${command.name} --help`);
  }
}

function withoutUndefined(values: Record<string, unknown>): CommandInput['options'] {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as CommandInput['options'];
}

/** Only our own messages and those of parseArgs are shown; others may quote what was read. */
function messageOf(e: unknown): string {
  if (e instanceof CliError) return e.message;
  const { code, name, message } = e as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS')) return message.split('\n')[0];
  if (name === 'RangeError' && message.includes('call stack')) {
    return 'the input is nested too deeply';
  }
  return `this is a defect of the program (${name}); please report it with the command you ran`;
}
