import type { Json } from '../deployed-value';

/**
 * What does not fit a JSON schema, by path. It knows the keywords that the published schema uses and refuses
 * others; properties that the schema does not have are errors, so that nothing goes undescribed.
 */
export function schemaErrors(schema: Json, value: Json): string[] {
  const check = (part: Json, item: Json, path: string): string[] =>
    Object.entries<Json>(part).flatMap(([keyword, wanted]) => {
      const rule = KEYWORDS[keyword];
      if (!rule) throw new Error(`${path}: the keyword ${keyword} is not known`);
      return rule({ wanted, item, path, check, defs: schema.$defs });
    });
  return check(schema, value, '');
}

interface Question {
  readonly wanted: Json;
  readonly item: Json;
  readonly path: string;
  readonly defs: Json;
  readonly check: (part: Json, item: Json, path: string) => string[];
}

const nothing = (): string[] => [];
const unless = (fits: boolean, error: string): string[] => (fits ? [] : [error]);

const KEYWORDS: Record<string, ((question: Question) => string[]) | undefined> = {
  $schema: nothing,
  $defs: nothing,
  title: nothing,
  description: nothing,
  $ref: ({ wanted, item, path, defs, check }) => check(defs[wanted.split('/').pop()], item, path),
  type: ({ wanted, item, path }) => unless(typeOf(item) === wanted, `${path} is no ${wanted}`),
  const: ({ wanted, item, path }) => unless(item === wanted, `${path} is not ${wanted}`),
  enum: ({ wanted, item, path }) => unless(wanted.includes(item), `${path} is none of ${wanted}`),
  pattern: ({ wanted, item, path }) =>
    unless(new RegExp(wanted).test(item), `${path} does not match ${wanted}`),
  minItems: ({ wanted, item, path }) =>
    unless(item.length >= wanted, `${path} has fewer than ${wanted} items`),
  required: ({ wanted, item, path }) =>
    wanted.flatMap((name: string) => unless(name in item, `${path}/${name} is missing`)),
  items: ({ wanted, item, path, check }) =>
    item.flatMap((each: Json, at: number) => check(wanted, each, `${path}/${at}`)),
  properties: ({ wanted, item, path, check }) =>
    Object.entries<Json>(item).flatMap(([name, each]) =>
      name in wanted
        ? check(wanted[name], each, `${path}/${name}`)
        : [`${path}/${name} is not in the schema`],
    ),
};

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}
