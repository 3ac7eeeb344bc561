import { MECHANISM_TABLE } from '../../../src/advice/mechanism-table';
import { fakeWorld, runCli } from '../fake-world';

function recommend(...args: string[]) {
  return runCli(['recommend', ...args], fakeWorld({}), { columns: 1000 });
}

test('without needs the answer is EKS Pod Identity, with the reason and its source', () => {
  const { exitCode, out } = recommend();

  expect(exitCode).toBe(0);
  expect(out.split('\n')[0]).toBe('EKS Pod Identity');
  expect(out).toContain('nothing special: AWS recommends EKS Pod Identity');
  expect(out).toContain('https://docs.aws.amazon.com/eks/latest/best-practices/');
  expect(out).toContain('in code  trust: WorkloadTrust.podIdentity()');
});

test('a need that only IRSA meets turns the answer', () => {
  const { exitCode, out } = recommend('--fargate');

  expect(exitCode).toBe(0);
  expect(out.split('\n')[0]).toBe('IRSA (IAM roles for service accounts)');
  expect(out).toContain(MECHANISM_TABLE.fargate.why);
  expect(out).toContain('in code  trust: WorkloadTrust.irsa()');
});

test('each need of the table has an option, and the option is heard', () => {
  const flags = recommend('--help').out.match(/(?<=^ {2}--)\S+/gm) ?? [];
  const needs = flags.filter((flag) => flag !== 'format' && flag !== 'help');

  expect(needs).toHaveLength(Object.keys(MECHANISM_TABLE).length);
  expect(needs).toContain('over-5000-associations');
  const heard = needs.map((flag) => JSON.parse(recommend(`--${flag}`, '--format', 'json').out));
  expect(heard.map(({ rows }) => rows[0].situation)).toEqual(
    Object.values(MECHANISM_TABLE).map(({ situation }) => situation),
  );
});

test('needs that exclude each other end with 1, named as options', () => {
  const { exitCode, out } = recommend('--fargate', '--session-policy');

  expect(exitCode).toBe(1);
  expect(out).toContain('No mechanism meets all needs.');
  expect(out).toContain('Drop --fargate or --session-policy');
  expect(JSON.parse(recommend('--fargate', '--session-policy', '--format', 'json').out)).toEqual(
    expect.objectContaining({ version: 1, mechanism: null }),
  );
});

test('only needs are named as options, not the words of the reasons', () => {
  const { out } = recommend('--windows', '--session-tags');

  expect(out).toContain('--windows works with nothing but IRSA');
  expect(out).toContain('`kubernetes.io/os: windows`');
});

test.each([
  [['--fargate'], 0, ''],
  [['--fargat'], 2, /Unknown option '--fargat'/],
  [['--format', 'yaml'], 2, /--format takes text, json; it is yaml/],
  [['fargate'], 2, /takes at most 0 arguments/],
])('%j ends with %i', (args, code, message) => {
  const { exitCode, err } = recommend(...args);

  expect(exitCode).toBe(code);
  expect(err).toMatch(message);
});
