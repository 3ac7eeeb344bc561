import { createHash } from 'node:crypto';

const READABLE_PART = 24;
const HASH_PART = 10;

/**
 * A logical id that says what it is for and follows from names alone, never from a construct path:
 * moving the code that declares an identity must not replace the role that running pods use.
 */
export function logicalIdOf(prefix: string, readable: string[], key: string[]): string {
  const words = readable.map((word) => pascalCase(word).slice(0, READABLE_PART)).join('');
  return `${prefix}${words}${shortHash([prefix, ...key])}`;
}

/** At least 8 hex digits that tell lists of names apart. */
export function shortHash(parts: string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, HASH_PART)
    .toUpperCase();
}

function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
