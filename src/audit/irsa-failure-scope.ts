import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import type { FailureGroup } from './audit-plan';
import type { IAuditedIdentity } from './audited-identity';
import { quoted } from './filter-pattern';
import { type RoleSubjects, roleSubjectsOf } from './role-subjects';

// CloudWatch itself takes longer values by now, aws-cdk-lib does not.
const MAX_DIMENSION_VALUE_LENGTH = 255;

/** Whose failed `AssumeRoleWithWebIdentity` calls are counted together in one alarm. */
export abstract class IrsaFailureScope {
  /**
   * One alarm per kind of failure for all pods whose events reach the log group.
   *
   * It also counts calls that name no role or no ServiceAccount, and roles that nobody declared.
   * Four metric filters. The saved query "failures by subject and error code" tells whose they are.
   */
  public static account(): IrsaFailureScope {
    return new AccountScope();
  }

  /**
   * One alarm per kind of failure for each role, so that the alarm names the workload.
   *
   * Failures of roles that are not listed, and events without a role, are not counted. Four metric
   * filters per role: a log group takes 100, which is 24 roles beside the one for Pod Identity.
   *
   * @param identities the identities to watch. Identities that share a role share its alarms.
   *
   * Throws where the list is empty, where a subject or role ARN is not one, and where a role ARN has
   * more than 255 characters.
   */
  public static roles(identities: IAuditedIdentity[]): IrsaFailureScope {
    return new RolesScope(identities);
  }

  /** @internal */
  public abstract _bind(scope: IConstruct): FailureGroup[];
}

class AccountScope extends IrsaFailureScope {
  public _bind(): FailureGroup[] {
    return [{ id: '', label: 'any ServiceAccount', conditions: [] }];
  }
}

class RolesScope extends IrsaFailureScope {
  private readonly identities: IAuditedIdentity[];

  public constructor(identities: IAuditedIdentity[]) {
    super();
    this.identities = [...identities];
  }

  public _bind(scope: IConstruct): FailureGroup[] {
    if (this.identities.length === 0) {
      throw new WorkloadIdentityError(
        scope,
        'IrsaFailureScope.roles() got no identity, so no failure would be counted. Pass the identities to watch, or use IrsaFailureScope.account().',
      );
    }
    const taken = new Set<string>();
    return roleSubjectsOf(scope, this.identities).map((role, index) => {
      assertDimensionValue(scope, role.roleArn);
      const id = unique(taken, readableId(role) ?? `Role${index + 1}`);
      return {
        id,
        label: role.subjects.join(', '),
        conditions: [`$.requestParameters.roleArn = ${quoted(scope, 'role ARN', role.roleArn)}`],
        // The pattern admits one role only, so the dimension has one value: with the field alone,
        // a pod could make up role names until CloudWatch disables the filter (1,000 values).
        dimension: {
          name: 'RoleArn',
          selector: '$.requestParameters.roleArn',
          value: role.roleArn,
        },
      };
    });
  }
}

function assertDimensionValue(scope: IConstruct, roleArn: string): void {
  if (!Token.isUnresolved(roleArn) && roleArn.length > MAX_DIMENSION_VALUE_LENGTH) {
    throw new WorkloadIdentityError(
      scope,
      `The role ARN '${roleArn}' has ${roleArn.length} characters; the metric of a single role allows ${MAX_DIMENSION_VALUE_LENGTH}. Shorten the role's path or name, or leave it to IrsaFailureScope.account().`,
    );
  }
}

function readableId({ subjects: [subject] }: RoleSubjects): string | undefined {
  return Token.isUnresolved(subject) ? undefined : subject;
}

function unique(taken: Set<string>, id: string): string {
  let candidate = id;
  for (let n = 2; taken.has(candidate); n++) candidate = `${id}#${n}`;
  taken.add(candidate);
  return candidate;
}
