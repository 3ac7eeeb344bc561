import { rules } from '../../../src/checks/rules';
import { role, template } from '../explain/template-parts';
import { fakeWorld, runCli } from '../fake-world';

const ACCOUNT =
  'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: reader, namespace: logging}\n';
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app, namespace: logging}\nspec: {template: {spec: {serviceAccountName: reader}}}\n';
const BROKEN = DEPLOYMENT.replace(
  'namespace: logging}',
  'namespace: logging, annotations: {eks.amazonaws.com/role-arn: x}}',
);

function check(files: Readonly<Record<string, string>>, ...args: string[]) {
  return runCli(['check', ...args], fakeWorld({ files }), { columns: 1000 });
}

describe('the exit code', () => {
  test('is 0 for a clean template and manifest', () => {
    const files = {
      'a.json': template({ Reader: role() }),
      'm.yaml': `${ACCOUNT}---\n${DEPLOYMENT}`,
    };
    const { exitCode, out } = check(files, 'a.json', '--manifests', 'm.yaml');

    expect(out).toContain(`${rules.length} rules over 1 template and 2 objects of manifests`);
    expect(out).toContain('0 errors, 0 warnings');
    expect(exitCode).toBe(0);
  });

  test('is 1 where the template or the manifest has a finding', () => {
    expect(
      check({ 'a.json': template({ Reader: role({ audience: null }) }) }, 'a.json').exitCode,
    ).toBe(1);
    expect(check({ 'm.yaml': BROKEN }, '--manifests', 'm.yaml').exitCode).toBe(1);
  });

  test('is 2 where nothing can be read', () => {
    expect(check({})).toMatchObject({
      exitCode: 2,
      out: '',
      err: expect.stringContaining('there is no cdk.out here'),
    });
    expect(check({ '-': '' }, '-', '--manifests', '-')).toMatchObject({ exitCode: 2 });
    expect(check({ 'a.json': '{}' }, 'a.json', '--format', 'xml')).toMatchObject({ exitCode: 2 });
    expect(check({ 'a.json': '{}' }, 'a.json', '--format', '__proto__')).toMatchObject({
      exitCode: 2,
    });
  });
});

test('a manifest is read from standard input, a folder, or a List', () => {
  const list = JSON.stringify({
    kind: 'List',
    items: [
      {
        kind: 'Deployment',
        metadata: { name: 'app', annotations: { 'eks.amazonaws.com/role-arn': 'x' } },
        spec: { template: { spec: {} } },
      },
    ],
  });
  for (const [files, name] of [
    [{ '-': BROKEN }, '-'],
    [{ 'k8s/a/m.yaml': BROKEN, 'k8s/README.md': '[' }, 'k8s'],
    [{ 'list.json': list }, 'list.json'],
  ] as [Record<string, string>, string][]) {
    expect(check(files, '--manifests', name).out).toContain('workload-annotation');
  }
});

test('what cannot be told is listed', () => {
  const account = ACCOUNT.replace(
    'logging}',
    "logging, annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/elsewhere'}}",
  );
  const { out, exitCode } = check({ 'm.yaml': account }, '--manifests', 'm.yaml');

  expect(out).toMatch(/Cannot be told from these files\n {2}service-account-role-trust at m.yaml/);
  expect(exitCode).toBe(0);
});

describe('the role that a manifest names', () => {
  const ARN = 'arn:aws:iam::111122223333:role';
  const checkRole = (arn: string, resources: Parameters<typeof template>[0], ...args: string[]) => {
    const account = ACCOUNT.replace(
      'logging}',
      `logging, annotations: {eks.amazonaws.com/role-arn: '${arn}'}}`,
    );
    const { out, exitCode } = check(
      { 'a.json': template(resources), 'm.yaml': account },
      ...['a.json', '--manifests', 'm.yaml', ...args],
    );
    return { out, exitCode };
  };
  const named = (name: string, made = role()) => ({
    ...made,
    Properties: { ...(made.Properties as object), RoleName: name },
  });

  test('is found where a template makes it, whatever the account', () => {
    expect(checkRole(`${ARN}/reader`, { Reader: named('reader') })).toMatchObject({ exitCode: 0 });
    expect(
      checkRole(`${ARN}/reader`, {
        Reader: named('reader', role({ subject: 'system:serviceaccount:logging:writer' })),
      }),
    ).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('error    service-account-role-trust at m.yaml'),
    });
  });

  test('is a warning where no template makes it', () => {
    expect(checkRole(`${ARN}/raeder`, { Reader: named('reader') })).toMatchObject({
      exitCode: 1,
      out: expect.stringMatching(
        /warning {2}service-account-role-trust at m.yaml[\s\S]*No template here makes arn:aws:iam::111122223333:role\/raeder\./,
      ),
    });
  });

  test('cannot be told where it may be one that is named at deployment', () => {
    expect(checkRole(`${ARN}/app-Reader-1QX2ABCD3EFG`, { Reader: role() })).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('may be a/Reader, which is named at deployment.'),
    });
    expect(checkRole(`${ARN}/app-Writer-1QX2ABCD3EFG`, { Reader: role() }).exitCode).toBe(1);
  });

  test('cannot be told where it is of an account that the templates do not go to', () => {
    const other = (account: string) =>
      checkRole(`${ARN}/other`, { Reader: named('reader') }, '--account', account).out;

    expect(other('444455556666')).toContain(`Nothing here makes ${ARN}/other`);
    expect(other('111122223333')).toContain(`No template here makes ${ARN}/other`);
  });
});

