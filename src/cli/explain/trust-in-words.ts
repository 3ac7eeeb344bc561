import { conditionOperator } from '../../checks/condition-operator';
import type { ConditionFact, TrustStatement } from '../../checks/facts';

const POD_IDENTITY = 'pods.eks.amazonaws.com';
const SUBJECT = /^system:serviceaccount:([^:]*):([^:]*)$/;

/** Who one statement of a trust policy lets in, or keeps out. */
export function trustInWords(statement: TrustStatement): string {
  const who = [
    ...statement.federated.map((f) => federated(f.issuer ?? f.provider, statement)),
    ...statement.services.map((s) =>
      s === POD_IDENTITY ? podIdentity(statement) : `The AWS service ${s}`,
    ),
    ...statement.aws.map((a) => (a === '*' ? 'Everybody in AWS' : `The AWS principal ${a}`)),
  ];
  const said = new Set(statement.conditions.filter((c) => isSaid(statement, c)));
  const rest = statement.conditions.filter((c) => !said.has(c)).map(conditionInWords);
  const text = `${who.join('; ') || 'Nobody that can be read'}${rest.length > 0 ? `, where ${rest.join(' and ')}` : ''}.`;
  return statement.effect === 'Deny' ? `Denied: ${text}` : text;
}

function federated(issuer: string, statement: TrustStatement): string {
  const subjects = plain(statement, 'sub').flatMap((c) =>
    c.values.map((v) => subjectInWords(v, c)),
  );
  const who = subjects.length > 0 ? subjects.join(', or ') : 'Every identity';
  const audiences = plain(statement, 'aud').flatMap((c) => c.values);
  const token =
    audiences.length > 0 ? `a token for ${audiences.join(' or ')}` : 'a token for any audience';
  return `${who} of the issuer ${issuer}, with ${token}`;
}

function subjectInWords(value: string, condition: ConditionFact): string {
  const [, namespace, name] = SUBJECT.exec(value) ?? [];
  const pattern = /like$/.test(conditionOperator(condition.operator).name) && /[*?]/.test(value);
  if (namespace === undefined) return `${pattern ? 'Every subject like' : 'The subject'} ${value}`;
  if (!pattern) return `The ServiceAccount ${name} in the namespace ${namespace}`;
  const names = name === '*' ? 'Every ServiceAccount' : `Every ServiceAccount like ${name}`;
  const namespaces =
    namespace === '*'
      ? 'every namespace'
      : /[*?]/.test(namespace)
        ? `every namespace like ${namespace}`
        : `the namespace ${namespace}`;
  return `${names} in ${namespaces}`;
}

function podIdentity(statement: TrustStatement): string {
  const value = (key: string) =>
    plainKey(statement, key)
      .flatMap((c) => c.values)
      .join(' or ');
  const name = value('aws:RequestTag/kubernetes-service-account');
  const namespace = value('aws:RequestTag/kubernetes-namespace');
  const cluster =
    value('aws:RequestTag/eks-cluster-arn') ||
    value('aws:RequestTag/eks-cluster-name') ||
    value('aws:SourceArn');
  const account = value('aws:SourceAccount');
  const who = name ? `The ServiceAccount ${name}` : 'Every associated ServiceAccount';
  const where = [
    namespace ? `in the namespace ${namespace}` : name ? 'in any namespace' : '',
    cluster
      ? `of the cluster ${cluster}`
      : account
        ? `of any cluster of the account ${account}`
        : 'of any cluster',
  ];
  return `${who} ${where.filter((w) => w !== '').join(' ')}, by EKS Pod Identity`;
}

const SAID_KEYS = [
  'aws:requesttag/kubernetes-service-account',
  'aws:requesttag/kubernetes-namespace',
  'aws:requesttag/eks-cluster-arn',
  'aws:requesttag/eks-cluster-name',
  'aws:sourcearn',
  'aws:sourceaccount',
];

/** Whether the words about the principal already hold the condition. */
function isSaid(statement: TrustStatement, condition: ConditionFact): boolean {
  if (!isPlain(condition)) return false;
  if (statement.federated.length > 0 && (condition.claim === 'sub' || condition.claim === 'aud')) {
    return statement.federated.some((f) => f.issuer === condition.issuer);
  }
  return (
    statement.services.includes(POD_IDENTITY) && SAID_KEYS.includes(condition.key.toLowerCase())
  );
}

function plain(statement: TrustStatement, claim: string): ConditionFact[] {
  return statement.conditions.filter((c) => c.claim === claim && isSaid(statement, c));
}

function plainKey(statement: TrustStatement, key: string): ConditionFact[] {
  return statement.conditions.filter(
    (c) => isPlain(c) && c.key.toLowerCase() === key.toLowerCase(),
  );
}

/** A condition that means what its values say: no negation, no set, no IfExists. */
function isPlain({ operator, opaque }: ConditionFact): boolean {
  const { name, set, ifExists } = conditionOperator(operator);
  return !opaque && !set && !ifExists && /^(?:string|arn)(?:equals|like)$/.test(name);
}

export function conditionInWords({ operator, key, values, opaque }: ConditionFact): string {
  return opaque
    ? `${operator} ${key} (known at deployment)`
    : `${operator} ${key} ${values.join(' or ')}`;
}

/** A condition as the policy has it, so that a subject can be compared character by character. */
export function conditionExactly({ operator, key, values, opaque }: ConditionFact): string {
  return opaque
    ? `${operator} ${key} (known at deployment)`
    : `${operator} ${key} = ${values.join(', ')}`;
}

/** A cluster's key, `account/region/name`, without the parts that are not known. */
export function clusterInWords(key: string): string {
  const [, account, region, name] = /^(\d{12}|\*)\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
  if (name === undefined) return key;
  const known = [region, account].filter((part) => part !== '*');
  return known.length > 0 ? `${name} (${known.join(', ')})` : name;
}
