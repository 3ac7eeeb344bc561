import * as fs from 'node:fs';
import * as path from 'node:path';
import * as library from '../src';

/** What users write in their apps and acknowledge by: a change here is a new major version. */
describe('the public API', () => {
  test('consists of these classes and enums', () => {
    expect(Object.keys(library).sort()).toEqual([
      'AuditEventSource',
      'AuditedIdentity',
      'ClusterOidcProvider',
      'FindingSeverity',
      'IdentityMechanism',
      'IrsaFailureScope',
      'IrsaPatternRole',
      'IrsaServiceAccount',
      'ManifestGrouping',
      'MechanismAdvice',
      'PermissionSet',
      'PodIdentityAgent',
      'PodIdentityAssociation',
      'PodIdentityFailureScope',
      'PodIdentityNarrowing',
      'PodIdentitySessionTag',
      'ServiceAccountDelivery',
      'SubjectPattern',
      'TargetRole',
      'TargetRoleSource',
      'UnusedAccessAnalyzer',
      'WorkloadCluster',
      'WorkloadEnvironments',
      'WorkloadIdentity',
      'WorkloadIdentityAudit',
      'WorkloadIdentityChecks',
      'WorkloadTrust',
      'addons',
    ]);
  });

  test('has no functions or constants, which other languages would not see', () => {
    const exported = [...Object.values(library), ...Object.values(library.addons)];

    expect(exported.filter((value) => !isClass(value) && typeof value !== 'object')).toEqual([]);
  });

  test('has these ids of warnings that constructs give, besides those of rules and presets', () => {
    const ids = sources(path.join(__dirname, '../src')).flatMap((code) =>
      [...code.matchAll(/addWarningV2\(\s*'cdk-eks-workload-identity:(\w+)'/g)].map(([, id]) => id),
    );

    expect(ids.sort()).toEqual([
      'audienceOfExistingProvider',
      'lambdaBackedOidcProvider',
      'oidcProviderFollowsIdentities',
      'subjectPattern',
      'trustOfImportedRole',
    ]);
  });

  test('loads neither the rules, the doctor nor YAML before an app is synthesized', () => {
    const loaded = () =>
      Object.keys(require.cache).filter((file) =>
        /src\/(cli|checks\/rules)\/|node_modules\/yaml\//.test(file),
      );
    expect(Object.keys(require.cache)).toContainEqual(expect.stringMatching(/src\/index\.ts$/));

    expect(loaded()).toEqual([]);

    require('../src/checks/rules');
    expect(loaded()).not.toEqual([]);
  });
});

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

function sources(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));
}