describe('the JSON report', () => {
  test('has findings with their fix, and what cannot be told', () => {
    const report = JSON.parse(
      check({ 'm.yaml': BROKEN }, '--manifests', 'm.yaml', '--format', 'json').out,
    );

    expect(report).toMatchObject({ version: 1, read: { templates: 0, objects: 1 } });
    expect(
      report.findings.find((f: { id: string }) => f.id === 'workload-annotation'),
    ).toMatchObject({
      severity: 'error',
      path: 'm.yaml',
      message: expect.any(String),
      fix: expect.any(String),
    });
  });
});

describe('the SARIF report', () => {
  test('has one rule and one result for each finding', () => {
    const files = { 'm.yaml': BROKEN, 'a.json': template({ Reader: role({ audience: null }) }) };
    const json = JSON.parse(
      check(files, 'a.json', '--manifests', 'm.yaml', '--format', 'json').out,
    );
    const { version, runs } = JSON.parse(
      check(files, 'a.json', '--manifests', 'm.yaml', '--format', 'sarif').out,
    );
    const [{ tool, results }] = runs;

    expect(version).toBe('2.1.0');
    expect(results).toHaveLength(json.findings.length);
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.locations[0].physicalLocation.artifactLocation.uri).toMatch(/^[!-~]+$/);
    }
  });

  test('survives odd names', () => {
    const object = {
      kind: 'Deployment',
      metadata: { name: '\ud800<b>\u001b[31m', annotations: { 'eks.amazonaws.com/role-arn': 'x' } },
      spec: { template: { spec: {} } },
    };
    const files = { 'od\ud800d .json': JSON.stringify(object) };
    const { out, exitCode } = check(files, '--manifests', 'od\ud800d .json', '--format', 'sarif');

    expect(exitCode).toBe(1);
    expect(out).not.toContain('\u001b');
    expect(
      JSON.parse(out).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri,
    ).toBe('od%EF%BF%BDd%20.json');
  });
});

describe('hostile input ends with 2 and one line', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++)
    bomb.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );

  test.each([
    ['broken YAML', 'a: [', /m is not YAML \(line 1/],
    ['YAML aliases that explode', bomb.join('\n'), /m has YAML aliases that expand to too much/],
    ['deep YAML', `a: ${'['.repeat(5_000)}`, /m is nested more than 200 levels deep|m is not YAML/],
    [
      'deep JSON',
      `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
      /m is nested more than 200 levels deep/,
    ],
    ['broken JSON', '{"a": ', /m is not JSON/],
    ['a large file', `a: ${'x'.repeat(9 * 1024 * 1024)}`, /m is too large/],
  ])('%s', (_, text, message) => {
    for (const args of [
      ['check', '--manifests', 'm'],
      ['check', 'm'],
      ['explain', 'm'],
    ]) {
      const { exitCode, out, err } = runCli(args, fakeWorld({ files: { m: text } }));
      expect([exitCode, out]).toEqual([2, '']);
      expect(err.trimEnd()).not.toContain('\n');
      expect(err.length).toBeLessThan(200);
      if (args[0] === 'check' && args.length === 3) expect(err).toMatch(message);
    }
  });

  test.each([
    ['text', '"hunter2"'],
    ['a list', '[1, null, "hunter2", [[]]]'],
    [
      'pods of other shapes',
      '{"kind": "Pod", "metadata": [], "spec": {"containers": {"env": 1}, "volumes": "x"}}',
    ],
    ['a Deployment without a spec', '{"kind": "Deployment", "metadata": null, "spec": null}'],
  ])('%s in a manifest does not stop it', (_, text) => {
    expect(runCli(['check', '--manifests', 'm'], fakeWorld({ files: { m: text } })).err).toBe('');
  });
});
