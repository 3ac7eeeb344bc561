import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CASES, caseWorld, recordedCase } from './case-world';
import { runCli } from './fake-world';

/**
 * Recorded cases: the files of an incident, the command, and what it says. README quotes the
 * outputs. After a wanted change: CASES=write npx jest --coverage=false test/cli/cases.test.ts
 */
const names = readdirSync(CASES, { withFileTypes: true })
  .flatMap((e) => (e.isDirectory() ? [e.name] : []))
  .sort();

test.each(names)('%s', (name) => {
  const directory = path.join(CASES, name);
  const { command, now, exitCode, says } = recordedCase(name);
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
