import * as path from 'node:path';
import type { Template, TemplateInput } from '../checks/collect-template';
import type { DeclaredIdentity } from '../checks/facts';
import { INVENTORY_FILE, type Inventory } from '../checks/inventory';
import { CliError } from './cli-error';
import { readJson, readTemplate } from './read-document';
import type { World } from './world';

const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** What a cloud assembly says: its templates, and the identities that this library declared. */
export interface CloudAssembly {
  readonly templates: readonly TemplateInput[];
  readonly declared: readonly DeclaredIdentity[];
}

/** A cloud assembly (cdk.out, stages and nested stacks included), a folder of templates, or one. */
export function readAssembly(world: World, file: string): CloudAssembly {
  if (file === '-' || !world.isDirectory(file)) {
    return {
      templates: [{ stack: stackName(file), template: templateOf(world, file) }],
      declared: [],
    };
  }
  const { templates, declared } = assembly(world, file);
  if (templates.length > 0) return { templates, declared };
  const loose = world.filesBelow(file, (name) => /\.template\.(?:json|ya?ml)$/.test(name));
  if (loose.length === 0) {
    throw new CliError(`${file} holds no template; run cdk synth first, or name a template`);
  }
  return {
    templates: loose.map((f) => ({ stack: stackName(f), template: templateOf(world, f) })),
    declared: [],
  };
}

function templateOf(world: World, file: string): Template {
  const template = readTemplate(world, file);
  const name = file === '-' ? 'standard input' : file;
  const resources = (template as { Resources?: unknown } | null)?.Resources;
  if (!isObject(resources)) {
    throw new CliError(`${name} is not a CloudFormation template: it has no Resources`);
  }
  const odd = Object.entries(resources).find(([, r]) => !isObject(r) || typeof r.Type !== 'string');
  if (odd) throw new CliError(`${name} is not a CloudFormation template: ${odd[0]} has no Type`);
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

function assembly(
  world: World,
  directory: string,
): { templates: TemplateInput[]; declared: DeclaredIdentity[] } {
  const manifest = path.join(directory, 'manifest.json');
  if (!isFile(world, directory, 'manifest.json')) return { templates: [], declared: [] };
  const { artifacts } = (readJson(world, manifest, MAX_MANIFEST_BYTES) ?? {}) as {
    artifacts?: Record<string, Artifact>;
  };
  const templates: TemplateInput[] = [];
  const declared = declaredIn(world, directory);
  for (const [id, artifact] of Object.entries(artifacts ?? {})) {
    const { templateFile, directoryName } = artifact?.properties ?? {};
    if (artifact?.type === 'cdk:cloud-assembly' && directoryName) {
      const stage = assembly(world, inside(directory, directoryName));
      templates.push(...stage.templates);
      declared.push(...stage.declared);
    } else if (artifact?.type === 'aws:cloudformation:stack' && templateFile) {
      const stack = stackOf(world, inside(directory, templateFile), id, artifact);
      templates.push(stack, ...nestedTemplates(world, directory, stack));
    }
  }
  return { templates, declared };
}

function stackOf(world: World, file: string, id: string, artifact: Artifact): TemplateInput {
  const [, account = 'unknown', region = 'unknown'] =
    /^aws:\/\/([^/]*)\/(.*)$/.exec(artifact.environment ?? '') ?? [];
  return {
    stack: artifact.displayName ?? id,
    stackName: artifact.properties?.stackName ?? id,
    template: templateOf(world, file),
    ...(account.startsWith('unknown') ? {} : { account }),
    ...(region.startsWith('unknown') ? {} : { region }),
  };
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

/** What a template cannot say: which role is shared on purpose, how ServiceAccounts are delivered. */
function declaredIn(world: World, directory: string): DeclaredIdentity[] {
  if (!isFile(world, directory, INVENTORY_FILE)) return [];
  const file = path.join(directory, INVENTORY_FILE);
  const inventory = readJson(world, file, MAX_MANIFEST_BYTES) as Partial<Inventory> | null;
  const identities = inventory?.identities;
  if (inventory?.version !== 1 || !Array.isArray(identities) || !identities.every(isIdentity)) {
    throw new CliError(`${file} is not an inventory of this version; run cdk synth again`);
  }
  return identities.map(({ role, subject, findings, ...identity }) => ({
    ...identity,
    ...(role?.logicalId === undefined ? {} : { roleLogicalId: role.logicalId }),
    ...(role?.arn === undefined ? {} : { roleArn: role.arn }),
  }));
}

function isIdentity(value: unknown): boolean {
  if (!isObject(value)) return false;
  const texts = [value.path, value.stack, value.namespace, value.serviceAccountName];
  return (
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(value.clusters) &&
    value.clusters.every((cluster) => isObject(cluster) && typeof cluster.key === 'string') &&
    isObject(value.delivery)
  );
}

function isFile(world: World, directory: string, name: string): boolean {
  return world.exists(path.join(directory, name));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

/** The templates alone. */
export function readTemplates(world: World, file: string): readonly TemplateInput[] {
  return readAssembly(world, file).templates;
}
