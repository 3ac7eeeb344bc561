import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const SRC = path.join(ROOT, 'src');

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && e.name.endsWith('.ts'))
    .map((e) => path.join(e.parentPath, e.name));
}

const cli = sources(path.join(SRC, 'cli'));
const name = (file: string) => path.relative(SRC, file);

test('nothing outside src/cli imports from it, so constructs load none of it', () => {
  const guilty = sources(SRC)
    .filter((file) => !file.startsWith(path.join(SRC, 'cli')))
    .filter((file) =>
      /(?:from|require\(|import\()\s*['"][^'"]*\/cli\//.test(readFileSync(file, 'utf8')),
    );

  expect(guilty.map(name)).toEqual([]);
});

test.each([
  [
    'reads files or runs programs',
    /from '(?:node:)?(?:fs|child_process)(?:\/promises)?'/,
    ['cli/world.ts'],
  ],
  [
    'writes to the terminal',
    /console\.|process\.(?:stdout|stderr)/,
    ['cli/main.ts', 'cli/print.ts', 'cli/world.ts'],
  ],
  ['ends the process', /process\.exit\(/, ['cli/main.ts']],
  [
    'looks at the environment or the clock',
    /process\.env|new Date\(\)|Date\.now\(\)/,
    ['cli/print.ts', 'cli/world.ts'],
  ],
  ['loads the AWS CDK', /from '(?:aws-cdk-lib|constructs)/, []],
  ['loads a module while it runs', /await import\(/, []],
])('only the file for it %s', (_, pattern, allowed) => {
  const found = cli.filter((file) => pattern.test(readFileSync(file, 'utf8'))).map(name);

  expect(found.filter((file) => !(allowed as string[]).includes(file))).toEqual([]);
});

test('the launcher is executable and calls main', () => {
  const launcher = path.join(ROOT, 'bin', 'cdk-eks-workload-identity');
  const [shebang, , call] = readFileSync(launcher, 'utf8').split('\n');
  const [, module] = /^require\('\.\.\/lib\/(.*)\.js'\)\.main\(process\.argv\);$/.exec(call) ?? [];

  expect(shebang).toBe('#!/usr/bin/env node');
  expect(statSync(launcher).mode & 0o111).toBe(0o111);
  expect(existsSync(path.join(SRC, `${module}.ts`))).toBe(true);
});
