import { join } from 'node:path';
import { foldText } from '../src/cli/print';
import type { World } from '../src/cli/world';
import { CASES, caseWorld, recordedCase } from '../test/cli/case-world';
import { type CliRun, runCli } from '../test/cli/fake-world';

const COLUMNS = 100;

/** The files of the chapter's own examples. */
export const FILES = join(__dirname, '..', 'test', 'cli', 'doctor-chapter');
export const NOW = '2026-11-22T12:00:00Z';

/** A command line without the program's name, and what it printed; for files of the chapter. */
export function session(command: string, world: World = caseWorld(FILES, NOW)): string {
  const run = runDoctor(command, world);
  return block([shown(command), '', ...lines(run.out), '', '$ echo $?', String(run.exitCode)]);
}

/** What it printed as a drawing, which GitHub shows. */
export function drawing(command: string): string {
  return ['```mermaid', ...lines(runDoctor(command, caseWorld(FILES, NOW)).out), '```'].join('\n');
}

/** The same for a recorded case, cut to what it is about where it is longer than `longest`. */
export function caseSession(name: string, longest: number): string {
  const { command, now, says } = recordedCase(name);
  const words = command.split(' ').slice(1).join(' ');
  const { out } = runDoctor(words, caseWorld(join(CASES, name), now));
  return block([shown(words), '', ...cutToProblem(lines(out), longest, says[0])]);
}

/** The program over given surroundings; a chapter shows no command that could not run. */
export function runDoctor(command: string, world: World): CliRun {
  const run = runCli(command.split(' '), world, { columns: COLUMNS, colour: false });
  if (run.exitCode === 2) throw new Error(`${command}: ${run.err}`);
  return run;
}

/**
 * The title, the problem that the case is about, and the count at the end; in place of the other
 * steps stands how many lines they have.
 */
export function cutToProblem(output: readonly string[], longest: number, about: string): string[] {
  if (output.length <= longest) return [...output];
  const paragraphs = output.join('\n').split('\n\n');
  const problem = paragraphs.findIndex(
    (text) => text.startsWith('problem ') && text.replace(/\s+/g, ' ').includes(about),
  );
  const last = paragraphs.length - 1;
  if (problem < 1) throw new Error(`no problem says: ${about}`);
  return [
    paragraphs[0],
    ...left(paragraphs.slice(1, problem)),
    paragraphs[problem],
    ...left(paragraphs.slice(problem + 1, last)),
    ...(problem === last ? [] : [paragraphs[last]]),
  ]
    .join('\n\n')
    .split('\n');
}

function left(paragraphs: readonly string[]): string[] {
  if (paragraphs.length === 0) return [];
  const count = paragraphs.join('\n\n').split('\n').length;
  return [`[${count} ${count === 1 ? 'line' : 'lines'}]`];
}

function shown(command: string): string {
  return foldText(`$ npx cdk-eks-workload-identity ${command}`, COLUMNS, 'command').join('\n');
}

function lines(output: string): string[] {
  return output.trimEnd().split('\n');
}

function block(content: readonly string[]): string {
  return ['```text', ...content, '```'].join('\n');
}
