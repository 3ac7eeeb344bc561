import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { type Construct, Dependable } from 'constructs';
import { inlinePolicies, splitOverLimit } from '../permissions/role-policies';
import { WorkloadIdentityError } from '../private/errors';
import { logicalIdOf } from '../private/logical-id';
import { sharedIn } from '../private/shared-in';
import { renderTrustOf, trustPolicyJson } from './trust-document';
import type { TrustStatement } from './trust-policy';

const LONGEST_ROLE_NAME = 64;

/** What a role of ours is made from. */
export interface IdentityRoleInput {
  readonly statements: TrustStatement[];
  readonly policyStatements: iam.PolicyStatement[];
  readonly managedPolicies: iam.IManagedPolicy[];
  /** The names that the role's logical id follows; undefined where one of them is a token. */
  readonly idKey?: { readonly readable: string[]; readonly key: string[] };
  readonly roleName?: string;
  readonly rolePath?: string;
  readonly roleLogicalId?: string;
  readonly description?: string;
  readonly maxSessionDuration?: iam.RoleProps['maxSessionDuration'];
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/** A role that trusts the subject and carries the declared permissions itself. */
export function newRole(scope: Construct, input: IdentityRoleInput): iam.Role {
  const { roleName, rolePath, policyStatements } = input;
  checkRoleName(scope, roleName);
  checkLogicalId(scope, input.roleLogicalId);
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new TrustedWorkload(input.statements),
    inlinePolicies: inlinePolicies(policyStatements),
    managedPolicies: input.managedPolicies,
    roleName,
    path: rolePath,
    description: input.description,
    maxSessionDuration: input.maxSessionDuration,
    permissionsBoundary: input.permissionsBoundary,
  });
  renderTrustOf(role);
  const named = roleName !== undefined && !Token.isUnresolved(roleName);
  const id = named ? { readable: [roleName], key: [rolePath ?? '/', roleName] } : input.idKey;
  const logicalId = input.roleLogicalId ?? (id && logicalIdOf('Role', id.readable, id.key));
  if (logicalId !== undefined && role.node.defaultChild instanceof iam.CfnRole) {
    claimLogicalId(scope, logicalId);
    role.node.defaultChild.overrideLogicalId(logicalId);
  }
  splitOverLimit(scope, role, policyStatements, id?.key ?? [scope.node.path]);
  return role;
}

/** Two roles with one logical id are one resource to CloudFormation, and CDK names neither construct. */
function claimLogicalId(scope: Construct, logicalId: string): void {
  const name = `role-ids ${Stack.of(scope).node.path}`;
  const owners = sharedIn(scope, name, () => new Map<string, string>());
  const owner = owners.get(logicalId);
  if (owner !== undefined) {
    throw new WorkloadIdentityError(
      scope,
      `the role would have the logical id '${logicalId}', which '${owner}' has already: it follows what a role is ` +
        'for, and both are for the same. Give one of them another roleName or roleLogicalId',
    );
  }
  owners.set(logicalId, scope.node.path);
}

/** Lets a role that exists trust the subject: in place where it is of this app, by a warning otherwise. */
export function adoptRole(scope: Construct, role: iam.IRole, input: IdentityRoleInput): void {
  const misplaced = (
    [
      'roleName',
      'rolePath',
      'roleLogicalId',
      'description',
      'maxSessionDuration',
      'permissionsBoundary',
    ] as const
  ).find((setting) => input[setting] !== undefined);
  if (misplaced) {
    throw new WorkloadIdentityError(
      scope,
      `${misplaced} '${String(input[misplaced])}' is given together with role '${role.node.path}', which is ` +
        `made elsewhere: set ${misplaced} where the role is created, or leave role out`,
    );
  }
  if (role instanceof iam.Role && role.assumeRolePolicy) {
    role.assumeRolePolicy.addStatements(...input.statements.map(iam.PolicyStatement.fromJson));
    renderTrustOf(role);
  } else {
    Annotations.of(scope).addWarningV2(
      'cdk-eks-workload-identity:trustOfImportedRole',
      `role '${role.node.path}' is imported or immutable, so its trust policy was not changed. It must contain: ` +
        said(Stack.of(scope).resolve(trustPolicyJson(input.statements))),
    );
  }
  addPermissions(scope, role, input);
}

