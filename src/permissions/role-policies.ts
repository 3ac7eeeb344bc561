import { AspectPriority, Aspects, type CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { logicalIdOf } from '../private/logical-id';
import { policyLength } from '../private/policy-length';

/**
 * Fixed quotas, in characters without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LONGEST_INLINE = 10_240;
const LONGEST_MANAGED = 6_144;
const POLICY_NAME = 'Permissions';

/** CDK splits the policy that `grant*` writes once it is longer than this. */
const LONGEST_GRANTS = 10_000;

/** The declared statements as an inline policy of the role: no resource of its own. */
export function inlinePolicies(
  statements: iam.PolicyStatement[],
): { [name: string]: iam.PolicyDocument } | undefined {
  return statements.length > 0
    ? { [POLICY_NAME]: new iam.PolicyDocument({ statements }) }
    : undefined;
}

/**
 * Moves the declared statements into managed policies where they and the grants together are over the
 * inline limit, which is only known once everything has been granted.
 */
export function splitOverLimit(
  scope: Construct,
  role: iam.Role,
  statements: iam.PolicyStatement[],
  idKey: string[],
): void {
  let done = false;
  Aspects.of(scope).add(
    {
      visit: (node) => {
        if (node === scope && !done) {
          done = true;
          split(scope, role, statements, idKey);
        }
      },
    },
    { priority: AspectPriority.MUTATING },
  );
}

function split(
  scope: Construct,
  role: iam.Role,
  statements: iam.PolicyStatement[],
  idKey: string[],
): void {
  const declared = documentLength(scope, statements);
  const grants = role.node.tryFindChild('DefaultPolicy') as iam.Policy | undefined;
  const granted = grants ? policyLength(Stack.of(scope).resolve(grants.document.toJSON())) : 0;
  const resource = role.node.defaultChild;
  const fits = declared + Math.min(granted, LONGEST_GRANTS) <= LONGEST_INLINE;
  // With `iam.Role.customizeRoles()` others make the roles and their policies.
  if (fits || !(resource instanceof iam.CfnRole)) {
    return;
  }
  resource.policies = undefined;
  for (const [index, part] of parts(scope, statements).entries()) {
    const policy = new iam.ManagedPolicy(scope, `Permissions${index + 1}`, {
      statements: part,
      roles: [role],
    });
    (policy.node.defaultChild as CfnResource).overrideLogicalId(
      logicalIdOf('Permissions', [], [...idKey, String(index + 1)]),
    );
  }
}

/** Statements in their order, as many in each part as a managed policy takes. */
function parts(scope: Construct, statements: iam.PolicyStatement[]): iam.PolicyStatement[][] {
  const result: iam.PolicyStatement[][] = [];
  for (const statement of statements.flatMap((one) => fitting(scope, one))) {
    const last = result.at(-1);
    if (last && documentLength(scope, [...last, statement]) <= LONGEST_MANAGED) {
      last.push(statement);
    } else {
      result.push([statement]);
    }
  }
  return result;
}

/** A statement too long for one policy means the same as two with half of its resources each. */
function fitting(scope: Construct, statement: iam.PolicyStatement): iam.PolicyStatement[] {
  if (documentLength(scope, [statement]) <= LONGEST_MANAGED) {
    return [statement];
  }
  for (const list of ['resources', 'actions'] as const) {
    const values = statement[list];
    if (values.length > 1) {
      const middle = Math.ceil(values.length / 2);
      return [values.slice(0, middle), values.slice(middle)].flatMap((half) =>
        fitting(scope, statement.copy({ [list]: half })),
      );
    }
  }
  throw new WorkloadIdentityError(
    scope,
    `statement ${JSON.stringify(statement.toStatementJson())} is longer than the ${LONGEST_MANAGED} ` +
      'characters of a managed policy and has nothing that could be divided: shorten its conditions',
  );
}

function documentLength(scope: Construct, statements: iam.PolicyStatement[]): number {
  return policyLength(
    Stack.of(scope).resolve({
      Version: '2012-10-17',
      Statement: statements.map((statement) => statement.toStatementJson()),
    }),
  );
}
