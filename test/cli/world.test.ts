import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { realWorld } from '../../src/cli/world';

const world = realWorld();
const directory = mkdtempSync(join(tmpdir(), 'world-'));
const path = process.env.PATH;

afterEach(() => {
  process.env.PATH = path;
});
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, text: string): string {
  const full = join(directory, name);
  writeFileSync(full, text);
  return full;
}

/** A program of that name that comes first in the PATH. */
function program(name: string, script: string): void {
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  process.env.PATH = [bin, path].join(delimiter);
}

describe('reading', () => {
  test('gives the text without a byte order mark', () => {
    expect(world.readText(file('a', '\ufefftext'), 100)).toBe('text');
  });

  test('takes a file of exactly the limit, and none over it', () => {
    expect(world.readText(file('b', 'x'.repeat(1024)), 1024)).toHaveLength(1024);
    expect(() => world.readText(file('b', 'x'.repeat(1025)), 1024)).toThrow(/is larger than 1 KiB/);
  });

  test('says in words why it cannot', () => {
    expect(() => world.readText(join(directory, 'none'), 1)).toThrow(
      /none: no such file or directory$/,
    );
    expect(() => world.readText(directory, 1)).toThrow(/it is a directory$/);
    expect(() => world.readText('/dev/zero', 1)).toThrow(/it is a device, not a file$/);
    expect(() => world.exists('x'.repeat(5000))).toThrow(/: the name is too long$/);
    expect(() => world.isDirectory('x'.repeat(5000))).toThrow(/: the name is too long$/);
  });

  test('does not wait for a person to type a file', () => {
    const was = process.stdin.isTTY;
    try {
      process.stdin.isTTY = true;
      expect(() => world.readText('-', 1)).toThrow('nothing is piped into standard input');
    } finally {
      process.stdin.isTTY = was;
    }
  });

  test('finds files in folders, sorted, and follows no link', () => {
    mkdirSync(join(directory, 'tree', 'sub'), { recursive: true });
    mkdirSync(join(directory, 'tree', 'node_modules'), { recursive: true });
    const files = ['tree/b.yaml', 'tree/sub/a.yaml', 'tree/c.txt', 'tree/node_modules/d.yaml'].map(
      (f) => file(f, ''),
    );
    symlinkSync(directory, join(directory, 'tree', 'loop'));

    expect(world.filesBelow(join(directory, 'tree'), (name) => name.endsWith('.yaml'))).toEqual(
      files.slice(0, 2),
    );
  });
});

test('writes files that only their owner can read', () => {
  const target = join(directory, 'new', 'r.json');
  world.writeText(target, 'x');

  expect(readFileSync(target, 'utf8')).toBe('x');
  expect(statSync(target).mode & 0o777).toBe(0o600);
});

describe('running', () => {
  test('gives what the program wrote, with the arguments as they are', () => {
    program('aws', 'printf "%s|" "$@"');

    expect(world.run('aws', ['iam', '$(id); `id` "x"'])).toEqual({
      ok: true,
      stdout: 'iam|$(id); `id` "x"|',
    });
  });

  test.each([
    ['An error occurred (NoSuchEntity) when calling the GetRole operation: secret', 'not found'],
    ['Error from server (NotFound): pods "x" not found', 'not found'],
    ['Error from server (Forbidden): pods "x" is forbidden', 'not allowed'],
    ['An error occurred (AccessDenied) when calling GetRole', 'not allowed'],
    [
      'Unable to locate credentials. You can configure credentials by running "aws login"',
      'no credentials',
    ],
    ['The connection to the server localhost:8080 was refused', 'not reachable'],
    ['something else with a secret', 'failed'],
  ])('reduces "%s" to a word', (stderr, failure) => {
    program('aws', `cat >&2 <<'EOF'\n${stderr}\nEOF\nexit 1`);

    expect(world.run('aws', [])).toEqual({ ok: false, failure });
  });

  test('ends a program that takes too long', () => {
    program('aws', 'sleep 30');

    expect(realWorld(300).run('aws', [])).toEqual({ ok: false, failure: 'timed out' });
  });

  test('says where a program is not installed', () => {
    process.env.PATH = directory;

    expect(world.run('kubectl', ['get', 'pod'])).toEqual({ ok: false, failure: 'not installed' });
  });
});
