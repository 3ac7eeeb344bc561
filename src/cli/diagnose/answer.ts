import { CliError } from '../cli-error';
import { parseJson } from '../read-document';
import type { RunFailure, World } from '../world';
import { type FieldMask, type Kept, keepFields } from './field-mask';

export type Program = 'kubectl' | 'aws';

/** What a command answered, or why it did not. */
export type Answer<T> =
  | { readonly command: string; readonly value: T }
  | { readonly command: string; readonly failure: RunFailure | 'not JSON' };

/** Where answers come from: the live programs, or a recording of them. */
export interface AnswerSource {
  ask<M extends FieldMask>(program: Program, args: readonly string[], mask: M): Answer<Kept<M>>;
}

export interface RecordedAnswer {
  readonly command: string;
  readonly value?: unknown;
  readonly failure?: string;
}

/** Asks the programs, and remembers every answer as far as its mask keeps it. */
export class LiveAnswers implements AnswerSource {
  public readonly recorded: RecordedAnswer[] = [];

  constructor(
    private readonly world: World,
    private readonly flags: Readonly<Record<Program, readonly string[]>>,
  ) {}

  public ask<M extends FieldMask>(program: Program, args: readonly string[], mask: M) {
    const all = [...args, ...this.flags[program]];
    const answer = this.run<M>(program, all, mask);
    this.recorded.push(answer);
    return answer;
  }

  private run<M extends FieldMask>(
    program: Program,
    args: readonly string[],
    mask: M,
  ): Answer<Kept<M>> {
    const command = commandLine(program, args);
    const ran = this.world.run(program, args);
    if (!ran.ok) return { command, failure: ran.failure };
    try {
      return { command, value: keepFields(mask, parseJson(ran.stdout, 'the answer')) };
    } catch (e) {
      if (e instanceof CliError) return { command, failure: 'not JSON' };
      throw e;
    }
  }
}

const FAILURES: readonly string[] = [
  'not installed',
  'timed out',
  'not found',
  'not allowed',
  'no credentials',
  'not reachable',
  'failed',
  'not JSON',
];

/** Answers from a recording: nothing is run. */
export class RecordedAnswers implements AnswerSource {
  private readonly byCommand: Map<string, RecordedAnswer>;

  constructor(
    recorded: readonly RecordedAnswer[],
    private readonly flags: Readonly<Record<Program, readonly string[]>>,
  ) {
    this.byCommand = new Map(recorded.map((answer) => [answer.command, answer]));
  }

  public ask<M extends FieldMask>(
    program: Program,
    args: readonly string[],
    mask: M,
  ): Answer<Kept<M>> {
    const command = commandLine(program, [...args, ...this.flags[program]]);
    const answer = this.byCommand.get(command);
    if (answer?.value !== undefined) return { command, value: keepFields(mask, answer.value) };
    const failure = FAILURES.includes(answer?.failure ?? '') ? answer?.failure : 'failed';
    return { command, failure: failure as RunFailure };
  }
}

/** The command as it can be pasted into a shell. */
function commandLine(program: Program, args: readonly string[]): string {
  return [program, ...args.map(quoted)].join(' ');
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
