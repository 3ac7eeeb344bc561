import * as fs from 'node:fs';
import * as path from 'node:path';
import { Annotations, App, Stack, Validations } from 'aws-cdk-lib';
import { Match, Annotations as Seen } from 'aws-cdk-lib/assertions';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { collectConstructs } from '../../src/checks/collect-constructs';
import { FindingSeverity } from '../../src/checks/finding';
import { findingsOf, judge } from '../../src/checks/judgement';
import { reportFindings } from '../../src/checks/report-findings';
import { rules } from '../../src/checks/rules';
import { WorkloadIdentityChecks } from '../../src/checks/workload-identity-checks';
import { role } from './app-parts';
import { GOOD_POD, goodStatement, ISSUER, podStatement, tokenStatement } from './trust-forms';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const MISSING_SUB = tokenStatement({ StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' } });

/** One error on `App/Open`, one warning on `App/Unscoped`, and two that are fine. */
function faultyApp(): { app: App; stack: Stack } {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'App', { env: ENV });
  role(stack, 'Open', MISSING_SUB);
  role(stack, 'Unscoped', podStatement());
  role(stack, 'Tokens', goodStatement());
  role(stack, 'Pods', GOOD_POD);
  return { app, stack };
}

interface ReportFile {
  pluginReports: {
    pluginName: string;
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

/** Synthesizes quietly: newer versions throw on a failed validation, older ones set the exit code. */
function synthesize(app: App): { failed: boolean; report: ReportFile } {
  const before = process.exitCode;
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => {});
  let failed = false;
  try {
    app.synth();
  } catch (error) {
    failed = /ValidationFailed|validation/i.test(String(error));
    if (!failed) throw error;
  } finally {
    failed ||= process.exitCode === 1;
    process.exitCode = before;
    quiet.mockRestore();
  }
  const file = path.join(app.outdir, 'validation-report.json');
  return { failed, report: JSON.parse(fs.readFileSync(file, 'utf8')) };
}

const violationsOf = (report: ReportFile, plugin: string) =>
  report.pluginReports
    .filter(({ pluginName }) => pluginName === plugin)
    .flatMap(({ violations }) => violations);

describe('WorkloadIdentityChecks', () => {
  test('finds errors first and names the constructs', () => {
    const { app } = faultyApp();

    expect(new WorkloadIdentityChecks().findings(app)).toMatchObject([
      { id: 'trust-missing-sub', severity: 'error', path: 'App/Open' },
      { id: 'trust-unscoped-pod-identity', severity: 'warning', path: 'App/Unscoped' },
    ]);
  });

  test('fails the synthesis of an app with an error', () => {
    const { app } = faultyApp();
    Validations.of(app).addPlugins(new WorkloadIdentityChecks());

    const { failed, report } = synthesize(app);
    expect(failed).toBe(true);
    expect(violationsOf(report, 'WorkloadIdentityChecks').map(({ ruleName }) => ruleName)).toEqual([
      'trust-missing-sub',
      'trust-unscoped-pod-identity',
    ]);
    expect(JSON.stringify(report)).toContain('App/Open');
  });

  test('does not fail on warnings alone', () => {
    const app = new App({ analyticsReporting: false });
    role(new Stack(app, 'App', { env: ENV }), 'Unscoped', podStatement());
    Validations.of(app).addPlugins(new WorkloadIdentityChecks());

    const { failed, report } = synthesize(app);
    expect(failed).toBe(false);
    expect(violationsOf(report, 'WorkloadIdentityChecks')).toHaveLength(1);
  });

  test.each(['trust-missing-sub', 'cdk-eks-workload-identity:trust-missing-sub'])(
    'is acknowledged on a construct or above it by %s',
    (id) => {
      const { app, stack } = faultyApp();
      role(stack, 'AlsoOpen', MISSING_SUB);
      Validations.of(stack.node.findChild('Open')).acknowledge({ id, reason: 'a test' });
      Validations.of(app).addPlugins(new WorkloadIdentityChecks());

      const { failed } = synthesize(app);
      expect(failed).toBe(true);
      expect(
        new WorkloadIdentityChecks()
          .findings(app)
          .map((finding) => `${finding.id} ${finding.path}`),
      ).toEqual(['trust-missing-sub App/AlsoOpen', 'trust-unscoped-pod-identity App/Unscoped']);
    },
  );

  test("is acknowledged in the whole app by the core's form of the id", () => {
    const { app, stack } = faultyApp();
    Validations.of(stack).acknowledge({
      id: 'WorkloadIdentityChecks::trust-missing-sub',
      reason: 'a test',
    });
    Validations.of(app).addPlugins(new WorkloadIdentityChecks());

    expect(synthesize(app).failed).toBe(false);
  });

  test('lives together with cdk-nag', () => {
    const { app, stack } = faultyApp();
    new CfnBucket(stack, 'Bucket');
    Validations.of(app).addPlugins(new WorkloadIdentityChecks(), new AwsSolutionsChecks(app));

    const { report } = synthesize(app);
    expect(violationsOf(report, 'WorkloadIdentityChecks').length).toBeGreaterThan(0);
    expect(violationsOf(report, 'AwsSolutions').map(({ ruleName }) => ruleName)).toContain(
      'AwsSolutions-S1',
    );
  });
});

describe('the default report', () => {
  const report = (app: App) =>
    reportFindings(app, findingsOf(judge(collectConstructs(app), rules)));

  test('warns on the construct, errors too, and stops nothing', () => {
    const { app, stack } = faultyApp();
    report(app);

    const seen = Seen.fromStack(stack);
    seen.hasWarning('/App/Open', Match.stringLikeRegexp('No condition names.*Add StringEquals'));
    seen.hasWarning('/App/Unscoped', Match.stringLikeRegexp('any pod of any cluster'));
    seen.hasNoError('*', Match.anyValue());
    expect(seen.findWarning('*', Match.anyValue())).toHaveLength(2);
  });

  test.each([
    (stack: Stack) =>
      Annotations.of(stack).acknowledgeWarning('cdk-eks-workload-identity:trust-missing-sub'),
    (stack: Stack) =>
      Validations.of(stack).acknowledge({
        id: 'cdk-eks-workload-identity:trust-missing-sub',
        reason: 'a test',
      }),
  ])('is quiet about what is acknowledged %#', (acknowledge) => {
    const { app, stack } = faultyApp();
    acknowledge(stack);
    report(app);

    expect(Seen.fromStack(stack).findWarning('*', Match.anyValue())).toMatchObject([
      { id: '/App/Unscoped' },
    ]);
  });

  test('is quiet about a clean app and about information', () => {
    const app = new App();
    const stack = new Stack(app, 'App', { env: ENV });
    role(stack, 'Tokens', goodStatement());
    report(app);
    reportFindings(app, [
      { id: 'x', severity: FindingSeverity.INFO, path: 'App/Tokens', message: '', fix: '' },
    ]);

    expect(Seen.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('says it once, however often the app is synthesized', () => {
    const { app, stack } = faultyApp();
    report(app);
    report(app);

    expect(Seen.fromStack(stack).findWarning('*', Match.anyValue())).toHaveLength(2);
  });

  test('falls back to the nearest construct that exists', () => {
    const app = new App();
    const stack = new Stack(app, 'App', { env: ENV });
    reportFindings(app, [
      { id: 'x', severity: FindingSeverity.ERROR, path: 'App/Gone/Role', message: 'm', fix: 'f' },
    ]);

    Seen.fromStack(stack).hasWarning('/App', Match.stringLikeRegexp('^m f'));
  });
});
