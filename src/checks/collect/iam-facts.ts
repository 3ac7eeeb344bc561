import { trustLength } from '../../trust/trust-length';
import { isUnresolved, mark, withoutScheme } from '../expression';
import type { ManagedPolicyFact, PolicyFact, ProviderFact, RoleFact } from '../facts';
import {
  isObject,
  listOf,
  permissionStatement,
  type ReadDocument,
  readDocument,
  texts,
  trustStatement,
} from './policy-document';
import type { Resource } from './resources';
import { OIDC_PROVIDER_TYPES } from './template-values';
import { issuerOfProviderArn } from './text-piece';

export function providersOf(resources: readonly Resource[]): ProviderFact[] {
  return resources
    .filter(({ type }) => OIDC_PROVIDER_TYPES.includes(type))
    .map((resource) => {
      const arn = String(resource.resolve({ Ref: resource.origin.logicalId }));
      const url = resource.text('Url') ?? '';
      const custom = resource.type !== 'AWS::IAM::OIDCProvider';
      return {
        ...resource.origin,
        arn,
        url,
        issuer: issuerOfProviderArn(arn) ?? withoutScheme(url),
        clientIds: texts(resource.value(custom ? 'ClientIDList' : 'ClientIdList')),
        custom,
      };
    });
}

export function managedPoliciesOf(resources: readonly Resource[]): ManagedPolicyFact[] {
  return resources
    .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy')
    .map((resource) => ({
      ...policyFact(resource, 'managed', resource.text('ManagedPolicyName')),
      arn: String(resource.resolve({ Ref: resource.origin.logicalId })),
    }));
}

export function rolesOf(
  resources: readonly Resource[],
  managedPolicies: readonly ManagedPolicyFact[],
): RoleFact[] {
  const attached = attachments(resources, managedPolicies);
  const byArn = new Map(managedPolicies.map((policy) => [policy.arn, policy]));
  return resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map((resource) => {
      const { origin } = resource;
      const trust = readDocument(resource.value('AssumeRolePolicyDocument'));
      const name = String(resource.resolve({ Ref: origin.logicalId }));
      const others = [
        ...(attached.get(referenceKey(origin.stack, origin.logicalId)) ?? []),
        ...(attached.get(nameKey(origin.account, name)) ?? []),
      ];
      const othersManaged = others.filter(isManaged);
      const ownArns = [...new Set(texts(resource.value('ManagedPolicyArns')))];
      const arns = [...new Set([...ownArns, ...othersManaged.map(({ arn }) => arn)])];
      const managed = [
        ...ownArns.map((arn) => byArn.get(arn)).filter((p) => p !== undefined),
        ...othersManaged.filter(({ arn }) => !ownArns.includes(arn)),
      ];
      return {
        ...origin,
        arn: String(resource.resolve({ 'Fn::GetAtt': [origin.logicalId, 'Arn'] })),
        name: isUnresolved(name) ? undefined : name,
        trust: trust.statements?.map(trustStatement),
        ...trustSizeOf(resource, trust),
        trustIsString: isString(resource.properties.AssumeRolePolicyDocument),
        policies: [
          ...inlinePolicies(resource),
          ...others.filter((policy) => !isManaged(policy)),
          ...managed,
        ],
        managedPolicyArns: arns,
        permissionsBoundary: resource.text('PermissionsBoundary'),
      };
    });
}

/** What another stack says of a token is nearer to the truth than the longest value. */
function trustSizeOf(role: Resource, { size, sizeExact, statements }: ReadDocument) {
  if (sizeExact || !statements) return { trustSize: size, trustSizeExact: sizeExact };
  const longest = trustLength(role.properties.AssumeRolePolicyDocument);
  return { trustSize: longest ?? size, trustSizeExact: longest !== undefined };
}

