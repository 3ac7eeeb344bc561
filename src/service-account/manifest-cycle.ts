import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
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
    validate: () =>
      entries().flatMap((entry) => {
        const start = [entry.identity, ...entry.prerequisites()].flatMap(resourcesOf);
        if (!reaches(start, manifest)) {
          return [];
        }
        const others = entries().filter((other) => other !== entry);
        return [
          `identity '${entry.identity.node.path}' waits for something that needs the ServiceAccount of an ` +
            'identity in the same manifest ' +
            `(${others.map((other) => `'${other.identity.node.path}'`).join(', ')}): a deployment cannot ` +
            'satisfy both. Remove the dependency, or deliver one of them with ManifestGrouping.IDENTITY',
        ];
      }),
  });
}

function resourcesOf(construct: IConstruct): CfnResource[] {
  return construct.node.findAll().filter(CfnResource.isCfnResource);
}

/** Along the explicit dependencies, which CDK has written onto the resources by the time it validates. */
function reaches(start: CfnResource[], goal: CfnResource): boolean {
  const seen = new Set<unknown>();
  const open: unknown[] = [...start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === goal) {
      return true;
    }
    if (!seen.has(next) && CfnResource.isCfnResource(next)) {
      seen.add(next);
      open.push(...next.obtainDependencies());
    }
  }
  return false;
}
