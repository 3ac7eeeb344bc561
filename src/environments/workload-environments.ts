import { Token } from 'aws-cdk-lib';
import { Construct, Dependable } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';
import { WorkloadIdentity } from '../workload-identity';
import type { WorkloadIdentityProps } from '../workload-identity-props';
import type { WorkloadEnvironment } from './workload-environment';

/**
 * What all environments of a workload have in common, and what is different in each.
 *
 * `cluster` is that of the environments that name none of their own.
 */
export interface WorkloadEnvironmentsProps extends WorkloadIdentityProps {
  /** The environments, at least one. */
  readonly environments: WorkloadEnvironment[];
}

/**
 * The AWS identities of one workload that runs in several environments: the same ServiceAccount name in several
 * namespaces or clusters, and a role for each, so that staging cannot use what belongs to production.
 *
 * Each environment gets the resources, and the logical ids, of a `WorkloadIdentity` of its own: identities that are
 * deployed one by one can be moved in here without a change.
 *
 * @example
 * const app = new WorkloadEnvironments(this, 'App', {
 *   cluster,
 *   serviceAccountName: 'app-sa',
 *   trust: WorkloadTrust.irsa(),
 *   environments: [
 *     { name: 'production', namespace: 'production' },
 *     { name: 'staging', namespace: 'staging' },
 *   ],
 * });
 * new s3.Bucket(this, 'Invoices').grantRead(app.identity('production'));
 */
export class WorkloadEnvironments extends Construct {
  private readonly identities: Map<string, WorkloadIdentity>;

  /**
   * @throws where there is no environment, two have the same name, role, role name or ServiceAccount, or an
   * identity cannot be made
   */
  constructor(scope: Construct, id: string, props: WorkloadEnvironmentsProps) {
    super(scope, id);
    const { environments, ...common } = props;
    this.checkNames(environments);
    const declared = environments.map((environment) => identityProps(common, environment));
    for (const setting of ['role', 'roleName', 'roleLogicalId'] as const) {
      this.refuseShared(setting, environments, declared);
    }
    this.identities = new Map(
      environments.map(({ name }, at) => [name, new WorkloadIdentity(this, name, declared[at])]),
    );
    Dependable.implement(this, {
      dependencyRoots: [...this.identities.values()].flatMap(
        (identity) => Dependable.of(identity).dependencyRoots,
      ),
    });
  }

  /**
   * The identity of an environment, to grant it something or to depend on it.
   *
   * @throws where there is no environment of that name
   */
  public identity(environmentName: string): WorkloadIdentity {
    const identity = this.identities.get(environmentName);
    if (!identity) {
      throw new WorkloadIdentityError(
        this,
        `there is no environment '${environmentName}': expected one of ${quoted([...this.identities.keys()])}`,
      );
    }
    return identity;
  }

  private checkNames(environments: WorkloadEnvironment[]): void {
    if (environments.length === 0) {
      throw new WorkloadIdentityError(
        this,
        "environments is empty: give at least one, such as { name: 'production', namespace: 'production' }",
      );
    }
    const names = environments.map(({ name }) => name);
    const bad = names.find((name) => Token.isUnresolved(name) || name === '' || name.includes('/'));
    if (bad !== undefined) {
      throw new WorkloadIdentityError(
        this,
        `environment name '${bad}' cannot be the id of a construct: expected a literal name without a slash, ` +
          "such as 'production'",
      );
    }
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) {
      throw new WorkloadIdentityError(
        this,
        `environment '${twice}' is given twice, among ${quoted(names)}: give each a name of its own`,
      );
    }
  }

  private refuseShared(
    setting: 'role' | 'roleName' | 'roleLogicalId',
    environments: WorkloadEnvironment[],
    declared: WorkloadIdentityProps[],
  ): void {
    const values = declared.map((props) =>
      setting === 'role' ? props.role?.roleArn : props[setting],
    );
    const second = values.findIndex(
      (value, at) => value !== undefined && values.indexOf(value) !== at,
    );
    if (second !== -1) {
      const first = values.indexOf(values[second]);
      const said = setting === 'role' ? declared[second].role?.node.path : values[second];
      throw new WorkloadIdentityError(
        this,
        `environments '${environments[first].name}' and '${environments[second].name}' have the same ${setting}, ` +
          `'${said}': each environment has a role of its own, so that none can use what belongs to another. ` +
          `Leave ${setting} out, or give each environment its own`,
      );
    }
  }
}

function identityProps(
  common: WorkloadIdentityProps,
  { name: _, ...own }: WorkloadEnvironment,
): WorkloadIdentityProps {
  const given = Object.entries(own).filter(([, value]) => value !== undefined);
  return {
    ...common,
    ...Object.fromEntries(given),
    policyStatements: [...(common.policyStatements ?? []), ...(own.policyStatements ?? [])],
    managedPolicies: [...(common.managedPolicies ?? []), ...(own.managedPolicies ?? [])],
  };
}

function quoted(names: string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
