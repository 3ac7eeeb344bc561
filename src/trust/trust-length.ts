import { policyLength } from '../private/policy-length';

/**
 * The characters of a trust policy as IAM counts them: without white space, tokens at their longest real value.
 * Undefined where a token can be of any length, such as a parameter.
 *
 * @param document as it stands in a template: an object, JSON text, or `Fn::Sub` over JSON text
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function trustLength(document: unknown): number | undefined {
  if (document === undefined || !isKnown(document)) {
    return undefined;
  }
  if (typeof document === 'string') {
    return textLength(document);
  }
  const [name] = isObject(document) ? Object.keys(document) : [];
  if (name === 'Fn::Sub') {
    return substitutedLength((document as Record<string, unknown>)[name]);
  }
  const quotes = name?.startsWith('Fn::') ? 2 : 0;
  return policyLength(document) - quotes;
}

const PLACEHOLDER = /\$\{(!?)([^${}]*)\}/g;

function substitutedLength(argument: unknown): number {
  const { text, values } = substitution(argument);
  const literal = text.replace(PLACEHOLDER, (_, kept, name) => (kept ? `\${${name}}` : ''));
  return values.reduce<number>((sum, value) => sum + policyLength(value) - 2, textLength(literal));
}

function substitution(argument: unknown): { text: string; values: unknown[] } {
  const [text, variables] = Array.isArray(argument) ? argument : [argument];
  const names = [...String(text).matchAll(PLACEHOLDER)].flatMap(([, kept, name]) =>
    kept ? [] : [name],
  );
  const values = names.map((name) => variables?.[name] ?? reference(name));
  return { text: String(text), values };
}

/** What `${Name}` and `${Name.Attribute}` mean inside `Fn::Sub`. */
function reference(name: string): unknown {
  const [resource, ...attribute] = name.split('.');
  return attribute.length > 0 ? { 'Fn::GetAtt': [resource, attribute.join('.')] } : { Ref: name };
}

function textLength(text: string): number {
  return text.replace(/\s/g, '').length;
}

const KNOWN_REFERENCE = /^AWS::(Partition|Region|AccountId|URLSuffix)$/;
const KNOWN_ATTRIBUTE = /^(Arn|OpenIdConnectIssuer(Url)?)$/;
const KNOWN_EXPORT = /FnGetAtt\w+(Arn|OpenIdConnectIssuerUrl)[0-9A-F]*$/;

/** No policy is nested deeper; a template that is, is not to exhaust the stack. */
const MAX_DEPTH = 100;

function isKnown(value: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) {
    return false;
  }
  const isKnownInside = (inner: unknown) => isKnown(inner, depth + 1);
  if (Array.isArray(value)) {
    return value.every(isKnownInside);
  }
  if (!isObject(value)) {
    return true;
  }
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  switch (name) {
    case 'Ref':
      return KNOWN_REFERENCE.test(String(argument));
    case 'Fn::GetAtt':
      return Array.isArray(argument) && KNOWN_ATTRIBUTE.test(String(argument[1]));
    case 'Fn::ImportValue':
      return KNOWN_EXPORT.test(String(argument));
    case 'Fn::Sub':
      return substitution(argument).values.every(isKnownInside);
    case 'Fn::Join':
    case 'Fn::Select':
    case 'Fn::Split': {
      const [first, second, ...others] = Array.isArray(argument) ? argument : [];
      const isPair = ['string', 'number'].includes(typeof first) && second && others.length === 0;
      return Boolean(isPair) && isKnownInside(second);
    }
    default:
      return !name.startsWith('Fn::') && Object.values(value).every(isKnownInside);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
