import * as path from 'node:path';
import type { TemplateInput } from '../checks/collect-template';
import type { DeclaredIdentity } from '../checks/facts';
import { inside, isFile, MAX_MANIFEST_BYTES, templateOf } from './assembly-files';
import { CliError } from './cli-error';
import { declaredIn } from './declared-inventory';
import { nestedFiles, nestedTemplates } from './nested-templates';
import { readJson } from './read-document';
import type { World } from './world';

/** What a cloud assembly says: its templates, and the identities that this library declared. */
export interface CloudAssembly {
  readonly templates: readonly TemplateInput[];
  readonly declared: readonly DeclaredIdentity[];
}

/** A cloud assembly (cdk.out, stages and nested stacks included), a folder of templates, or one. */
export function readAssembly(world: World, file: string): CloudAssembly {
  if (file === 'cdk.out' && !world.exists(file)) {
    throw new CliError('there is no cdk.out here; run cdk synth first, or name a template');
  }
  if (file === '-' || !world.isDirectory(file)) {
    return {
      templates: [{ stack: stackName(file), template: templateOf(world, file) }],
      declared: [],
    };
  }
  const { templates, declared } = assembly(world, file);
  // The inventory of an app holds that of its stages.
  const once = new Map(declared.map((identity) => [identity.path, identity]));
  if (templates.length > 0) return { templates, declared: [...once.values()] };
  const loose = world.filesBelow(file, (name) => /\.template\.(?:json|ya?ml)$/.test(name));
  if (loose.length === 0) {
    throw new CliError(`${file} holds no template; run cdk synth first, or name a template`);
  }
  return {
    templates: loose.map((f) => ({ stack: stackName(f), template: templateOf(world, f) })),
    declared: [],
  };
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
      templates.push(stack, ...nestedTemplates(stack, nestedFiles(world, directory, templateFile)));
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

function stackName(file: string): string {
  return path.basename(file).replace(/(?:\.template)?\.(?:json|ya?ml)$/, '');
}
