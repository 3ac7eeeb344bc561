import type { Template } from 'aws-cdk-lib/assertions';
import type { Json } from '../deployed-value';
import { deployedValue } from '../deployed-value';

interface Resource {
  readonly type: string;
  readonly properties: Json;
  /** With its intrinsics: two clusters of one stack have two issuers. */
  readonly url?: string;
  readonly deletionPolicy?: string;
}

/**
 * What a deployment changes, a line a resource: `+ <type>`, `- <type>`, `~ <type> <what changes>`. The order of
 * resources and of dependencies is no change.
 */
export function changesBetween(before: Template, after: Template): string[] {
  const [old, now] = [resourcesIn(before), resourcesIn(after)];
  const lines = [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    if (!was) {
      return `+ ${is?.type}`;
    }
    if (!is) {
      return `- ${was.type}`;
    }
    const changed = changedBetween(was, is);
    return changed.length > 0 ? [`~ ${is.type} ${changed.join(' ')}`] : [];
  });
  return lines.sort();
}

/** The logical ids of all resources of a type. */
export function idsOf(template: Template, type: string): string[] {
  return [...resourcesIn(template)]
    .filter(([, resource]) => resource.type === type)
    .map(([id]) => id);
}

/** What AWS has one of, and is asked for a second before CloudFormation deletes the first. */
const UNIQUE: { readonly [type: string]: (resource: Resource) => string | undefined } = {
  'AWS::EKS::PodIdentityAssociation': ({
    properties: { ClusterName, Namespace, ServiceAccount },
  }) => `association ${ClusterName} ${Namespace}/${ServiceAccount}`,
  'AWS::IAM::Role': ({ properties: { RoleName } }) => RoleName && `role ${RoleName}`,
  'AWS::IAM::OIDCProvider': ({ url }) => `provider ${url}`,
  'Custom::AWSCDKOpenIdConnectProvider': ({ url }) => `provider ${url}`,
};

/** What the deployment would fail on with "already exists". */
export function conflictsBetween(before: Template, after: Template): string[] {
  const [old, now] = [resourcesIn(before), resourcesIn(after)];
  const there = new Map([...old].map(([id, resource]) => [uniqueNameOf(resource), id]));
  return [...now].flatMap(([id, resource]) => {
    const name = uniqueNameOf(resource);
    const owner = name === undefined ? undefined : there.get(name);
    return name !== undefined && owner !== undefined && owner !== id ? [name] : [];
  });
}

function uniqueNameOf(resource: Resource): string | undefined {
  return UNIQUE[resource.type]?.(resource);
}

function changedBetween(was: Resource, is: Resource): string[] {
  const names = new Set([...Object.keys(was.properties), ...Object.keys(is.properties)]);
  const changed = [...names].filter((name) => !equal(was.properties[name], is.properties[name]));
  return was.deletionPolicy === is.deletionPolicy ? changed : [...changed, 'DeletionPolicy'];
}

function equal(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function resourcesIn(template: Template): Map<string, Resource> {
  return new Map(
    Object.entries<Json>(template.toJSON().Resources ?? {}).map(([id, resource]) => [
      id,
      {
        type: resource.Type,
        properties: deployedValue(resource.Properties ?? {}),
        url: JSON.stringify(resource.Properties?.Url),
        deletionPolicy: resource.DeletionPolicy,
      },
    ]),
  );
}
