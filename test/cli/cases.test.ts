import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { realWorld, type World } from '../../src/cli/world';
import { runCli } from './fake-world';

/**
 * Recorded cases: the files of an incident, the command, and what it says. README quotes the
 * outputs. After a wanted change: CASES=write npx jest --coverage=false test/cli/cases.test.ts
 */
const ROOT = path.join(__dirname, 'cases');

interface RecordedCase {
  readonly title: string;
  readonly command: string;
  readonly now: string;
  readonly exitCode: number;
  /** What the output must say, whatever else changes. */
  readonly says: readonly string[];
}

const names = readdirSync(ROOT, { withFileTypes: true })
  .flatMap((e) => (e.isDirectory() ? [e.name] : []))
  .sort();

function caseWorld(directory: string, now: string): World {
  const real = realWorld();
  const inCase = (file: string) =>
    file === '-' ? path.join(directory, 'stdin.txt') : path.join(directory, file);
  return {
    now: () => new Date(now),
    readText: (file, maxBytes) => real.readText(inCase(file), maxBytes),
    isDirectory: (file) => real.isDirectory(inCase(file)),
    exists: (file) => real.exists(inCase(file)),
    filesBelow: (folder, accept) =>
      real.filesBelow(inCase(folder), accept).map((f) => path.relative(directory, f)),
    writeText: () => {
      throw new Error('a recorded case writes nothing');
    },
    run: () => {
      throw new Error('a recorded case runs nothing');
    },
  };
}

test.each(names)('%s', (name) => {
  const directory = path.join(ROOT, name);
  const { command, now, exitCode, says } = JSON.parse(
    readFileSync(path.join(directory, 'case.json'), 'utf8'),
  ) as RecordedCase;
  const [program, ...args] = command.split(' ');
  const run = runCli(args, caseWorld(directory, now));
  const text = `$ ${command}\n\n${run.out}`;
  const file = path.join(directory, 'output.txt');
  if (process.env.CASES === 'write') writeFileSync(file, text);

  expect(program).toBe('cdk-eks-workload-identity');
  expect(run).toMatchObject({ exitCode, err: '' });
  expect(text).toBe(readFileSync(file, 'utf8'));
  for (const words of says) expect(run.out.replace(/\s+/g, ' ')).toContain(words);
});

test('the troubleshooting cases of the source are all here', () => {
  expect(names).toEqual(
    expect.arrayContaining([
      'annotation-on-deployment',
      'audience-of-the-api-server',
      'expired-token',
      'issuer-of-another-cluster',
      'issuer-of-another-region',
      'node-role-fallback',
      'permission-missing',
      'subject-case',
      'subject-name',
      'subject-namespace',
      'token-not-injected',
    ]),
  );
});
