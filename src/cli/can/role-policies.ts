import type { Facts, PolicyFact, RoleFact } from '../../checks/facts';
import type {
  DecidingStatement,
  PolicyLayer,
  ResourceDeny,
  RolePolicies,
  UnseenPolicy,
} from './evaluate';
import type { PolicyDocument } from './policy-document';
import { readPolicy } from './read-policy';

/** The policies of a role as the evaluator takes them, and what they are called. */
export interface NamedPolicies {
  readonly policies: RolePolicies;
  nameOf(deciding: DecidingStatement): string;
}

/** Gathers what the templates say of a role. */
export function rolePolicies(
  facts: Facts,
  role: RoleFact,
  sessionPolicy: unknown,
  partition: string,
  denies: readonly ResourceDeny[],
): NamedPolicies {
  const read = (document: unknown) => readPolicy(documentIn(document, partition));
  const known = role.policies.map((policy) => {
    const name = policy.name ?? (policy.path === role.path ? `in ${role.path}` : policy.path);
    const document = read(policy.document);
    const doubt = doubtOf(policy, role, name);
    return { name, document: document && doubt !== undefined ? { ...document, doubt } : document };
  });
  const seen = known.filter(
    (policy): policy is { name: string; document: PolicyDocument } => policy.document !== undefined,
  );
  const own = new Set(facts.managedPolicies.map(({ arn }) => arn));
  return {
    policies: {
      identity: seen.map(({ document }) => document),
      boundary: boundaryOf(facts, role, read),
      session:
        sessionPolicy === undefined
          ? undefined
          : (read(sessionPolicy) ?? { unseen: 'of the association' }),
      unknown: [
        ...known.filter(({ document }) => document === undefined).map(({ name }) => name),
        ...role.managedPolicyArns.filter((arn) => !own.has(arn)),
      ],
      resourceDenies: denies,
    },
    nameOf: ({ layer, policy }) =>
      layer === 'resource' ? denies[policy].name : (LAYERS[layer] ?? `policy ${seen[policy].name}`),
  };
}

/** A policy that is made under the same condition as its role is there whenever the role is. */
function doubtOf(policy: PolicyFact, role: RoleFact, name: string): string | undefined {
  const { condition } = policy;
  if (condition === undefined) return undefined;
  const isSame = condition === role.condition && policy.stack === role.stack;
  return isSame ? undefined : madeUnder(`the policy ${name}`, condition);
}

export function madeUnder(name: string, condition: string): string {
  return `${name} is made under the condition ${condition} of the template only`;
}

const LAYERS: Partial<Record<PolicyLayer, string>> = {
  boundary: 'the permissions boundary',
  session: 'the session policy',
};

function boundaryOf(
  facts: Facts,
  { permissionsBoundary: arn }: RoleFact,
  read: (document: unknown) => PolicyDocument | undefined,
): PolicyDocument | UnseenPolicy | undefined {
  if (arn === undefined) return undefined;
  const policy = facts.managedPolicies.find((managed) => managed.arn === arn);
  return read(policy?.document) ?? { unseen: arn };
}

function documentIn(document: unknown, partition: string): unknown {
  return document === undefined
    ? undefined
    : JSON.parse(inPartition(JSON.stringify(document), partition));
}

/** `AWS::Partition` has the value of the partition that is asked about: no request leaves it. */
export function inPartition(text: string, partition: string): string {
  return text.replace(/\$\{AWS::Partition\}/g, partition);
}
