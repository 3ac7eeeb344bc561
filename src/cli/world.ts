import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { CliError } from './cli-error';

/** Why a program gave no answer. Its own words are not kept: they may quote anything. */
export type RunFailure =
  | 'not installed'
  | 'timed out'
  | 'not found'
  | 'not allowed'
  | 'no credentials'
  | 'not reachable'
  | 'failed';

export type RunOutcome =
  | { readonly ok: true; readonly stdout: string }
  | { readonly ok: false; readonly failure: RunFailure };

/** Everything outside the process, so that tests can put their own in its place. */
export interface World {
  now(): Date;
  /** The text of a file, or of standard input for `-`; a `CliError` over `maxBytes`. */
  readText(file: string, maxBytes: number): string;
  isDirectory(file: string): boolean;
  exists(file: string): boolean;
  /** Every file below a directory whose name `accept` takes, sorted. */
  filesBelow(directory: string, accept: (name: string) => boolean): string[];
  writeText(file: string, text: string): void;
  /** Runs `kubectl` or `aws`, without a shell. */
  run(program: 'kubectl' | 'aws', args: readonly string[]): RunOutcome;
}

const RUN_TIMEOUT_MS = 30_000;
const RUN_MAX_BYTES = 16 * 1024 * 1024;
const STDIN_TIMEOUT_MS = 60_000;
const MAX_FILES = 5_000;
const MAX_FOLDERS = 12;

/** The world as it is. A program that takes longer than the limit is ended. */
export function realWorld(runLimitMs = RUN_TIMEOUT_MS): World {
  return {
    now: () => new Date(),
    readText,
    isDirectory: (file) => stat(file)?.isDirectory() ?? false,
    exists: (file) => stat(file) !== undefined,
    filesBelow,
    writeText(file, text) {
      try {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(file, text, { mode: 0o600 });
      } catch (e) {
        throw new CliError(`cannot write ${file}: ${reason(e)}`);
      }
    },
    run: (program, args) => run(program, args, runLimitMs),
  };
}

function readText(file: string, maxBytes: number): string {
  const name = file === '-' ? 'standard input' : file;
  if (file === '-' && process.stdin.isTTY) {
    throw new CliError('nothing is piped into standard input; give a file instead of "-"');
  }
  let descriptor: number;
  try {
    descriptor = file === '-' ? 0 : openRegularFile(file);
  } catch (e) {
    if (e instanceof CliError) throw e;
    throw new CliError(`cannot read ${name}: ${reason(e)}`);
  }
  try {
    return readAll(descriptor, name, maxBytes);
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
}

/** What a name stands for, or undefined where there is nothing. */
function stat(file: string) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (e) {
    throw new CliError(`cannot read ${file}: ${reason(e)}`);
  }
}

/** A FIFO or a device could block or never end; `/dev/stdin` and process substitution are pipes. */
function openRegularFile(file: string): number {
  const found = statSync(file);
  if (found.isDirectory()) throw new CliError(`cannot read ${file}: it is a directory`);
  if (found.isCharacterDevice() || found.isBlockDevice()) {
    throw new CliError(`cannot read ${file}: it is a device, not a file`);
  }
  return openSync(file, 'r');
}

function readAll(descriptor: number, name: string, maxBytes: number): string {
  const chunks: Buffer[] = [];
  let size = 0;
  const deadline = Date.now() + STDIN_TIMEOUT_MS;
  for (;;) {
    const chunk = Buffer.alloc(64 * 1024);
    let read = 0;
    try {
      read = readSync(descriptor, chunk, 0, chunk.length, null);
    } catch (e) {
      const code = (e as NodeJS.ErrnoException).code;
      if (code === 'EOF') break;
      if (code !== 'EAGAIN' || Date.now() > deadline) {
        throw new CliError(`cannot read ${name}: ${reason(e)}`);
      }
      // A non-blocking pipe with nothing in it yet: wait without spinning.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      continue;
    }
    if (read === 0) break;
    size += read;
    if (size > maxBytes) {
      throw new CliError(
        `${name} is larger than ${inWords(maxBytes)}, which is the most read here`,
      );
    }
    chunks.push(chunk.subarray(0, read));
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function filesBelow(directory: string, accept: (name: string) => boolean): string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number) => {
    if (depth > MAX_FOLDERS) return;
    let entries: ReturnType<typeof readFolder>;
    try {
      entries = readFolder(folder);
    } catch (e) {
      throw new CliError(`cannot read ${folder}: ${reason(e)}`);
    }
    for (const entry of entries) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) visit(full, depth + 1);
      } else if (entry.isFile() && accept(entry.name)) {
        found.push(full);
        if (found.length > MAX_FILES) {
          throw new CliError(`${directory} holds more than ${MAX_FILES} files; name one of them`);
        }
      }
    }
  };
  visit(directory, 0);
  return found.sort();
}

function readFolder(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

function run(program: string, args: readonly string[], limitMs: number): RunOutcome {
  try {
    const stdout = execFileSync(program, [...args], {
      encoding: 'utf8',
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: RUN_MAX_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off' },
    });
    return { ok: true, stdout };
  } catch (e) {
    return { ok: false, failure: failureOf(e) };
  }
}

function failureOf(e: unknown): RunFailure {
  const error = e as NodeJS.ErrnoException & { stderr?: unknown };
  if (error.code === 'ENOENT') return 'not installed';
  if (error.code === 'ETIMEDOUT') return 'timed out';
  const words = typeof error.stderr === 'string' ? error.stderr : '';
  if (/NotFound|NoSuchEntity|ResourceNotFoundException/.test(words)) return 'not found';
  if (/Forbidden|AccessDenied|UnauthorizedOperation|forbidden/.test(words)) return 'not allowed';
  if (
    /Unable to locate credentials|ExpiredToken|InvalidClientTokenId|must be logged in/.test(words)
  ) {
    return 'no credentials';
  }
  if (/connection|Could not connect|Unable to connect|no such host|i\/o timeout/i.test(words)) {
    return 'not reachable';
  }
  return 'failed';
}

function reason(e: unknown): string {
  const code = (e as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    default:
      return code ?? 'it failed';
  }
}

function inWords(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;
}
