import { isAtLeast, MINIMUM_SDK_VERSIONS } from './minimum-sdk-versions';
import { cannotTell, ok, problem, type Step } from './step';

/** An SDK and its version, as the user says them: `boto3=1.34.0`. */
export interface SdkVersion {
  readonly sdk: string;
  readonly version: string;
}

export function sdkStep(mechanism: 'irsa' | 'podIdentity', sdks: readonly SdkVersion[]): Step {
  const words = mechanism === 'irsa' ? 'IRSA' : 'EKS Pod Identity';
  const question = `Does the SDK in the image know ${words}?`;
  const judged = sdks.map((s) => ({ ...s, ...compared(s, mechanism) }));
  if (judged.length === 0) return listed(question, mechanism);
  const lines = judged.map((j) => `${j.sdk} ${j.version}: ${j.says}`);
  const old = judged.filter((j) => j.enough === false);
  if (old.length > 0) {
    return problem(
      question,
      lines,
      'Update the SDK in the image. An SDK that is too old ignores the variables without a word and goes on down its credential chain.',
    );
  }
  return judged.some((j) => j.enough === undefined)
    ? cannotTell(question, lines)
    : ok(question, ...lines);
}

function compared({ sdk, version }: SdkVersion, mechanism: 'irsa' | 'podIdentity') {
  const minimum = MINIMUM_SDK_VERSIONS.find((m) => m.sdk === sdk)?.[mechanism];
  if (minimum === undefined)
    return { enough: undefined, says: 'the EKS user guide lists no version' };
  const enough = isAtLeast(version, minimum);
  const needed = minimum === 'any' ? 'any version does' : `${minimum} or later is needed`;
  return { enough, says: enough === undefined ? `${needed}; the two cannot be compared` : needed };
}

function listed(question: string, mechanism: 'irsa' | 'podIdentity'): Step {
  const versions = MINIMUM_SDK_VERSIONS.flatMap((m) => {
    const minimum = m[mechanism];
    return minimum === undefined ? [] : [`${m.title} ${minimum}`];
  });
  return cannotTell(
    question,
    [`It must have at least: ${versions.join(', ')}.`],
    `Say what the image has, for example --sdk boto3=1.34.41 (${MINIMUM_SDK_VERSIONS.map((m) => m.sdk).join(', ')}).`,
  );
}
