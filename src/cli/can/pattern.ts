/** One step of a pattern or of the text it is held against. */
export type Token =
  | { readonly kind: 'char'; readonly char: string }
  /** `?` */
  | { readonly kind: 'one'; readonly crossesColon: boolean }
  /** `*` */
  | { readonly kind: 'many'; readonly crossesColon: boolean }
  /** Text that is not known: an unset policy variable or an expression of the template. */
  | { readonly kind: 'hole'; readonly text: string; readonly variable?: string };

/**
 * Where a wildcard may match a colon.
 *
 * - `text`: anywhere.
 * - `resource`: "if the * wildcard is the last character of a resource ARN segment, it can expand
 *   to match beyond the colon boundaries"; other wildcards stay inside their segment.
 * - `arn`: never; "each of the six colon-delimited components of the ARN is checked separately".
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export type WildcardReach = 'text' | 'resource' | 'arn';

const COLONS_BEFORE_RESOURCE = 5;

export function literal(text: string): Token[] {
  return [...text].map((char) => ({ kind: 'char', char }));
}

/** Turns the `*` and `?` among literal characters into wildcards. */
export function withWildcards(tokens: readonly Token[], reach: WildcardReach): Token[] {
  let colons = 0;
  return tokens.map((token, at) => {
    if (token.kind !== 'char') return token;
    if (token.char === ':') colons++;
    if (token.char !== '*' && token.char !== '?') return token;
    const next = tokens[at + 1];
    const endsSegment = next === undefined || (next.kind === 'char' && next.char === ':');
    const kind = token.char === '*' ? 'many' : 'one';
    const crossesColon =
      reach === 'text' ||
      colons >= COLONS_BEFORE_RESOURCE ||
      (reach === 'resource' && endsSegment && kind === 'many');
    return { kind, crossesColon };
  });
}

/**
 * AWS completes an ARN of fewer than six fields in `Resource` "by adding wildcard characters (*) to
 * all missing fields". What may stand in a hole is not counted.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function completedArn(tokens: readonly Token[]): readonly Token[] {
  if (holesOf(tokens).length > 0 || !surelyMatches(ANY_ARN, tokens)) return tokens;
  const colons = tokens.filter((t) => t.kind === 'char' && t.char === ':').length;
  const missing = Math.max(0, COLONS_BEFORE_RESOURCE - colons);
  return [...tokens, ...Array.from({ length: missing }, () => ANY_FIELD).flat()];
}

const ANY_FIELD: readonly Token[] = [
  { kind: 'char', char: ':' },
  { kind: 'many', crossesColon: true },
];
const ANY_ARN: readonly Token[] = [...literal('arn'), ...ANY_FIELD];

export function holesOf(tokens: readonly Token[]): Extract<Token, { kind: 'hole' }>[] {
  return tokens.filter((t) => t.kind === 'hole');
}

/** True where the text matches whatever the holes stand for; a hole equals itself. */
export function surelyMatches(pattern: readonly Token[], text: readonly Token[]): boolean {
  return agree(pattern, text, false);
}

/** True where some content of the holes makes the text match. */
export function mayMatch(pattern: readonly Token[], text: readonly Token[]): boolean {
  return agree(pattern, text, true);
}

/**
 * Follows the pattern token by token and keeps every place of the text that it may have come to:
 * nothing is tried twice, however hostile the pattern is.
 */
function agree(pattern: readonly Token[], text: readonly Token[], holesMatchAll: boolean): boolean {
  let places = new Uint8Array(text.length + 1);
  let next = new Uint8Array(text.length + 1);
  places[0] = 1;
  if (holesMatchAll) skipHoles(places, text);
  for (const token of pattern) {
    next.fill(0);
    advance(token, text, places, next, holesMatchAll);
    if (!next.includes(1)) return false;
    [places, next] = [next, places];
  }
  return places[text.length] === 1;
}

function advance(
  token: Token,
  text: readonly Token[],
  places: Uint8Array,
  next: Uint8Array,
  holesMatchAll: boolean,
): void {
  const repeats = token.kind === 'many' || (holesMatchAll && token.kind === 'hole');
  for (let at = 0; at <= text.length; at++) {
    const here = text[at];
    const isOpen = holesMatchAll && here?.kind === 'hole';
    if (places[at] && (repeats || isOpen)) next[at] = 1;
    if (here === undefined) continue;
    const comesFrom = repeats ? next[at] : places[at];
    if ((comesFrom && takes(token, here, holesMatchAll)) || (isOpen && next[at])) next[at + 1] = 1;
  }
}

/** Holes of the text may stand for nothing. */
function skipHoles(places: Uint8Array, text: readonly Token[]): void {
  for (let at = 0; text[at]?.kind === 'hole'; at++) places[at + 1] = 1;
}

function takes(p: Token, t: Token, holesMatchAll: boolean): boolean {
  if (p.kind === 'hole') {
    if (holesMatchAll) return true;
    return p.variable === undefined && t.kind === 'hole' && t.text === p.text;
  }
  if (t.kind === 'hole') return p.kind === 'many';
  if (p.kind === 'char') return t.kind === 'char' && t.char === p.char;
  return p.crossesColon || (t.kind === 'char' && t.char !== ':');
}
