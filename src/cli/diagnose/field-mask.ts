/**
 * Which fields of an answer are kept. Everything else is dropped before anything looks at it, so
 * that neither a finding nor a recording can hold what was not asked for.
 *
 * A function keeps what it returns; for its own answer it returns the same again.
 */
export type FieldMask =
  | 'text'
  | 'number'
  | 'flag'
  | readonly [FieldMask]
  | ((value: unknown) => unknown)
  | { readonly [field: string]: FieldMask };

export type Kept<M> = M extends 'text'
  ? string
  : M extends 'number'
    ? number
    : M extends 'flag'
      ? boolean
      : M extends readonly [infer Item]
        ? readonly Kept<Item>[]
        : M extends (value: unknown) => infer Result
          ? Result
          : { readonly [F in keyof M]?: Kept<M[F]> };

/** The value with only the fields of the mask; of another shape, an empty one. */
export function keepFields<M extends FieldMask>(mask: M, value: unknown): Kept<M> {
  return (kept(mask, value) ?? {}) as Kept<M>;
}

function kept(mask: FieldMask, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (mask === 'text') return typeof value === 'string' ? value : undefined;
  if (mask === 'number') return typeof value === 'number' ? value : undefined;
  if (mask === 'flag') return typeof value === 'boolean' ? value : undefined;
  if (typeof mask === 'function') return mask(value);
  if (isList(mask)) {
    return Array.isArray(value)
      ? value.map((item) => kept(mask[0], item)).filter((item) => item !== undefined)
      : undefined;
  }
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const result: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(mask)) {
    if (!Object.hasOwn(value, field)) continue;
    const item = kept(inner, (value as Record<string, unknown>)[field]);
    if (item !== undefined) result[field] = item;
  }
  return result;
}

function isList(mask: FieldMask): mask is readonly [FieldMask] {
  return Array.isArray(mask);
}
