import { accountOfArn, isUnresolved } from '../expression';
import type {
  ConditionFact,
  FederatedPrincipal,
  PermissionStatement,
  TrustStatement,
} from '../facts';
import { type Json, parseJson } from './template-values';
import { issuerOfProviderArn } from './text-piece';

/** A policy document with its intrinsics worked out: an object, or a string that is JSON. */
export interface ReadDocument {
  /** Undefined where the document, or a statement of it, is an expression. */
  readonly statements?: Json[];
  readonly document?: unknown;
  readonly size: number;
  readonly sizeExact: boolean;
}

export function readDocument(resolved: unknown): ReadDocument {
  const document = typeof resolved === 'string' ? (parseJson(resolved) ?? resolved) : resolved;
  const text = typeof document === 'string' ? document : (JSON.stringify(document) ?? '');
  const size = { size: text.length, sizeExact: !isUnresolved(text) };
  if (!isObject(document)) return size;
  const statements = listOf(document.Statement);
  return statements.every(isObject)
    ? { document, statements: statements as Json[], ...size }
    : { document, ...size };
}

export function trustStatement(statement: Json): TrustStatement {
  const principal = statement.Principal;
  const kinds: Json = isObject(principal) ? principal : { AWS: principal };
  return {
    ...common(statement),
    actions: texts(statement.Action),
    federated: texts(kinds.Federated).map(federatedPrincipal),
    services: texts(kinds.Service),
    aws: texts(kinds.AWS),
  };
}

export function permissionStatement(statement: Json): PermissionStatement {
  return {
    ...common(statement),
    actions: texts(statement.Action),
    notActions: texts(statement.NotAction),
    resources: texts(statement.Resource),
    notResources: texts(statement.NotResource),
  };
}

function common(statement: Json) {
  return {
    sid: typeof statement.Sid === 'string' ? statement.Sid : undefined,
    effect: statement.Effect === 'Deny' ? ('Deny' as const) : ('Allow' as const),
    conditions: conditions(statement.Condition),
  };
}

function federatedPrincipal(provider: string): FederatedPrincipal {
  const other = provider.includes(':saml-provider/') || !/^arn:|\$\{/.test(provider);
  return {
    provider,
    issuer: other ? undefined : issuerOfProviderArn(provider),
    account: accountOfArn(provider),
  };
}

function conditions(block: unknown): ConditionFact[] {
  if (block === undefined || block === null) return [];
  if (!isObject(block)) return [opaque('', block)];
  return Object.entries(block).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator,
          key,
          values: texts(values),
          ...oidcKey(key),
        }))
      : [opaque(operator, keys)],
  );
}

function opaque(operator: string, value: unknown): ConditionFact {
  return { operator, key: String(value), values: [], opaque: true };
}

/** `aws:RequestTag/a.b:c` has dots and colons in the name of its tag. */
const SERVICE_KEY = /^(?:aws|sts|iam|saml|eks|ec2):/i;

/** `issuer:claim`; the keys of AWS services (`aws:SourceArn`) have no dot before the colon. */
function oidcKey(key: string): { issuer: string; claim: string } | undefined {
  const match = /^(.+):([A-Za-z][\w/-]*)$/s.exec(key);
  if (!match || !/[.}]/.test(match[1]) || SERVICE_KEY.test(key)) return undefined;
  return { issuer: match[1], claim: match[2].toLowerCase() };
}

export function texts(value: unknown): string[] {
  return listOf(value).map((item) => (isObject(item) ? JSON.stringify(item) : String(item)));
}

export function listOf(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
