import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AddonCase } from './addon-case';

const folder = join(__dirname, 'cases');

/** Every case of every file of `cases/`, in the order of the file names. */
export function allCases(): AddonCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => (require(join(folder, file)) as { cases: AddonCase[] }).cases);
}
