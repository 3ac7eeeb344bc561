import { Composer, Parser, YAMLError } from 'yaml';
import { CliError } from './cli-error';
import { CLOUDFORMATION_TAGS } from './cloudformation-tags';
import type { World } from './world';

const MIB = 1024 * 1024;

/** CloudFormation takes 1 MB; a file this large is something else. */
const MAX_TEMPLATE_BYTES = 16 * MIB;
/** The parser reads about a megabyte a second. */
const MAX_YAML_BYTES = 8 * MIB;
export const MAX_POLICY_BYTES = MIB;

const MAX_DEPTH = 200;
/** Token, its list of items, the item. */
const OBJECTS_PER_TOKEN = 3;
const MAX_ALIASES = 100;
const YAML_OPTIONS = {
  customTags: CLOUDFORMATION_TAGS,
  logLevel: 'silent',
  prettyErrors: false,
  // Looking for duplicate keys compares each key with every other.
  uniqueKeys: false,
  merge: true,
} as const;

/** JSON from a file; the message names the file, never its content. */
export function readJson(world: World, file: string, maxBytes: number): unknown {
  return parseJson(world.readText(file, maxBytes), nameOf(file));
}

/** A CloudFormation template, JSON or YAML with short tags such as `!Sub`. */
export function readTemplate(world: World, file: string): unknown {
  const documents = readDocuments(world, file, MAX_TEMPLATE_BYTES);
  if (documents.length !== 1) throw new CliError(`${nameOf(file)} does not hold one document`);
  return documents[0];
}

/** Every object of a Kubernetes YAML or JSON file; a `List` is taken apart. */
export function readManifests(world: World, file: string): unknown[] {
  const documents = readDocuments(world, file, MAX_YAML_BYTES);
  return documents.filter((d) => d !== null && d !== undefined).flatMap(itemsOf);
}

function readDocuments(world: World, file: string, maxBytes: number): unknown[] {
  const text = world.readText(file, maxBytes);
  if (/^\s*[{[]/.test(text)) return [parseJson(text, nameOf(file))];
  if (text.length > MAX_YAML_BYTES) {
    throw new CliError(`${nameOf(file)} is larger than 8 MiB, which is the most YAML read here`);
  }
  return parseYaml(text, nameOf(file));
}

export function parseJson(text: string, name: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (e) {
    // V8's message quotes the text around the error, which may be a secret.
    const at = /at position (\d+)/.exec(String(e))?.[1];
    const where = at ? ` (${lineAndColumn(text, Number(at))})` : '';
    throw new CliError(`${name} is not JSON${where}`);
  }
  refuseDeepNesting(value, name);
  return value;
}

export function parseYaml(text: string, name: string): unknown[] {
  let values: unknown[];
  try {
    // The parser of tokens keeps its own stack; the composer recurses, and V8 may abort on that.
    const tokens = [...new Parser().parse(text)];
    refuseDeepNesting(tokens, name, MAX_DEPTH * OBJECTS_PER_TOKEN);
    values = [...new Composer(YAML_OPTIONS).compose(tokens, false, text.length)].map((document) => {
      const [error] = document.errors;
      if (error) throw error;
      return document.toJS({ maxAliasCount: MAX_ALIASES });
    });
  } catch (e) {
    if (e instanceof CliError) throw e;
    if (e instanceof YAMLError) {
      throw new CliError(`${name} is not YAML (${lineAndColumn(text, e.pos[0])}: ${e.code})`);
    }
    if (e instanceof ReferenceError) {
      throw new CliError(`${name} has YAML aliases that expand to too much`);
    }
    throw new CliError(`${name} is not YAML that can be read here`);
  }
  refuseDeepNesting(values, name);
  return values;
}

/** Whatever walks the value recurses; what no document needs is refused before it starts. */
function refuseDeepNesting(value: unknown, name: string, levels = MAX_DEPTH): void {
  let level = [value].filter(isObject);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) {
      throw new CliError(`${name} is nested more than ${MAX_DEPTH} levels deep`);
    }
    // A set: aliases make the same object appear many times.
    level = [...new Set(level.flatMap((parent) => Object.values(parent).filter(isObject)))];
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function itemsOf(document: unknown): unknown[] {
  if (!isObject(document)) return [document];
  const list = document as { kind?: unknown; items?: unknown };
  return typeof list.kind === 'string' && list.kind.endsWith('List') && Array.isArray(list.items)
    ? list.items
    : [document];
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}
