import type {
  DeclaredIdentity,
  Facts,
  PermissionStatement,
  RoleFact,
  TrustStatement,
} from './facts';
import type { IdentityFinding } from './finding';

/** The name of the inventory in a cloud assembly. */
export const INVENTORY_FILE = 'workload-identities.json';

/** All identities of an app, for reviewers and tools: see schema/workload-identities.schema.json. */
export interface Inventory {
  readonly version: 1;
  readonly identities: InventoryIdentity[];
  /** What is not about one of the identities. */
  readonly otherFindings: IdentityFinding[];
}

export interface InventoryIdentity extends Omit<DeclaredIdentity, 'roleLogicalId' | 'roleArn'> {
  readonly subject: string;
  readonly role: {
    readonly arn?: string;
    readonly name?: string;
    readonly logicalId?: string;
    /** Absent where the role is not of this app. */
    readonly trust?: TrustStatement[];
    readonly permissions?: PermissionStatement[];
    readonly managedPolicyArns?: string[];
    readonly permissionsBoundary?: string;
  };
  readonly findings: IdentityFinding[];
}

/** Facts and findings to the inventory: the same app gives the same text. */
export function inventoryOf(facts: Facts, findings: readonly IdentityFinding[]): Inventory {
  const declared = [...facts.declared].sort((a, b) => (a.path < b.path ? -1 : 1));
  const identities = declared.map((identity) => {
    const role = roleFactOf(facts, identity);
    return {
      ...withoutRole(identity),
      subject: `system:serviceaccount:${identity.namespace}:${identity.serviceAccountName}`,
      role: roleOf(identity, role),
      findings: findings.filter(({ path }) => path === role?.path || isWithin(path, identity.path)),
    };
  });
  const told = new Set(identities.flatMap((identity) => identity.findings));
  return {
    version: 1,
    identities,
    otherFindings: findings.filter((finding) => !told.has(finding)),
  };
}

function withoutRole({ roleLogicalId, roleArn, ...rest }: DeclaredIdentity) {
  return rest;
}

function roleOf(identity: DeclaredIdentity, role: RoleFact | undefined): InventoryIdentity['role'] {
  if (!role) {
    return { arn: identity.roleArn, logicalId: identity.roleLogicalId };
  }
  return {
    arn: role.arn,
    name: role.name,
    logicalId: role.logicalId,
    trust: role.trust,
    permissions: role.policies.flatMap(({ statements }) => statements ?? []),
    managedPolicyArns: role.managedPolicyArns,
    permissionsBoundary: role.permissionsBoundary,
  };
}

/** The role that an identity declares, where the app knows it. */
export function roleFactOf(facts: Facts, identity: DeclaredIdentity): RoleFact | undefined {
  return facts.roles.find((role) => isRoleOf(role, identity));
}

function isRoleOf(role: RoleFact, { stack, roleLogicalId, roleArn }: DeclaredIdentity): boolean {
  return roleLogicalId === undefined
    ? role.arn === roleArn
    : role.logicalId === roleLogicalId && (role.stack === stack || role.arn === roleArn);
}

function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}/`);
}
