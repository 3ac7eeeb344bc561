import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import type { IAuditedIdentity } from './audited-identity';

/** One role and every subject that is expected to use it. */
export interface RoleSubjects {
  readonly roleArn: string;
  readonly subjects: string[];
}

/** Identities by role, in the order given. A role may have several subjects or clusters. */
export function roleSubjectsOf(
  scope: IConstruct,
  identities: readonly IAuditedIdentity[],
): RoleSubjects[] {
  const roles = new Map<string, Set<string>>();
  for (const { roleArn, subject } of identities) {
    assertSubject(scope, subject);
    assertRoleArn(scope, roleArn);
    roles.set(roleArn, (roles.get(roleArn) ?? new Set()).add(subject));
  }
  return [...roles].map(([roleArn, subjects]) => ({ roleArn, subjects: [...subjects] }));
}

function assertSubject(scope: IConstruct, subject: string): void {
  if (!Token.isUnresolved(subject) && !/^system:serviceaccount:[^:\s]+:[^:\s]+$/.test(subject)) {
    throw new WorkloadIdentityError(
      scope,
      `'${subject}' is not the subject of a ServiceAccount. Write it as system:serviceaccount:<namespace>:<name>, or pass the WorkloadIdentity itself.`,
    );
  }
}

function assertRoleArn(scope: IConstruct, roleArn: string): void {
  if (!Token.isUnresolved(roleArn) && !/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(roleArn)) {
    throw new WorkloadIdentityError(
      scope,
      `'${roleArn}' is not the ARN of an IAM role. Write it as arn:<partition>:iam::<account>:role/<path and name>, or pass the WorkloadIdentity itself.`,
    );
  }
}
