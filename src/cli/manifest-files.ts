import type { ManifestInput } from '../checks/collect-template';
import { CliError } from './cli-error';
import { readManifests } from './read-document';
import type { World } from './world';

/** Kubernetes objects from a file, a folder of YAML or JSON files, or standard input. */
export function readManifestFiles(world: World, file: string): ManifestInput[] {
  if (file === '-' || !world.isDirectory(file)) {
    return [{ path: file === '-' ? 'standard input' : file, objects: readManifests(world, file) }];
  }
  const files = world.filesBelow(file, (name) => /\.(?:ya?ml|json)$/.test(name));
  if (files.length === 0) throw new CliError(`${file} holds no YAML or JSON file`);
  return files.map((path) => ({ path, objects: readManifests(world, path) }));
}
