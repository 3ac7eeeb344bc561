import { isUnresolved } from '../../checks/expression';
import type { RolePolicies } from './evaluate';
import type { PodRole } from './pod-role';
import { statementsOf } from './policy-document';
import type { PolicyRequest } from './request';

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

/** How each operator's values are called by the simulator; other operators compare strings. */
const TYPES: readonly [RegExp, string][] = [
  [/^Numeric/, 'numeric'],
  [/^Date/, 'date'],
  [/^Bool/, 'boolean'],
  [/IpAddress/, 'ip'],
  [/^Binary/, 'binary'],
];

/**
 * The commands that ask AWS the same question, with the context that was given. Where the
 * template does not know the role's ARN, the first command looks it up.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-principal-policy.html
 */
export function simulateCall(
  { arn, role }: PodRole,
  request: PolicyRequest,
  policies: RolePolicies,
  stackName: string,
): string[] {
  const lookUp = isUnresolved(arn) && role?.logicalId !== undefined;
  const entries = contextEntries(request, policies);
  const call = [
    'aws iam simulate-principal-policy',
    `--policy-source-arn ${lookUp ? '"$ROLE_ARN"' : shellWord(arn)}`,
    `--action-names ${shellWord(request.action)}`,
    `--resource-arns ${shellWord(request.resource)}`,
    ...(entries.length > 0 ? [`--context-entries ${shellWord(withoutBlanks(entries))}`] : []),
  ].join(' ');
  return lookUp ? [roleArnLookUp(stackName, String(role?.logicalId)), call] : [call];
}

/** JSON without a blank: a long command is folded at blanks when it is printed. */
function withoutBlanks(value: unknown): string {
  return JSON.stringify(value).replace(/ /g, '\\u0020');
}

function roleArnLookUp(stackName: string, logicalId: string): string {
  const name = `$(aws cloudformation describe-stack-resource --stack-name ${shellWord(stackName)} --logical-resource-id ${shellWord(logicalId)} --query StackResourceDetail.PhysicalResourceId --output text)`;
  return `ROLE_ARN="$(aws iam get-role --role-name "${name}" --query Role.Arn --output text)"`;
}

/** What the simulator knows from the role itself. */
const OF_THE_ROLE = ['aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalType'];

function contextEntries({ context }: PolicyRequest, policies: RolePolicies) {
  return Object.entries(context).flatMap(([key, value]) => {
    if (value === null || OF_THE_ROLE.includes(key)) return [];
    const type = typeOf(key, policies);
    return [
      {
        ContextKeyName: key,
        ContextKeyValues: typeof value === 'string' ? [value] : value,
        ContextKeyType: typeof value === 'string' ? type : `${type}List`,
      },
    ];
  });
}

function typeOf(key: string, policies: RolePolicies): string {
  const operators = [...policies.identity, policies.boundary, policies.session].flatMap((policy) =>
    policy === undefined || 'unseen' in policy
      ? []
      : statementsOf(policy).flatMap(({ Condition = {} }) =>
          Object.entries(Condition)
            .filter(([, keys]) => Object.keys(keys).some((k) => sameKey(k, key)))
            .map(([operator]) => operator.replace(/^ForA(?:ll|ny)Values?:/, '')),
        ),
  );
  return TYPES.find(([pattern]) => operators.some((o) => pattern.test(o)))?.[1] ?? 'string';
}

const sameKey = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
