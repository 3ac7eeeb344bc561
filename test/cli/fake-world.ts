import { CliError } from '../../src/cli/cli-error';
import { runCommandLine } from '../../src/cli/main';
import type { RunOutcome, World } from '../../src/cli/world';

export const NOW = '2026-11-22T12:00:00Z';

/** A world of given files and given answers; writing goes into `written`. */
export interface FakeWorld extends World {
  readonly written: Map<string, string>;
  readonly ran: string[];
}

export interface FakeSurroundings {
  readonly files?: Readonly<Record<string, string>>;
  readonly now?: string;
  /** By command line; what is missing is not found. */
  readonly answers?: Readonly<Record<string, unknown>>;
}

export function fakeWorld({ files = {}, now = NOW, answers = {} }: FakeSurroundings): FakeWorld {
  const written = new Map<string, string>();
  const ran: string[] = [];
  const textOf = (file: string) => written.get(file) ?? files[file];
  return {
    written,
    ran,
    now: () => new Date(now),
    readText(file, maxBytes) {
      const text = textOf(file);
      if (text === undefined) throw new CliError(`cannot read ${file}: no such file or directory`);
      if (Buffer.byteLength(text) > maxBytes) throw new CliError(`${file} is too large`);
      return text;
    },
    isDirectory: (file) => Object.keys(files).some((name) => name.startsWith(`${file}/`)),
    exists: (file) =>
      textOf(file) !== undefined || Object.keys(files).some((name) => name.startsWith(`${file}/`)),
    filesBelow: (directory, accept) =>
      Object.keys(files)
        .filter((name) => name.startsWith(`${directory}/`) && accept(name.split('/').at(-1) ?? ''))
        .sort(),
    writeText: (file, text) => void written.set(file, text),
    run(program, args): RunOutcome {
      const line = [program, ...args].join(' ');
      ran.push(line);
      const answer = answers[line];
      if (answer === undefined) return { ok: false, failure: 'not found' };
      if (typeof answer === 'string') return { ok: false, failure: answer as 'failed' };
      return { ok: true, stdout: JSON.stringify(answer) };
    },
  };
}

export interface CliRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** The program as the user runs it, with what it printed. */
export function runCli(
  args: readonly string[],
  world: World,
  { columns = 100, colour = false }: { columns?: number; colour?: boolean } = {},
): CliRun {
  let out = '';
  let err = '';
  const exitCode = runCommandLine(args, world, {
    columns,
    colour,
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      err += text;
    },
  });
  return { exitCode, out, err };
}
