import * as path from 'node:path';
import type { Template } from '../checks/collect-template';
import { CliError } from './cli-error';
import { readTemplate } from './read-document';
import type { World } from './world';

/** The manifests and inventories of large apps are larger than any template. */
export const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** A template whose resources have the shape that everything after relies on. */
export function templateOf(world: World, file: string): Template {
  const template = readTemplate(world, file);
  const name = file === '-' ? 'standard input' : file;
  const resources = (template as { Resources?: unknown } | null)?.Resources;
  if (!isObject(resources)) {
    throw new CliError(`${name} is not a CloudFormation template: it has no Resources`);
  }
  const loop = Object.keys(resources).find((id) => id.startsWith('Fn::'));
  if (loop) {
    throw new CliError(
      `${name} has ${loop}, which only CloudFormation expands: read the processed template, of aws cloudformation get-template --template-stage Processed`,
    );
  }
  const odd = Object.entries(resources).find(([, r]) => !isObject(r) || typeof r.Type !== 'string');
  if (odd) throw new CliError(`${name} is not a CloudFormation template: ${odd[0]} has no Type`);
  return template as Template;
}

/** Whether a file is in an assembly. */
export function isFile(world: World, directory: string, name: string): boolean {
  return world.exists(path.join(directory, name));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A manifest may not send us to files outside its assembly. */
export function inside(directory: string, file: string): string {
  const full = path.resolve(directory, file);
  if (!full.startsWith(`${path.resolve(directory)}${path.sep}`)) {
    throw new CliError(`${directory}/manifest.json points outside its directory: ${file}`);
  }
  return path.join(directory, file);
}
