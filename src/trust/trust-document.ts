import type { IResolvable, IResolveContext } from 'aws-cdk-lib';
import { Fn, Lazy, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { TrustStatement } from './trust-policy';

/**
 * Makes a role render its trust policy, statements added later by anyone included, in the form
 * that CloudFormation accepts: an object, or one JSON string where a condition key is a token.
 *
 * CloudFormation has no intrinsic for a map's key, so an issuer that is known only at deployment
 * leaves two ways: a Lambda-backed custom resource that builds the conditions, or a document that
 * is one string. The schema of AWS::IAM::Role takes both an object and a string.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html
 */
export function renderTrustOf(role: iam.Role): void {
  const document = role.assumeRolePolicy;
  const resource = role.node.defaultChild;
  if (document && resource instanceof iam.CfnRole) {
    resource.assumeRolePolicyDocument = trustDocument(document);
  }
}

/** The statements as a document of their own, for a role that this app does not own. */
export function trustPolicyJson(statements: TrustStatement[]): string {
  const document = { Version: '2012-10-17', Statement: statements };
  return Token.isUnresolved(JSON.stringify(document))
    ? Lazy.uncachedString({ produce: (context) => context.resolve(jsonString(document, context)) })
    : JSON.stringify(document);
}

/** Rendered anew once an app is prepared: from then on, until it is written, references are settled. */
function trustDocument(document: iam.PolicyDocument): IResolvable {
  const rendered = new Map<string, unknown>();
  return Lazy.uncachedAny({
    produce: (context) => {
      const json = document.toJSON();
      if (!hasTokenKey(json)) {
        return document;
      }
      if (context.preparing) {
        rendered.clear();
        return [...tokensIn(json)];
      }
      const key = JSON.stringify(json);
      if (!rendered.has(key)) {
        rendered.set(key, jsonString(json, context));
      }
      return rendered.get(key);
    },
  });
}

/** While CDK looks for references, the tokens are all that it needs of a document. */
function tokensIn(value: unknown, found = new Set<unknown>()): Set<unknown> {
  if (Token.isUnresolved(value)) {
    const tokens = typeof value === 'string' ? value.split(TOKENS_IN_TEXT) : [value];
    for (const token of tokens.filter((part) => Token.isUnresolved(part))) {
      found.add(token);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      tokensIn(key, found);
      tokensIn(item, found);
    }
  }
  return found;
}

function hasTokenKey(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(hasTokenKey);
  }
  if (typeof value !== 'object' || value === null || Tokenization.isResolvable(value)) {
    return false;
  }
  return Object.entries(value).some(([key, item]) => Token.isUnresolved(key) || hasTokenKey(item));
}

/** The document as `Fn::Sub`: shorter than the `Fn::Join` of `toJsonString`, and readable. */
function jsonString(document: Document, context: IResolveContext): unknown {
  const resolve = rememberingTokens(context);
  const pieces: Piece[] = [];
  const Statement = withoutRepetitions(document.Statement, resolve);
  writeJson({ ...document, Statement }, resolve, pieces);
  return substitute(pieces);
}

interface Document {
  readonly Statement: unknown[];
}

/** Identities that share a role bring the same statement each; of a document that is an object CDK keeps one. */
function withoutRepetitions(statements: unknown[], resolve: Resolve): unknown[] {
  if (statements.length === 1) {
    return statements;
  }
  const distinct = new Map<string, unknown>();
  for (const statement of statements) {
    const pieces: Piece[] = [];
    writeJson(statement, resolve, pieces);
    const key = JSON.stringify(pieces);
    distinct.set(key, distinct.get(key) ?? statement);
  }
  return [...distinct.values()];
}

type Resolve = (value: unknown) => unknown;

/** The issuer stands in both condition keys, and often in the provider's ARN too. */
function rememberingTokens(context: IResolveContext): Resolve {
  const known = new Map<unknown, unknown>();
  return (value) => {
    if (!known.has(value)) {
      known.set(value, context.resolve(value));
    }
    return known.get(value);
  };
}

