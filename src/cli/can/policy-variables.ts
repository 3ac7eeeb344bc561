import { literal, type Token } from './pattern';
import { contextValues, type PolicyRequest } from './request';

/** The version of the policy language that has variables; without it `${aws:...}` is plain text. */
const VERSION_WITH_VARIABLES = '2012-10-17';

/** `${...}`, or a dynamic reference of CloudFormation. */
const PLACEHOLDER = /\$\{([^{}]*)\}|\{\{resolve:[^{}]*\}\}/g;
const SPECIAL_CHARACTERS = ['*', '?', '$'];

export interface Expansion {
  readonly tokens: readonly Token[];
  /** Variables that the request does not carry and that have no default. */
  readonly missing: readonly string[];
}

/**
 * Reads a policy value: variables become the request's values, and what is not known (a key that
 * nobody stated, an expression of the template) becomes a hole.
 *
 * Substituted text is literal: wildcards keep their meaning only where the policy wrote them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expand(
  value: string,
  version: string | undefined,
  context: PolicyRequest['context'],
  wildcards: (tokens: readonly Token[]) => readonly Token[],
): Expansion {
  const missing: string[] = [];
  const parts: Part[][] = [];
  let end = 0;
  for (const found of value.matchAll(PLACEHOLDER)) {
    parts.push(literal(value.slice(end, found.index)));
    end = found.index + found[0].length;
    parts.push(placeholder(found[0], found[1] ?? found[0], version, context, missing));
  }
  parts.push(literal(value.slice(end)));
  return { tokens: fix(parts.flat(), wildcards), missing };
}

type Part = Token | { readonly kind: 'fixed'; readonly char: string };

function placeholder(
  whole: string,
  inside: string,
  version: string | undefined,
  context: PolicyRequest['context'],
  missing: string[],
): Part[] {
  const variable = parseVariable(inside);
  const supported = version === VERSION_WITH_VARIABLES;
  if (SPECIAL_CHARACTERS.includes(inside)) return supported ? fixed(inside) : literal(whole);
  if (variable === undefined || inside === whole) return [{ kind: 'hole', text: inside }];
  if (!supported) return literal(whole);
  const { key, fallback } = variable;
  const values = contextValues(context, key);
  if (values === undefined) return [{ kind: 'hole', text: inside, variable: key }];
  // "You cannot use a multivalued context key as a policy variable."
  if (values?.length === 1) return fixed(values[0]);
  if (fallback !== undefined) return fixed(fallback);
  missing.push(key);
  return [];
}

/**
 * A key, `prefix:name`, and maybe a default in quotes behind a comma. The expressions of a
 * template have `::` or no colon.
 */
function parseVariable(inside: string): { key: string; fallback?: string } | undefined {
  const comma = inside.indexOf(',');
  const key = (comma < 0 ? inside : inside.slice(0, comma)).trimEnd();
  if (!/^[^\s:]+:[^:]/.test(key)) return undefined;
  if (comma < 0) return { key };
  const quoted = inside.slice(comma + 1).trim();
  return /^'[^']*'$/.test(quoted) ? { key, fallback: quoted.slice(1, -1) } : undefined;
}

function fixed(text: string): Part[] {
  return [...text].map((char) => ({ kind: 'fixed', char }));
}

/** Applies the wildcards to what the policy wrote, not to what was put in. */
function fix(
  parts: readonly Part[],
  wildcards: (tokens: readonly Token[]) => readonly Token[],
): Token[] {
  const asTokens = parts.map((part): Token => {
    if (part.kind !== 'fixed') return part;
    return { kind: 'char', char: part.char };
  });
  return wildcards(asTokens).map((token, at) =>
    parts[at].kind === 'fixed' ? asTokens[at] : token,
  );
}
