/**
 * Marked expressions: what is known only at deployment stays in a string as `${Fn::... }`,
 * `${Ref ...}` or `${AWS::...}`. IAM's own policy variables (`${aws:PrincipalTag/...}`) have a
 * single colon and are not expressions.
 */
const MARK = /\$\{(?:Fn::|Ref |AWS::)[^{}]*\}/g;
const DYNAMIC_REFERENCE = /\{\{resolve:[^}]*\}\}/;

/** Nobody reads more of an expression. */
const LONGEST_MARK = 4_000;

/** An expression as part of a string; it can stand inside JSON text and inside another mark. */
export function mark(text: string): string {
  const inside = text.slice(0, LONGEST_MARK).replace(/\$\{/g, '');
  return `\${${inside.replace(/["\\{}\s]+/g, ' ').trim()}}`;
}

export function isUnresolved(text: string): boolean {
  return text.search(MARK) !== -1 || DYNAMIC_REFERENCE.test(text);
}

/** The text cut at its marks: literal pieces and marks in turn, beginning with a literal. */
export function cutAtMarks(text: string): { literals: string[]; marks: string[] } {
  return { literals: text.split(MARK), marks: text.match(MARK) ?? [] };
}

/** Longer values are no ARNs or issuers, whoever wrote them. */
const LONGEST_COMPARED = 10_000;

/** `true`, `false`, or `undefined` where the expressions may or may not come out the same. */
export function same(a: string, b: string): boolean | undefined {
  if (a === b) return true;
  if (!isUnresolved(a) && !isUnresolved(b)) return false;
  if (a.length + b.length > LONGEST_COMPARED) return undefined;
  if (ofTwoResources(a, b)) return false;
  return possible(a, b) && possible(b, a) ? undefined : false;
}

const UNIQUE_ATTRIBUTE = /^(.*)\$\{Fn::GetAtt (\S+)\.(Arn|OpenIdConnectIssuer)\}(.*)$/s;

/** Two resources never have the same ARN, and two clusters never the same issuer. */
function ofTwoResources(a: string, b: string): boolean {
  const [, head, resource, attribute, tail] = UNIQUE_ATTRIBUTE.exec(a) ?? [];
  const other = UNIQUE_ATTRIBUTE.exec(b);
  if (resource === undefined || other === null || resource === other[2]) return false;
  return head === other[1] && attribute === other[3] && tail === other[4];
}

/** Whether `text`, with its marks replaced by anything, could be the literal `other`. */
function possible(text: string, other: string): boolean {
  if (isUnresolved(other) || DYNAMIC_REFERENCE.test(text)) return true;
  const { literals } = cutAtMarks(text);
  const [head, ...middle] = literals;
  const tail = middle.pop();
  if (tail === undefined) return head === other;
  if (!other.startsWith(head)) return false;
  let at = head.length;
  for (const literal of middle) {
    const found = other.indexOf(literal, at);
    if (found < 0) return false;
    at = found + literal.length;
  }
  return other.endsWith(tail) && other.length - tail.length >= at;
}

/** `same` for ARNs, in which the partition does not matter. */
export function sameArn(a: string, b: string): boolean | undefined {
  return same(withoutPartition(a), withoutPartition(b));
}

export function withoutPartition(arn: string): string {
  return arn.replace(/^arn:(?:aws[a-z-]*|\$\{AWS::Partition\}):/, 'arn:*:');
}

/** The account in an IAM ARN, literal or expression. */
export function accountOfArn(arn: string): string | undefined {
  return /^arn:(?:[^:${]+|\$\{AWS::Partition\}):iam::(\d{12}|\$\{[^{}]*\}):/.exec(arn)?.[1];
}

/** A URL or issuer as it stands in condition keys: no scheme, no slash at the end. */
export function withoutScheme(url: string): string {
  return url.replace(/^https:\/\//, '').replace(/\/+$/, '');
}
