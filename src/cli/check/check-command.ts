import { collectFacts, type ManifestInput } from '../../checks/collect-template';
import { FindingSeverity } from '../../checks/finding';
import { findingsOf, type Judgement, judge } from '../../checks/judgement';
import { rules } from '../../checks/rules';
import { CliError } from '../cli-error';
import { type CloudAssembly, readAssembly } from '../cloud-assembly';
import { type Command, optionValue, optionValues } from '../command';
import { readManifestFiles } from '../manifest-files';
import type { Page } from '../page';
import { ENVIRONMENT_OPTIONS, inEnvironment } from '../stack-environment';
import type { World } from '../world';
import type { CheckReport } from './check-report';
import { renderJson } from './render-json';
import { renderSarif } from './render-sarif';
import { renderText } from './render-text';

const RENDERERS: Readonly<Record<string, (report: CheckReport) => Page>> = {
  text: renderText,
  json: renderJson,
  sarif: renderSarif,
};

export const checkCommand: Command = {
  name: 'check',
  summary: 'Finds what is wrong with identities, in templates and Kubernetes manifests together.',
  usage: [
    'check [FILE|DIR] [--manifests FILE|DIR|-]... [--format text|json|sarif] [--account ID] [--region REGION]',
  ],
  about: [
    'Reads cdk.out (the default), a CloudFormation template, or "-", and Kubernetes YAML beside it. With --manifests alone, only the manifests are checked.',
    'Errors and warnings are findings, and end with exit code 1; infos alone do not. What cannot be told from the files is listed, and is never called fine.',
  ],
  maxPositionals: 1,
  options: {
    manifests: {
      type: 'string',
      value: 'FILE|DIR|-',
      multiple: true,
      description:
        'Kubernetes YAML or JSON, for example the output of helm template; can be repeated.',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      description: `${Object.keys(RENDERERS).join(', ')}; text is the default.`,
    },
    ...ENVIRONMENT_OPTIONS,
  },
  examples: [
    'cdk-eks-workload-identity check',
    'helm template reader ./chart | cdk-eks-workload-identity check cdk.out --manifests -',
    'cdk-eks-workload-identity check template.yaml --manifests k8s/ --format sarif',
  ],
  run(input, world) {
    const format = optionValue(input, 'format') ?? 'text';
    const render = Object.hasOwn(RENDERERS, format) ? RENDERERS[format] : undefined;
    if (!render)
      throw new CliError(`--format takes ${Object.keys(RENDERERS).join(', ')}; it is ${format}`);
    const given = optionValues(input, 'manifests');
    if ([...given, ...input.positionals].filter((f) => f === '-').length > 1) {
      throw new CliError('standard input can be read only once');
    }
    const { templates, declared } = inEnvironment(
      assembly(world, input.positionals[0], given.length > 0),
      input,
    );
    const manifests: ManifestInput[] = given.flatMap((file) => readManifestFiles(world, file));
    const report = reportOf(judge(collectFacts({ templates, declared, manifests }), rules), {
      templates: templates.length,
      objects: manifests.reduce((sum, m) => sum + m.objects.length, 0),
    });
    const counts = report.findings.some((f) => f.severity !== FindingSeverity.INFO);
    return { page: render(report), exitCode: counts ? 1 : 0 };
  },
};

function assembly(world: World, file: string | undefined, manifestsGiven: boolean): CloudAssembly {
  if (file !== undefined) return readAssembly(world, file);
  if (world.exists('cdk.out')) return readAssembly(world, 'cdk.out');
  if (manifestsGiven) return { templates: [], declared: [] };
  throw new CliError(
    'there is no cdk.out here; run cdk synth first, name a template, or give --manifests',
  );
}

function reportOf(judgements: readonly Judgement[], read: CheckReport['read']): CheckReport {
  const open = judgements.filter((j) => j.result === 'cannot-tell');
  return {
    read,
    rules: rules.length,
    findings: findingsOf(judgements),
    cannotTell: open.map((j) => ({ id: j.rule.id, path: j.on.path, reason: j.message ?? '' })),
  };
}
