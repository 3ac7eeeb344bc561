import * as path from 'node:path';
import type { DeclaredIdentity } from '../checks/facts';
import { INVENTORY_FILE, type Inventory } from '../checks/inventory';
import { isFile, isObject, MAX_MANIFEST_BYTES } from './assembly-files';
import { CliError } from './cli-error';
import { readJson } from './read-document';
import type { World } from './world';

/** What a template cannot say: which role is shared on purpose, how ServiceAccounts are delivered. */
export function declaredIn(world: World, directory: string): DeclaredIdentity[] {
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
