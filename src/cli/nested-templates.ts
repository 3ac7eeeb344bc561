import type { TemplateResource } from '../checks/collect/template-values';
import type { Template, TemplateInput } from '../checks/collect-template';
import { inside, isFile, MAX_MANIFEST_BYTES, templateOf } from './assembly-files';
import { readJson } from './read-document';
import type { World } from './world';

/** Finds the template of a nested stack, which the CDK writes beside its parent's. */
export type NestedFiles = (resource: TemplateResource) => Template | undefined;

export function nestedTemplates(parent: TemplateInput, files: NestedFiles): TemplateInput[] {
  return Object.entries(parent.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const template = resource.Type === 'AWS::CloudFormation::Stack' ? files(resource) : undefined;
    if (!template) return [];
    const nested: TemplateInput = {
      ...parent,
      stack: constructPath(resource) ?? `${parent.stack}/${logicalId}`,
      stackName: undefined,
      template,
      nestedIn: { stack: parent.stack, logicalId },
    };
    return [nested, ...nestedTemplates(nested, files)];
  });
}

/** The path of the nested stack, which the CDK puts into `ID.NestedStack/ID.NestedStackResource`. */
function constructPath({ Metadata }: TemplateResource): string | undefined {
  const found = Metadata?.['aws:cdk:path'];
  return typeof found === 'string' ? /^(.*)\.NestedStack\//.exec(found)?.[1] : undefined;
}

/** By the metadata that the CDK CLI asks for, or else by the hash in the template's URL. */
export function nestedFiles(world: World, directory: string, templateFile: string): NestedFiles {
  const assetsFile = templateFile.replace(/\.template\.json$/, '.assets.json');
  const assets = (
    isFile(world, directory, assetsFile)
      ? readJson(world, inside(directory, assetsFile), MAX_MANIFEST_BYTES)
      : undefined
  ) as { files?: Record<string, { source?: { path?: unknown } }> } | undefined;
  return ({ Metadata, Properties }) => {
    const hash = /\b([0-9a-f]{64})\.json/.exec(JSON.stringify(Properties?.TemplateURL) ?? '')?.[1];
    const file = Metadata?.['aws:asset:path'] ?? assets?.files?.[hash ?? '']?.source?.path;
    return typeof file === 'string' ? templateOf(world, inside(directory, file)) : undefined;
  };
}
