import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A CloudTrail record. Field shapes are as recorded by AWS; ids, names and accounts are invented. */
export type CloudTrailRecord = Record<string, unknown>;

const directory = join(__dirname, 'events');

/** Every sample, by file name without `.json`. */
export const samples: ReadonlyMap<string, CloudTrailRecord> = new Map(
  readdirSync(directory)
    .map((file) => file.replace(/\.json$/, ''))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8'))]),
);

/** The value at a dotted path; `undefined` where there is none. */
export function valueAt(record: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        value !== null && typeof value === 'object'
          ? (value as Record<string, unknown>)[key]
          : undefined,
      record,
    );
}

/** The names of the samples that a predicate holds for. */
export function samplesThat(matches: (record: CloudTrailRecord) => boolean): string[] {
  return [...samples].filter(([, record]) => matches(record)).map(([name]) => name);
}
