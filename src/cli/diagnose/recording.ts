import * as path from 'node:path';
import { CliError } from '../cli-error';
import { readJson } from '../read-document';
import type { World } from '../world';
import type { RecordedAnswer } from './answer';
import type { PodTarget } from './observe-pod';

/**
 * What `--record` stores and `--replay` reads: the commands, and of their answers the fields of
 * the masks. No output of a command is kept as it came, and no value of a secret variable.
 */
export interface Recording {
  readonly recordedAt: string;
  readonly target: PodTarget;
  readonly kubectlFlags: readonly string[];
  readonly awsFlags: readonly string[];
  readonly answers: readonly RecordedAnswer[];
}

const FILE = 'diagnose-pod.json';
const MAX_BYTES = 16 * 1024 * 1024;

export function writeRecording(world: World, directory: string, recording: Recording): string {
  const file = path.join(directory, FILE);
  world.writeText(file, `${JSON.stringify(recording, null, 2)}\n`);
  return file;
}

export function readRecording(world: World, directory: string): Recording {
  const file = path.join(directory, FILE);
  const value = (readJson(world, file, MAX_BYTES) ?? {}) as Record<string, unknown>;
  const target = value.target as Record<string, unknown> | undefined;
  if (
    typeof target?.namespace !== 'string' ||
    typeof target.name !== 'string' ||
    !isTextOrAbsent(target.cluster) ||
    !isTexts(value.kubectlFlags) ||
    !isTexts(value.awsFlags) ||
    !Array.isArray(value.answers) ||
    !value.answers.every(isAnswer)
  ) {
    throw new CliError(`${file} is not a recording of diagnose --record`);
  }
  return value as unknown as Recording;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isAnswer(value: unknown): boolean {
  return typeof (value as { command?: unknown } | null)?.command === 'string';
}