/** Literal JSON text, or an intrinsic whose value will stand inside a JSON string. */
type Piece = string | { readonly intrinsic: unknown };

const TOKENS_IN_TEXT = /(\$\{Token\[[^\]]*\]\})/;

function writeJson(value: unknown, resolve: Resolve, out: Piece[]): void {
  if (typeof value === 'string') {
    writeString(value, resolve, out);
  } else if (Array.isArray(value) && Token.isUnresolved(value)) {
    out.push('["', { intrinsic: { 'Fn::Join': ['","', resolve(value)] } }, '"]');
  } else if (Tokenization.isResolvable(value) || Token.isUnresolved(value)) {
    writeResolved(resolve(value), resolve, out);
  } else if (Array.isArray(value)) {
    writeList('[', ']', value, (item) => writeJson(item, resolve, out), out);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    writeList(
      '{',
      '}',
      entries,
      ([key, item]) => {
        writeString(key, resolve, out);
        out.push(':');
        writeJson(item, resolve, out);
      },
      out,
    );
  } else {
    out.push(JSON.stringify(value));
  }
}

function writeList<T>(
  open: string,
  close: string,
  items: T[],
  write: (item: T) => void,
  out: Piece[],
): void {
  out.push(open);
  for (const [index, item] of items.entries()) {
    if (index > 0) {
      out.push(',');
    }
    write(item);
  }
  out.push(close);
}

function writeString(text: string, resolve: Resolve, out: Piece[]): void {
  if (!Token.isUnresolved(text)) {
    out.push(JSON.stringify(text));
    return;
  }
  out.push('"');
  const parts = text
    .split(TOKENS_IN_TEXT)
    .flatMap((part) => (Token.isUnresolved(part) ? flattenJoin(resolve(part)) : part));
  for (const part of parts) {
    out.push(isIntrinsic(part) ? { intrinsic: part } : jsonText(String(part ?? '')));
  }
  out.push('"');
}

function writeResolved(value: unknown, resolve: Resolve, out: Piece[]): void {
  if (isIntrinsic(value)) {
    out.push('"', { intrinsic: value }, '"');
  } else {
    writeJson(value, resolve, out);
  }
}

function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** CDK joins neighbouring tokens; taken apart, each finds its own short place in the string. */
function flattenJoin(value: unknown): unknown[] {
  if (isIntrinsic(value) && 'Fn::Join' in value) {
    const [delimiter, items] = value['Fn::Join'] as [string, unknown];
    if (delimiter === '' && Array.isArray(items)) {
      return items.flatMap(flattenJoin);
    }
  }
  return [value];
}

function isIntrinsic(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

function substitute(pieces: Piece[]): unknown {
  const uses = new Map<string, number>();
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      const key = JSON.stringify(piece.intrinsic);
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  const variables: Record<string, unknown> = {};
  const names = new Map<string, string>();
  const text = pieces.map((piece) => {
    if (typeof piece === 'string') {
      return piece.replaceAll('${', '${!');
    }
    const key = JSON.stringify(piece.intrinsic);
    const direct = directReference(piece.intrinsic);
    if (direct && (uses.get(key) === 1 || direct.length <= 'AWS::Partition'.length)) {
      return `\${${direct}}`;
    }
    const name = names.get(key) ?? variableName(names.size);
    names.set(key, name);
    variables[name] = piece.intrinsic;
    return `\${${name}}`;
  });
  return names.size > 0
    ? Fn.sub(text.join(''), variables as Record<string, string>)
    : Fn.sub(text.join(''));
}

const NAME_IN_SUB = /^[\w.:]+$/;

/** What `Fn::Sub` can name without a variable: no path, as CDK has in references to other Regions. */
function directReference(intrinsic: unknown): string | undefined {
  const { Ref: ref, 'Fn::GetAtt': attribute } = intrinsic as Record<string, unknown>;
  const name = Array.isArray(attribute) ? attribute.join('.') : ref;
  return typeof name === 'string' && NAME_IN_SUB.test(name) ? name : undefined;
}

function variableName(index: number): string {
  return index < 26 ? String.fromCharCode('a'.charCodeAt(0) + index) : `v${index}`;
}
