import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { realWorld, type World } from '../../src/cli/world';

/** What `case.json` of a recorded case says. */
export interface RecordedCase {
  readonly title: string;
  readonly command: string;
  readonly now: string;
  readonly exitCode: number;
  /** What the output must say, whatever else changes. */
  readonly says: readonly string[];
}

export const CASES = path.join(__dirname, 'cases');

export function recordedCase(name: string): RecordedCase {
  return JSON.parse(readFileSync(path.join(CASES, name, 'case.json'), 'utf8'));
}

/** The files of one folder, at one time; nothing is written, and no program is run. */
export function caseWorld(directory: string, now: string): World {
  const real = realWorld();
  const inCase = (file: string) =>
    file === '-' ? path.join(directory, 'stdin.txt') : path.join(directory, file);
  return {
    now: () => new Date(now),
    readText: (file, maxBytes) => real.readText(inCase(file), maxBytes),
    isDirectory: (file) => real.isDirectory(inCase(file)),
    exists: (file) => real.exists(inCase(file)),
    filesBelow: (folder, accept) =>
      real.filesBelow(inCase(folder), accept).map((f) => path.relative(directory, f)),
    writeText: () => {
      throw new Error('a recorded case writes nothing');
    },
    run: () => {
      throw new Error('a recorded case runs nothing');
    },
  };
}
