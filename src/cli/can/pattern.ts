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
 * - `resource`: "if the wildcard is the last character of a resource ARN segment, it can expand
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
    const crossesColon =
      reach === 'text' || colons >= COLONS_BEFORE_RESOURCE || (reach === 'resource' && endsSegment);
    return { kind: token.char === '*' ? 'many' : 'one', crossesColon };
  });
}

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

/** Dynamic programming, not backtracking: patterns are hostile input. */
function agree(pattern: readonly Token[], text: readonly Token[], holesMatchAll: boolean): boolean {
  let below: boolean[] = [];
  for (let i = pattern.length; i >= 0; i--) {
    const row: boolean[] = new Array(text.length + 1);
    for (let j = text.length; j >= 0; j--) {
      row[j] = cell(pattern[i], text[j], row[j + 1], below[j], below[j + 1], holesMatchAll);
    }
    below = row;
  }
  return below[0];
}

/**
 * Whether the pattern from `p` on agrees with the text from `t` on, given the answers for the
 * next place of the text, of the pattern, and of both.
 */
function cell(
  p: Token | undefined,
  t: Token | undefined,
  nextText: boolean | undefined,
  nextPattern: boolean | undefined,
  nextBoth: boolean | undefined,
  holesMatchAll: boolean,
): boolean {
  if (p === undefined && t === undefined) return true;
  if (holesMatchAll && t?.kind === 'hole' && (nextText || nextPattern)) return true;
  if (p === undefined) return false;
  if (p.kind === 'many' || (holesMatchAll && p.kind === 'hole')) {
    return Boolean(nextPattern) || (t !== undefined && takes(p, t, holesMatchAll) && !!nextText);
  }
  return t !== undefined && takes(p, t, holesMatchAll) && Boolean(nextBoth);
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
