import { association, role, template } from './explain/template-parts';
import { fakeWorld, runCli } from './fake-world';

/** Its OIDC provider is in the account 111122223333. */
const files = { 'plain.json': template({ Reader: role(), Association: association() }) };
const run = (...args: string[]) => runCli(args, fakeWorld({ files }), { columns: 1000 });

test.each(['check', 'explain'])('%s takes the account that --account names', (command) => {
  const finding = "is not in the role's account 999988887777";

  expect(run(command, 'plain.json', '--account', '999988887777').out).toContain(finding);
  expect(run(command, 'plain.json', '--account', '111122223333').out).not.toContain(
    'trust-provider-account',
  );
});

test('explain takes the Region that --region names, with --diff too', () => {
  const [ireland, none] = [
    run('explain', 'plain.json', '--region', 'eu-west-1'),
    run('explain', 'plain.json'),
  ];

  expect(ireland.out).toContain('in prod (eu-west-1)');
  expect(none.out).not.toContain('in prod (eu-west-1)');
  expect(
    run('explain', 'plain.json', '--diff', 'plain.json', '--region', 'eu-west-1'),
  ).toMatchObject({ exitCode: 0, err: '' });
});

test('what the assembly says itself goes first', () => {
  const assembly = {
    'cdk.out/manifest.json': JSON.stringify({
      artifacts: {
        App: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://111122223333/eu-west-1',
          properties: { templateFile: 'App.template.json' },
        },
      },
    }),
    'cdk.out/App.template.json': files['plain.json'],
  };
  const said = (...args: string[]) =>
    runCli(['check', ...args], fakeWorld({ files: assembly })).out;

  expect(said('--account', '999988887777')).toBe(said());
});

test.each([
  [['--account', '1'], '--account must be twelve digits; it is 1'],
  [['--region', 'Ireland'], '--region must be a Region such as eu-west-1; it is Ireland'],
])('%s is refused', (options, message) => {
  for (const command of ['check', 'explain']) {
    const { exitCode, err } = run(command, 'plain.json', ...options);
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: `cdk-eks-workload-identity: ${message}\n`,
    });
  }
});
