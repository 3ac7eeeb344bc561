import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { IrsaServiceAccount, ServiceAccountDelivery, WorkloadCluster } from '../../src';
import { readAssembly } from '../../src/cli/cloud-assembly';
import { realWorld } from '../../src/cli/world';
import { fakeWorld, runCli } from './fake-world';

const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
afterAll(() => rmSync(directory, { recursive: true }));

const env = { account: '111122223333', region: 'eu-west-1' };
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

function reader(
  scope: Construct,
  namespace = 'logging',
  actions = ['s3:GetObject'],
  delivery = ServiceAccountDelivery.external(),
): void {
  const cluster = WorkloadCluster.fromAttributes(scope, 'Cluster', {
    clusterName: 'prod',
    oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`,
  });
  new IrsaServiceAccount(scope, 'Reader', {
    cluster,
    namespace,
    serviceAccountName: 'reader',
    roleName: `${namespace}-reader`,
    delivery,
    policyStatements: [new iam.PolicyStatement({ actions, resources: ['arn:aws:s3:::reports/*'] })],
  });
}

function synthesized(name: string, build: (app: App) => void): string {
  const outdir = join(directory, name);
  const app = new App({
    outdir,
    analyticsReporting: false,
    // As the CDK CLI sets it.
    context: { 'aws:cdk:enable-path-metadata': true },
  });
  build(app);
  app.synth();
  return outdir;
}

describe('a synthesized app', () => {
  const one = (namespace?: string, actions?: string[]) => (app: App) =>
    reader(new Stack(app, 'Stack', { env }), namespace, actions);

  test('is explained with what only the inventory knows', () => {
    const { out, exitCode } = runCli(['explain', synthesized('one', one())], realWorld(), {
      columns: 1000,
    });

    expect(exitCode).toBe(0);
    expect(out).toContain('1 role that pods can take');
    expect(out).toContain(
      `logging/reader by IRSA in ${ISSUER}; ServiceAccount by whoever installs the workload: external`,
    );
    expect(out).toContain('s3:GetObject on arn:aws:s3:::reports/*');
  });

  test.each([
    [() => ServiceAccountDelivery.eksAddon(), 'the EKS add-on: addon'],
    [
      () => ServiceAccountDelivery.gitOps({ directory: join(directory, 'gitops') }),
      `this library: gitOps (${join(directory, 'gitops', 'prod', 'logging.yaml')})`,
    ],
  ])('is explained with who writes the ServiceAccount', (delivery, said) => {
    const build = (app: App) =>
      reader(new Stack(app, 'Stack', { env }), undefined, undefined, delivery());
    const { out } = runCli(['explain', synthesized('written', build)], realWorld(), {
      columns: 1000,
    });

    expect(out).toContain(`; ServiceAccount by ${said}\n`);
  });

  test('is clean for check', () => {
    expect(runCli(['check', synthesized('clean', one())], realWorld())).toMatchObject({
      exitCode: 0,
      err: '',
    });
  });

  test('is compared with an older one', () => {
    const [older, newer] = [
      synthesized('older', one()),
      synthesized('newer', one('logging', ['s3:GetObject', 's3:PutObject'])),
    ];
    const { out, exitCode } = runCli(
      ['explain', newer, '--diff', older, '--fail-on', 'wider'],
      realWorld(),
      { columns: 1000 },
    );

    expect(exitCode).toBe(1);
    expect(out).toContain('Now it may s3:PutObject on arn:aws:s3:::reports/*.');
    expect(out).toContain('1 wider, 0 narrower, 0 other');
  });

  test('may have stages and nested stacks', () => {
    const outdir = synthesized('stages', (app) => {
      reader(new Stack(new Stage(app, 'Prod', { env }), 'Stack'));
      reader(new NestedStack(new Stack(app, 'Parent', { env }), 'Nested'), 'other');
    });
    const { templates, declared } = readAssembly(realWorld(), outdir);

    expect(templates.map((t) => t.stack).sort()).toEqual(['Parent', 'Parent/Nested', 'Prod/Stack']);
    expect(templates.every((t) => t.account === '111122223333' && t.region === 'eu-west-1')).toBe(
      true,
    );
    expect(declared.map((d) => d.namespace).sort()).toEqual(['logging', 'other']);
    const { out } = runCli(['explain', outdir], realWorld(), { columns: 1000 });
    expect(out).toContain('2 roles that pods can take');
    expect(out.match(/ServiceAccount by whoever installs the workload: external/g)).toHaveLength(2);
  });
});

describe('a folder', () => {
  const role = { Type: 'AWS::IAM::Role', Properties: {} };
  const read = (files: Readonly<Record<string, string>>) =>
    readAssembly(fakeWorld({ files }), 'out');

  test('without a manifest gives its templates', () => {
    const files = {
      'out/a.template.json': JSON.stringify({ Resources: { R: role } }),
      'out/b.template.yaml': 'Resources: {}',
      'out/c.json': '{}',
    };

    expect(read(files).templates.map((t) => t.stack)).toEqual(['a', 'b']);
  });

  test('without a template is an error that says what to do', () => {
    expect(() => read({ 'out/c.json': '{}' })).toThrow(
      'out holds no template; run cdk synth first, or name a template',
    );
  });

  const manifest = (templateFile: string) => ({
    'out/manifest.json': JSON.stringify({
      artifacts: { S: { type: 'aws:cloudformation:stack', properties: { templateFile } } },
    }),
    'out/s.json': '{"Resources": {}}',
    'secret.json': '{"Resources": {}}',
  });

  test('may not point outside itself', () => {
    expect(read(manifest('s.json')).templates).toHaveLength(1);
    expect(() => read(manifest('../secret.json'))).toThrow('points outside its directory');
    expect(() => read(manifest('/secret.json'))).toThrow('points outside its directory');
  });

  test.each([
    '{"version": 2}',
    '{"version": 1, "identities": [{}]}',
    'null',
    '{"version": 1, "identities": 7}',
  ])('with the inventory %s is an error', (inventory) => {
    const files = { ...manifest('s.json'), 'out/workload-identities.json': inventory };

    expect(() => read(files)).toThrow(
      'out/workload-identities.json is not an inventory of this version',
    );
  });
});

test.each([
  [['explain']],
  [['check']],
  [['can', 'a/b', 's3:GetObject', '*']],
  [['diagnose', '--token', 'token.txt', '--template', 'cdk.out']],
])('%j says what to do where there is no cdk.out', (args) => {
  const { exitCode, err } = runCli(args, fakeWorld({}));

  expect(exitCode).toBe(2);
  expect(err).toMatch(/there is no cdk\.out here; run cdk synth first, /);
});

describe('a file that is no template', () => {
  const explained = (template: unknown) =>
    runCli(['explain', 't.json'], fakeWorld({ files: { 't.json': JSON.stringify(template) } }));

  test.each([
    [[], 'it has no Resources'],
    [{ Resources: { Role: {} } }, 'Role has no Type'],
  ])('%j', (template, why) => {
    expect(explained(template)).toMatchObject({ exitCode: 2, out: '' });
    expect(explained(template).err).toContain(`is not a CloudFormation template: ${why}`);
  });

  test('is not the one with a loop, which only CloudFormation expands', () => {
    const { exitCode, err } = explained({
      Resources: { 'Fn::ForEach::Roles': ['Name', ['a'], {}] },
    });

    expect(exitCode).toBe(2);
    expect(err).toContain('t.json has Fn::ForEach::Roles, which only CloudFormation expands');
    expect(err).toContain('aws cloudformation get-template --template-stage Processed');
  });
});
