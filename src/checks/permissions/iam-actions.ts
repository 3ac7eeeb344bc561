import { brotliDecompressSync } from 'node:zlib';
import { globMatches } from './glob';

/** One action of the service authorization reference. */
export interface IamAction {
  /** As AWS spells it, `s3:GetObject`. */
  readonly name: string;
  /** Whether a policy can name the resources on which it is allowed. */
  readonly takesResource: boolean;
}

let lines: ReadonlyMap<string, string> | undefined;
const services = new Map<string, readonly IamAction[]>();
const matching = new Map<string, readonly IamAction[]>();

/** The data as text, one line a service; unpacked when first asked for. */
export function iamActionsText(): string {
  // Loading the constructs must not cost what only a doubtful policy needs.
  const { IAM_ACTIONS_PACKED } =
    require('./iam-actions-data') as typeof import('./iam-actions-data');
  return brotliDecompressSync(Buffer.from(IAM_ACTIONS_PACKED, 'base64')).toString();
}

/**
 * The actions of a service, by the prefix of its actions; `undefined` where the data does not
 * know the service.
 */
export function actionsOfService(prefix: string): readonly IamAction[] | undefined {
  lines ??= new Map(
    iamActionsText()
      .split('\n')
      .map((line) => splitAt(line, ' ')),
  );
  const service = prefix.toLowerCase();
  const line = lines.get(service);
  if (line === undefined) return undefined;
  const known = services.get(service) ?? parseService(service, line);
  services.set(service, known);
  return known;
}

/**
 * The actions that an `Action` value such as `s3:Get*` stands for. None: the data knows no such
 * action, which says nothing about whether it exists.
 */
export function actionsMatching(pattern: string): readonly IamAction[] {
  const glob = pattern.toLowerCase();
  const known = matching.get(glob) ?? findMatching(glob);
  matching.set(glob, known);
  return known;
}

function findMatching(glob: string): readonly IamAction[] {
  const [prefix] = splitAt(glob, ':');
  return (actionsOfService(prefix) ?? []).filter(({ name }) =>
    globMatches(glob, name.toLowerCase()),
  );
}

function parseService(service: string, line: string): IamAction[] {
  return line.split(',').flatMap((group) => {
    const [noun, verbs] = splitAt(group, ':');
    return verbs.split('.').map((marked) => {
      const [, verb, plural, without] = /^([^+-]*)(\+?)(-?)$/.exec(marked) as RegExpExecArray;
      return { name: `${service}:${verb}${noun}${plural && 's'}`, takesResource: !without };
    });
  });
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
