import { readDocument, trustStatement } from '../../checks/collect/policy-document';
import { collectFacts } from '../../checks/collect-template';
import type { ProviderFact, TrustStatement } from '../../checks/facts';
import { CliError } from '../cli-error';
import { readAssembly } from '../cloud-assembly';
import { MAX_POLICY_BYTES, parseJson, readJson } from '../read-document';
import type { World } from '../world';

/** A trust policy, and what it was found on. */
export interface FoundTrust {
  readonly role: string;
  readonly statements: readonly TrustStatement[];
}

export interface TrustSource {
  readonly trusts: readonly FoundTrust[];
  /** The OIDC providers of the template; none where only a policy was read. */
  readonly providers: readonly ProviderFact[];
}

export function trustFromFile(world: World, file: string): TrustSource {
  const document = readJson(world, file, MAX_POLICY_BYTES);
  return { trusts: [{ role: file, statements: statementsOf(document, file) }], providers: [] };
}

export function trustFromTemplate(world: World, file: string): TrustSource {
  const { roles, providers } = collectFacts(readAssembly(world, file));
  const trusts = roles.flatMap((role) =>
    role.trust ? [{ role: role.path, statements: role.trust }] : [],
  );
  if (trusts.length === 0) {
    throw new CliError(`${file} has no role whose trust policy can be read`);
  }
  return { trusts, providers };
}

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\x21-\x7e]{1,510}\/)?([\w+=,.@-]{1,64})$/;

export function trustFromRole(world: World, arn: string): TrustSource {
  const [, name] = ROLE_ARN.exec(arn) ?? [];
  if (name === undefined) {
    throw new CliError(
      `--role must be the ARN of a role, for example arn:aws:iam::111122223333:role/s3-reader; it is ${arn}`,
    );
  }
  const command = ['iam', 'get-role', '--role-name', name, '--output', 'json'];
  const ran = world.run('aws', command);
  if (!ran.ok) throw new CliError(`aws ${command.join(' ')}: ${ran.failure}`);
  const answer = parseJson(ran.stdout, 'the answer of aws iam get-role');
  const role = (answer as { Role?: { Arn?: unknown; AssumeRolePolicyDocument?: unknown } }).Role;
  if (role?.Arn !== arn) {
    throw new CliError(
      `aws iam get-role found ${String(role?.Arn)}, not ${arn}: use credentials of the role's account`,
    );
  }
  return {
    trusts: [{ role: arn, statements: statementsOf(role.AssumeRolePolicyDocument, arn) }],
    providers: [],
  };
}

function statementsOf(document: unknown, name: string): TrustStatement[] {
  const { statements } = readDocument(document);
  if (!statements || statements.length === 0) {
    throw new CliError(`${name} is not a trust policy: it has no Statement`);
  }
  return statements.map(trustStatement);
}
