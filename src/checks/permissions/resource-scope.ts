import { conditionOperator, narrows } from '../condition-operator';
import type { ConditionFact } from '../facts';

/** `*`, or an ARN of which every part behind the partition is `*`. */
export function isEveryResource(resource: string): boolean {
  const arn = resource.replace(/\$\{AWS::Partition\}/, 'aws');
  return /^\*+$/.test(arn) || /^arn:(?:\*+|[a-z-]+)(?::\*+)*$/.test(arn);
}

/**
 * The services of which these resources are everything: `s3` for `arn:aws:s3:::*`, `*` for `*`.
 */
export function servicesInFull(resources: readonly string[]): string[] {
  return [...new Set(resources.flatMap((item) => (isEveryResource(item) ? '*' : serviceOf(item))))];
}

/** `Fn::If` with `*` for one of its values. */
export function mayBeEveryResource(resource: string): boolean {
  return /^\$\{Fn::If \S+ of (?:\*+ or |.* or \*+\}$)/.test(resource);
}

/** The service of an ARN that names nothing of it, such as `arn:aws:sqs:eu-west-1:111122223333:*`. */
function serviceOf(resource: string): string[] {
  // Colons inside an expression are not those of the ARN.
  const parts = resource.replace(/\$\{[^{}]*\}/g, 'known').split(':');
  const [arn, , service] = parts;
  const name = parts.slice(5).join(':');
  return arn === 'arn' && name.includes('*') && /^[*:/]+$/.test(name) ? [service] : [];
}

/** Keys that say which resource an action is about: its tags, or those it is created with. */
const TAG_KEY = /^(?:[a-z0-9-]+:resourcetag|aws:requesttag)\//i;

/**
 * Whether conditions keep an action to resources with some tag, which `Resource` cannot say.
 */
export function limitsResourcesByTag(conditions: readonly ConditionFact[]): boolean {
  return conditions.some(
    (condition) => TAG_KEY.test(condition.key) && (narrows(condition) || mustExist(condition)),
  );
}

/** The conditions on keys of a service (`cloudwatch:namespace`), which narrow an action some other way. */
export function serviceConditions(conditions: readonly ConditionFact[]): ConditionFact[] {
  return conditions.filter((condition) => !/^aws:/i.test(condition.key) && narrows(condition));
}

/** `Null: { key: 'false' }` */
function mustExist({ operator, values }: ConditionFact): boolean {
  return conditionOperator(operator).name === 'null' && values.every((value) => value === 'false');
}