/** The role's ARN as a file can hold it, or undefined where it is only known at deployment. */
export function literalRoleArn(
  scope: Construct,
  role: iam.IRole,
  named: { readonly role?: iam.IRole; readonly roleName?: string; readonly rolePath?: string },
): string | undefined {
  if (named.role) {
    return Token.isUnresolved(role.roleArn) ? undefined : role.roleArn;
  }
  const { account, region } = Stack.of(scope);
  const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  const arn = `arn:${partition}:iam::${account}:role${named.rolePath ?? '/'}${named.roleName}`;
  return named.roleName && partition && !Token.isUnresolved(arn) ? arn : undefined;
}

function said(resolved: unknown): string {
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
}

function addPermissions(scope: Construct, role: iam.IRole, input: IdentityRoleInput): void {
  for (const statement of input.policyStatements) {
    if (!isAdded(role, statement)) {
      throw new WorkloadIdentityError(
        scope,
        `role '${role.node.path}' cannot be changed from this app, so ` +
          `${JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()))} would be lost: import the role ` +
          'as mutable, or leave out what asks for it (policyStatements, addon, targetRoleArn or assumableRoleArns)',
      );
    }
  }
  if (input.managedPolicies.length > 0 && !(role instanceof iam.Role)) {
    throw new WorkloadIdentityError(
      scope,
      `role '${role.node.path}' is imported, and CDK attaches no managed policies to such a role: attach them ` +
        'where it is created, and leave managedPolicies out',
    );
  }
  for (const policy of input.managedPolicies) {
    role.addManagedPolicy(policy);
  }
}

/**
 * An immutable role, too, says that it added the statement: what is missing is a policy to wait for, which a
 * role of this app only has at synthesis.
 */
function isAdded(role: iam.IRole, statement: iam.PolicyStatement): boolean {
  const { statementAdded, policyDependable } = role.addToPrincipalPolicy(statement);
  const roots = policyDependable ? Dependable.of(policyDependable).dependencyRoots : [];
  return statementAdded && (role instanceof iam.Role || roots.length > 0);
}

function checkRoleName(scope: Construct, roleName: string | undefined): void {
  if (roleName === undefined || Token.isUnresolved(roleName)) {
    return;
  }
  if (!/^[\w+=,.@-]{1,64}$/.test(roleName)) {
    throw new WorkloadIdentityError(
      scope,
      `roleName '${roleName}' (${roleName.length} characters) is not a name that IAM accepts: expected 1 to ` +
        `${LONGEST_ROLE_NAME} letters, digits or any of '_+=,.@-'. Leave it out to let CloudFormation choose one`,
    );
  }
}

/** CDK takes any text for a logical id, and CloudFormation refuses the whole template. */
function checkLogicalId(scope: Construct, logicalId: string | undefined): void {
  const isKnown = logicalId !== undefined && !Token.isUnresolved(logicalId);
  if (isKnown && !/^[A-Za-z0-9]{1,255}$/.test(logicalId)) {
    throw new WorkloadIdentityError(
      scope,
      `roleLogicalId '${logicalId}' is not a logical id: expected 1 to 255 letters and digits, as they stand in ` +
        'the template of the deployed stack. Leave it out to let the id follow cluster, namespace and name',
    );
  }
}

/** Puts the statements, as they are, into the trust policy of a new role. */
class TrustedWorkload extends iam.PrincipalBase implements iam.IAssumeRolePrincipal {
  constructor(private readonly statements: TrustStatement[]) {
    super();
  }

  public get policyFragment(): iam.PrincipalPolicyFragment {
    return new iam.PrincipalPolicyFragment(this.statements[0].Principal as never);
  }

  public addToAssumeRolePolicy(document: iam.PolicyDocument): void {
    document.addStatements(...this.statements.map(iam.PolicyStatement.fromJson));
  }

  public dedupeString(): undefined {
    return undefined;
  }
}
