import { CliError } from '../cli-error';
import type { World } from '../world';
import { LiveAnswers, RecordedAnswers } from './answer';
import { observePod, type PodObservations, type PodTarget } from './observe-pod';
import { podChecklist } from './pod-checklist';
import { readRecording, writeRecording } from './recording';
import type { SdkVersion } from './sdk-step';
import type { Step } from './step';

/** How to reach the cluster and the account. */
export interface PodAccess {
  readonly context?: string;
  readonly region?: string;
  readonly profile?: string;
}

export interface PodDiagnosis {
  readonly target: PodTarget;
  readonly steps: Step[];
  /** The file that was written, with `--record`. */
  readonly recording?: string;
}

const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

/** `NAMESPACE/NAME` of a pod, as Kubernetes allows them. */
export function parsePod(text: string, cluster: string | undefined): PodTarget {
  const [namespace, name, ...more] = text.split('/');
  if (name === undefined || more.length > 0 || !LABEL.test(namespace) || !SUBDOMAIN.test(name)) {
    throw new CliError(
      `--pod must be NAMESPACE/NAME, for example logging/reader-5d9c7; it is ${text}`,
    );
  }
  return cluster === undefined ? { namespace, name } : { namespace, name, cluster };
}

export function diagnoseLivePod(
  world: World,
  target: PodTarget,
  access: PodAccess,
  sdks: readonly SdkVersion[],
  recordDirectory: string | undefined,
): PodDiagnosis {
  const flags = { kubectl: option('--context', access.context), aws: awsFlags(access) };
  const answers = new LiveAnswers(world, flags);
  const observations = observePod(answers, target);
  // Written also where the pod could not be read: what failed is what somebody else must see.
  const recording =
    recordDirectory &&
    writeRecording(world, recordDirectory, {
      recordedAt: world.now().toISOString(),
      target,
      kubectlFlags: flags.kubectl,
      awsFlags: flags.aws,
      answers: answers.recorded,
    });
  return { target, steps: checklist(observations, sdks), ...(recording ? { recording } : {}) };
}

export function diagnoseRecordedPod(
  world: World,
  directory: string,
  sdks: readonly SdkVersion[],
): PodDiagnosis {
  const { target, kubectlFlags, awsFlags, answers } = readRecording(world, directory);
  const source = new RecordedAnswers(answers, { kubectl: kubectlFlags, aws: awsFlags });
  return { target, steps: checklist(observePod(source, target), sdks) };
}

function checklist(observations: PodObservations, sdks: readonly SdkVersion[]): Step[] {
  const { pod } = observations;
  if ('failure' in pod) throw new CliError(`${pod.command}: ${pod.failure}`);
  if (!pod.value.spec) throw new CliError(`${pod.command} did not answer with a pod`);
  return podChecklist(observations, sdks);
}

function awsFlags({ region, profile }: PodAccess): string[] {
  return ['--output', 'json', ...option('--region', region), ...option('--profile', profile)];
}

/** `=`, so that a value is never taken for another option. */
function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name}=${value}`];
}
