import { COMMANDS } from '../../src/cli/main';
import { fakeWorld, runCli } from './fake-world';

const world = fakeWorld({});

test('without a command it shows the commands and exits with 2', () => {
  const { exitCode, out } = runCli([], world);

  expect(exitCode).toBe(2);
  for (const { name, summary } of COMMANDS) {
    expect(out).toMatch(new RegExp(`${name} +${summary.slice(0, 20)}`));
  }
});

test.each([[['--help']], [['help']], [['-h']]])('%j exits with 0', (args) => {
  expect(runCli(args, world)).toMatchObject({ exitCode: 0, err: '' });
});

test('a command that is not there is an error in one line', () => {
  const { exitCode, out, err } = runCli(['explode'], world);

  expect([exitCode, out]).toEqual([2, '']);
  expect(err).toMatch(/^cdk-eks-workload-identity: there is no command "explode"; [^\n]*\n$/);
});

describe.each(COMMANDS.map((c) => [c.name, c] as const))('%s', (name, command) => {
  test('has a help with its options and examples', () => {
    const { exitCode, out } = runCli([name, '--help'], world, { columns: 400 });

    expect(exitCode).toBe(0);
    for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`);
    for (const example of command.examples) expect(out).toContain(example);
    expect(command.examples.length).toBeGreaterThan(0);
  });

  test('has examples that its own options parse', () => {
    for (const example of command.examples) {
      const words = example.split('|').at(-1)?.split(' > ')[0].trim().split(/ +/) ?? [];
      const start = words.findIndex((w) => w.endsWith('cdk-eks-workload-identity'));
      const { err } = runCli(words.slice(start + 1), world);
      expect(err).not.toMatch(/Unknown option|at most|does not go with|needs one of/);
    }
  });

  test('refuses an option that it does not have', () => {
    const { exitCode, err } = runCli([name, '--no-such-option'], world);

    expect(exitCode).toBe(2);
    expect(err).toMatch(
      /^cdk-eks-workload-identity: Unknown option '--no-such-option'; see [^\n]* --help\n$/,
    );
  });

  test('refuses too many arguments without repeating them', () => {
    const args = Array(command.maxPositionals + 1).fill('hunter2');
    const { exitCode, err } = runCli([name, ...args], world);

    expect(exitCode).toBe(2);
    expect(err).toContain(`takes at most ${command.maxPositionals} arguments`);
    expect(err).not.toContain('hunter2');
  });
});

test('an unexpected failure is one line, without a stack trace and without what was read', () => {
  const broken = {
    ...world,
    readText: () => {
      throw new TypeError('hunter2');
    },
  };
  const { exitCode, err } = runCli(['diagnose', '--token', 't'], broken);

  expect(exitCode).toBe(2);
  expect(err).toMatch(/^[^\n]*a defect of the program \(TypeError\)[^\n]*\n$/);
  expect(err).not.toContain('hunter2');
});

describe('a token that somebody types as an argument', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = [part({ alg: 'RS256' }), part({ sub: 'reader' }), 'c2ln'].join('.');

  test.each([
    [[token]],
    [['diagnose', token]],
    [['diagnose', `--token=${token}`]],
    [['diagnose', '--token', 'file', '--role', token]],
    [['diagnose', '--pod', token]],
    [['diagnose', '--pod', 'a/b', '--sdk', token]],
    [['explain', token]],
    [['explain', '--format', token]],
    [['check', '--manifests', token]],
    [['check', '--account', token]],
    [['can', token, 's3:GetObject', '*']],
    [['can', 'a/b', 's3:GetObject', '*', '--context', token]],
  ])('is not repeated by %j', (args) => {
    const { exitCode, out, err } = runCli(args, world);

    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).not.toContain(token.split('.')[1]);
  });

  test('is named as one', () => {
    expect(runCli([token], world).err).toContain('there is no command "(a token)"');
  });
});
