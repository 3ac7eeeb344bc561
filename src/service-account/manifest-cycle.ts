import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { referencesOf } from '../private/references';
import type { ManifestEntry } from './manifest-group';

/**
 * Two identities in one manifest wait for each other's prerequisites. Where something that one of them
 * needs waits for the other, the deployment would be circular, and CloudFormation's message would not
 * say why.
 */
export function refuseDependencyCycle(
  group: IConstruct,
  manifest: CfnResource,
  entries: () => ManifestEntry[],
): void {
  group.node.addValidation({
    validate: () => {
      const resources = resourcesIn(Stack.of(manifest));
      if (!resources.some((resource) => resource.obtainDependencies().includes(manifest))) {
        return [];
      }
      const byId = new Map(resources.map((one) => [one.stack.resolve(one.logicalId), one]));
      const fruitless = new Set<CfnResource>();
      return entries().flatMap((entry) => {
        const start = [entry.identity, ...entry.prerequisites()].flatMap(resourcesIn);
        const way = wayTo(manifest, start, byId, fruitless);
        return way === undefined ? [] : [refusal(entry, way, entries())];
      });
    },
  });
}

function refusal(entry: ManifestEntry, way: CfnResource[], entries: ManifestEntry[]): string {
  const awaited = new Set(
    way.flatMap(({ node }) => node.scopes).flatMap((s) => s.node.dependencies),
  );
  const others = entries.filter((other) => other !== entry);
  const named = others.filter((other) => awaited.has(other.identity));
  const isOwn = named.length === 0 && awaited.has(entry.identity);
  const waits = way.length > 1 ? `waits for '${way.at(-1)?.node.path}', which needs` : 'needs';
  return isOwn
    ? `identity '${entry.identity.node.path}' ${waits} its own ServiceAccount: remove the dependency`
    : `identity '${entry.identity.node.path}' ${waits} the ServiceAccount of ` +
        `${(named.length > 0 ? named : others).map((o) => `'${o.identity.node.path}'`).join(', ')} ` +
        'in the same manifest, and a deployment cannot satisfy both. Remove the dependency, or deliver ' +
        'one of them with ManifestGrouping.IDENTITY';
}

function resourcesIn(construct: IConstruct): CfnResource[] {
  return construct.node.findAll().filter(CfnResource.isCfnResource);
}

/** What lies between, along references and the dependencies that CDK has written by the time it validates. */
function wayTo(
  goal: CfnResource,
  from: CfnResource[],
  byId: Map<string, CfnResource>,
  fruitless: Set<CfnResource>,
): CfnResource[] | undefined {
  for (const resource of from) {
    if (fruitless.has(resource)) {
      continue;
    }
    fruitless.add(resource);
    const dependencies = resource.obtainDependencies().filter(CfnResource.isCfnResource);
    const referred = referencesOf(resource).flatMap((id) => byId.get(id) ?? []);
    const rest = dependencies.includes(goal)
      ? []
      : wayTo(goal, [...dependencies, ...referred], byId, fruitless);
    if (rest !== undefined) {
      fruitless.delete(resource);
      return [resource, ...rest];
    }
  }
  return undefined;
}
