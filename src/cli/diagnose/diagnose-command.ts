import { CliError } from '../cli-error';
import {
  type Command,
  type CommandInput,
  type CommandResult,
  optionValue,
  optionValues,
} from '../command';
import { type Line, linesPage } from '../page';
import type { World } from '../world';
import { diagnoseLivePod, diagnoseRecordedPod, parsePod } from './diagnose-pod';
import { diagnoseToken } from './diagnose-token';
import { MINIMUM_SDK_VERSIONS } from './minimum-sdk-versions';
import type { SdkVersion } from './sdk-step';
import { hasProblem, type Step } from './step';
import { stepLines } from './step-lines';
import { type TrustSource, trustFromFile, trustFromRole, trustFromTemplate } from './trust-source';

export const diagnoseCommand: Command = {
  name: 'diagnose',
  summary: 'Says why a token or a pod gets no AWS credentials, and what to change.',
  usage: [
    'diagnose --token FILE|- [--template FILE|DIR | --trust-policy FILE | --role ARN] [--jwks FILE]',
    'diagnose --pod NAMESPACE/NAME [--cluster NAME] [--record DIR]',
    'diagnose --replay DIR',
  ],
  about: [
    'A token is a secret: it is read, never printed or stored; only its claims are shown. Give it as a file or on standard input, never as an argument.',
    'With --pod, your own kubectl and aws are asked (get, describe and list only). Nothing is run in the pod, and its token is not read. Of every answer only an allow-list of fields is kept, of the environment only AWS_* variables, and no value that is a secret.',
    'Every step has a verdict: ok, problem or cannot tell. Only problems end with exit code 1.',
  ],
  maxPositionals: 0,
  options: {
    token: {
      type: 'string',
      value: 'FILE|-',
      description: 'The token, in a file or on standard input.',
    },
    template: {
      type: 'string',
      value: 'FILE|DIR',
      description: 'Compare with the roles of a CloudFormation template or of cdk.out.',
    },
    'trust-policy': { type: 'string', value: 'FILE', description: 'Compare with a trust policy.' },
    role: {
      type: 'string',
      value: 'ARN',
      description: 'Compare with a role that aws iam get-role is asked for.',
    },
    jwks: {
      type: 'string',
      value: 'FILE',
      description: "Verify the signature with the issuer's public keys (what ISSUER/keys answers).",
    },
    pod: {
      type: 'string',
      value: 'NAMESPACE/NAME',
      description: 'Go through the checklist for a pod.',
    },
    cluster: {
      type: 'string',
      value: 'NAME',
      description: 'The name of the EKS cluster, where the kubeconfig does not say it.',
    },
    context: { type: 'string', value: 'NAME', description: 'The context for kubectl.' },
    region: { type: 'string', value: 'REGION', description: 'The Region for aws.' },
    profile: { type: 'string', value: 'NAME', description: 'The profile for aws.' },
    sdk: {
      type: 'string',
      value: 'NAME=VERSION',
      multiple: true,
      description: 'What the image has, for example boto3=1.34.41; can be repeated.',
    },
    record: {
      type: 'string',
      value: 'DIR',
      description: 'Store what was seen, without secrets, for --replay elsewhere.',
    },
    replay: { type: 'string', value: 'DIR', description: 'Diagnose from what --record stored.' },
  },
  examples: [
    'kubectl create token s3-reader-sa -n logging --audience sts.amazonaws.com | cdk-eks-workload-identity diagnose --token - --template cdk.out',
    'cdk-eks-workload-identity diagnose --token token.txt --role arn:aws:iam::111122223333:role/s3-reader --jwks jwks.json',
    'cdk-eks-workload-identity diagnose --pod logging/s3-reader-5d9c7 --sdk boto3=1.34.41 --record ./incident',
    'cdk-eks-workload-identity diagnose --replay ./incident',
  ],
  run(input, world) {
    const way = theOne(input, ['token', 'pod', 'replay']);
    refuseOthers(input, way);
    if (way === 'token') return runToken(input, world);
    const sdks = optionValues(input, 'sdk').map(parseSdk);
    const diagnosis =
      way === 'replay'
        ? diagnoseRecordedPod(world, optionValue(input, 'replay') ?? '', sdks)
        : diagnoseLivePod(
            world,
            parsePod(optionValue(input, 'pod') ?? '', optionValue(input, 'cluster')),
            {
              context: optionValue(input, 'context'),
              region: optionValue(input, 'region'),
              profile: optionValue(input, 'profile'),
            },
            sdks,
            optionValue(input, 'record'),
          );
    const { namespace, name } = diagnosis.target;
    const stored = diagnosis.recording;
    return result(
      `The pod ${namespace}/${name}, step by step`,
      diagnosis.steps,
      stored ? [{ text: `Recorded in ${stored}; look through it before you send it on.` }] : [],
    );
  },
};

/** What goes with what; an option that would be passed over in silence is refused. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  token: ['token', 'template', 'trust-policy', 'role', 'jwks'],
  pod: ['pod', 'cluster', 'context', 'region', 'profile', 'sdk', 'record'],
  replay: ['replay', 'sdk'],
};

function theOne(input: CommandInput, names: readonly string[]): string {
  const given = names.filter((name) => optionValue(input, name) !== undefined);
  if (given.length === 1) return given[0];
  const all = names.map((name) => `--${name}`).join(', ');
  throw new CliError(`diagnose needs one of ${all}; see diagnose --help`);
}

function refuseOthers(input: CommandInput, way: string): void {
  const other = Object.keys(input.options).find((name) => !COMPANIONS[way].includes(name));
  if (other) throw new CliError(`--${other} does not go with --${way}; see diagnose --help`);
}

function runToken(input: CommandInput, world: World): CommandResult {
  const file = optionValue(input, 'token') ?? '';
  // Not quoted: it would be in the terminal's history and in logs once more.
  if (/^\s*eyJ|\..*\..{20}/.test(file) && file.length > 60) {
    throw new CliError(
      '--token takes a file or "-"; this looks like a token itself, which other processes of this machine can read: let it expire, and do not use it again',
    );
  }
  if (Object.values(input.options).filter((value) => value === '-').length > 1) {
    throw new CliError('standard input can be read only once');
  }
  const steps = diagnoseToken(world, file, optionValue(input, 'jwks'), trustSource(input, world));
  return result('The token, step by step', steps);
}

function trustSource(input: CommandInput, world: World): TrustSource | undefined {
  const ways = ['template', 'trust-policy', 'role'].filter(
    (name) => optionValue(input, name) !== undefined,
  );
  if (ways.length > 1) throw new CliError(`--${ways[0]} and --${ways[1]} do not go together`);
  const value = optionValue(input, ways[0] ?? '') ?? '';
  switch (ways[0]) {
    case 'template':
      return trustFromTemplate(world, value);
    case 'trust-policy':
      return trustFromFile(world, value);
    case 'role':
      return trustFromRole(world, value);
    default:
      return undefined;
  }
}

function parseSdk(text: string): SdkVersion {
  const [sdk, version, ...more] = text.split('=');
  const known = MINIMUM_SDK_VERSIONS.map((m) => m.sdk);
  if (!version || more.length > 0 || !known.includes(sdk)) {
    throw new CliError(
      `--sdk must be NAME=VERSION with a name of ${known.join(', ')}; it is ${text}`,
    );
  }
  return { sdk, version };
}

function result(title: string, steps: readonly Step[], more: readonly Line[] = []): CommandResult {
  return {
    page: linesPage([...stepLines(title, steps), ...more]),
    exitCode: hasProblem(steps) ? 1 : 0,
  };
}
