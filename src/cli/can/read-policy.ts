import type { PolicyDocument } from './policy-document';

/** A value of a template as a policy; `undefined` where it does not have the shape of one. */
export function readPolicy(document: unknown): PolicyDocument | undefined {
  if (!isObject(document)) return undefined;
  const { Statement, Version } = document;
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  const isPolicy =
    statements.every(isStatement) && (Version === undefined || typeof Version === 'string');
  return isPolicy ? (document as unknown as PolicyDocument) : undefined;
}

const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'];

function isStatement(statement: unknown): boolean {
  return (
    isObject(statement) &&
    typeof statement.Effect === 'string' &&
    LISTS.every((name) => statement[name] === undefined || isOneOrMore(statement[name], isText)) &&
    (statement.Condition === undefined || isConditionBlock(statement.Condition))
  );
}

function isConditionBlock(block: unknown): boolean {
  return (
    isObject(block) &&
    Object.values(block).every(
      (keys) => isObject(keys) && Object.values(keys).every((v) => isOneOrMore(v, isScalar)),
    )
  );
}

function isOneOrMore(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.every(is) : is(value);
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isScalar = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
