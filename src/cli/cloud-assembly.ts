import * as path from 'node:path';
import type { Template, TemplateInput } from '../checks/collect-template';
import { CliError } from './cli-error';
import { readJson, readTemplate } from './read-document';
import type { World } from './world';

const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** The templates of a cloud assembly (cdk.out, nested assemblies included) or of one file. */
export function readTemplates(world: World, file: string): TemplateInput[] {
  if (file === '-' || !world.isDirectory(file)) {
    return [{ stack: stackName(file), template: templateOf(world, file) }];
  }
  const templates = assembly(world, file, file);
  if (templates.length > 0) return templates;
  const loose = world.filesBelow(file, (name) => name.endsWith('.template.json'));
  if (loose.length === 0) {
    throw new CliError(`${file} holds no template; run cdk synth first, or name a template`);
  }
  return loose.map((f) => ({
    stack: stackName(path.relative(file, f)),
    template: templateOf(world, f),
  }));
}

function templateOf(world: World, file: string): Template {
  const template = readTemplate(world, file);
  const resources = (template as { Resources?: unknown } | null)?.Resources;
  if (typeof resources !== 'object' || resources === null || Array.isArray(resources)) {
    throw new CliError(
      `${file === '-' ? 'standard input' : file} is not a CloudFormation template: it has no Resources`,
    );
  }
  const odd = Object.entries(resources).find(([, r]) => typeof r !== 'object' || r === null);
  if (odd) throw new CliError(`${file} is not a CloudFormation template: ${odd[0]} is no resource`);
  return template as Template;
}

interface Artifact {
  readonly type?: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
}

function assembly(world: World, directory: string, root: string): TemplateInput[] {
  const [manifest] = world.filesBelow(directory, (name) => name === 'manifest.json');
  if (manifest !== path.join(directory, 'manifest.json')) return [];
  const { artifacts } = (readJson(world, manifest, MAX_MANIFEST_BYTES) ?? {}) as {
    artifacts?: Record<string, Artifact>;
  };
  return Object.entries(artifacts ?? {}).flatMap(([id, artifact]): TemplateInput[] => {
    const { templateFile, directoryName, stackName: name } = artifact?.properties ?? {};
    if (artifact?.type === 'cdk:cloud-assembly' && directoryName) {
      return assembly(world, inside(directory, directoryName), root);
    }
    if (artifact?.type !== 'aws:cloudformation:stack' || !templateFile) return [];
    const [, account, region] = /^aws:\/\/([^/]*)\/(.*)$/.exec(artifact.environment ?? '') ?? [];
    const input: TemplateInput = {
      stack: artifact.displayName ?? id,
      stackName: name ?? id,
      template: templateOf(world, inside(directory, templateFile)),
      ...(account && !account.startsWith('unknown') ? { account } : {}),
      ...(region && !region.startsWith('unknown') ? { region } : {}),
    };
    return [input, ...nestedTemplates(world, directory, input)];
  });
}

/** The templates of nested stacks, which the CDK writes beside their parent's. */
function nestedTemplates(world: World, directory: string, parent: TemplateInput): TemplateInput[] {
  return Object.entries(parent.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const file = resource.Metadata?.['aws:asset:path'];
    if (resource.Type !== 'AWS::CloudFormation::Stack' || typeof file !== 'string') return [];
    const nested: TemplateInput = {
      ...parent,
      stack: `${parent.stack}/${logicalId}`,
      stackName: undefined,
      template: templateOf(world, inside(directory, file)),
      nestedIn: { stack: parent.stack, logicalId },
    };
    return [nested, ...nestedTemplates(world, directory, nested)];
  });
}

/** A manifest may not send us to files outside its assembly. */
function inside(directory: string, file: string): string {
  const full = path.resolve(directory, file);
  if (!full.startsWith(`${path.resolve(directory)}${path.sep}`)) {
    throw new CliError(`${directory}/manifest.json points outside its directory: ${file}`);
  }
  return path.join(directory, file);
}

function stackName(file: string): string {
  return path.basename(file).replace(/(?:\.template)?\.(?:json|ya?ml)$/, '');
}