function inlinePolicies(role: Resource): PolicyFact[] {
  return listOf(role.value('Policies')).map((policy) => {
    // What is no object is an expression: a policy that is not known, not one that is not there.
    const { PolicyName, PolicyDocument } = isObject(policy)
      ? policy
      : { PolicyName: undefined, PolicyDocument: policy };
    const { statements, ...rest } = readDocument(PolicyDocument);
    return {
      ...role.origin,
      kind: 'inline',
      name: PolicyName === undefined ? undefined : String(PolicyName),
      statements: statements?.map(permissionStatement),
      ...rest,
    };
  });
}

function policyFact(resource: Resource, kind: 'inline' | 'managed', name?: string): PolicyFact {
  const { statements, ...rest } = readDocument(resource.value('PolicyDocument'));
  return {
    ...resource.origin,
    kind,
    name,
    statements: statements?.map(permissionStatement),
    ...rest,
  };
}

/** The policies that name their roles, by account and role name (literal or expression). */
function attachments(
  resources: readonly Resource[],
  managedPolicies: readonly ManagedPolicyFact[],
): Map<string, PolicyFact[]> {
  const found = new Map<string, PolicyFact[]>();
  const managed = new Map(managedPolicies.map((p) => [`${p.stack}|${p.logicalId}`, p]));
  const roles = new Set(
    resources
      .filter(({ type }) => type === 'AWS::IAM::Role')
      .map(({ origin }) => referenceKey(origin.stack, origin.logicalId)),
  );
  for (const resource of resources) {
    const { stack, logicalId, account } = resource.origin;
    const policy =
      resource.type === 'AWS::IAM::ManagedPolicy'
        ? managed.get(`${stack}|${logicalId}`)
        : resource.type === 'AWS::IAM::Policy' || resource.type === 'AWS::IAM::RolePolicy'
          ? policyFact(resource, 'inline', resource.text('PolicyName'))
          : undefined;
    if (!policy) continue;
    const { Roles, RoleName } = resource.properties;
    for (const { value: role, condition } of choicesOf([Roles, RoleName], policy.condition)) {
      const reference = isObject(role) ? referenceKey(stack, String(role.Ref)) : '';
      const keys = roles.has(reference)
        ? [reference]
        : texts(resource.resolve(role)).map((name) => nameKey(account, name));
      const there = condition === policy.condition ? policy : { ...policy, condition };
      for (const key of keys) found.set(key, [...(found.get(key) ?? []), there]);
    }
  }
  return found;
}

interface Choice {
  readonly value: unknown;
  /** The condition of the template under which it is chosen, in words. */
  readonly condition?: string;
}

/** Each value that `Fn::If` may choose, in a list or instead of one. */
function choicesOf(value: unknown, condition?: string): Choice[] {
  if (Array.isArray(value)) return value.flatMap((item) => choicesOf(item, condition));
  const choice = isObject(value) ? value['Fn::If'] : undefined;
  if (!Array.isArray(choice)) return listOf(value).map((item) => ({ value: item, condition }));
  const [name, yes, no] = choice;
  const under = (added: string) => [condition, added].filter(Boolean).join(' and ');
  return [...choicesOf(yes, under(`${name}`)), ...choicesOf(no, under(`not ${name}`))];
}

/** In its own stack a role is what is referred to, whatever others have its name. */
const referenceKey = (stack: string, logicalId: string): string => `${stack}.${logicalId}`;

const nameKey = (account: string | undefined, name: string): string => `${account}|${name}`;

const isManaged = (policy: PolicyFact): policy is ManagedPolicyFact => policy.kind === 'managed';

/** `Fn::Sub`, `Fn::Join` and the like give text; so does a plain string. */
function isString(document: unknown): boolean {
  return typeof document === 'string' || (isObject(document) && !('Statement' in document));
}

/** The ARN of the role behind an instance profile's role name, for facts about nodes. */
export function roleArnOfName(roles: readonly RoleFact[], name: string): string | undefined {
  return roles.find(
    (role) => role.name === name || mark(`Ref ${role.stack}.${role.logicalId}`) === name,
  )?.arn;
}
