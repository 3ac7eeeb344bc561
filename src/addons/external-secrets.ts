import type { aws_iam, aws_kms, aws_secretsmanager, aws_ssm } from 'aws-cdk-lib/interfaces';
import type {
  PermissionContext,
  PermissionSet,
  PermissionWarning,
} from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn, localArn } from './private/aws-arn';
import { externalParameterGrants } from './private/external-parameter-grants';
import { externalSecretGrants } from './private/external-secret-grants';
import type { Grant } from './private/grant';
import { PREFIX_REASON, prefixPatterns } from './private/name-prefix';
import { parameterArn } from './private/parameter-arn';
import { requireAnyScope } from './private/required-any-scope';
import { requireScope } from './private/required-scope';
import { SUFFIX_REASON, secretArn } from './private/secret-arn';

/** What External Secrets does with the secrets or parameters that it reaches. */
export interface ExternalSecretsOptions {
  /**
   * The customer managed keys that encrypt them. Each may only be used through the service that
   * holds the secret, and only for the secrets in scope.
   *
   * @default - the keys that AWS manages
   */
  readonly encryptionKeys?: aws_kms.IKeyRef[];

  /**
   * Whether ExternalSecrets use `dataFrom.find`. It lists the names and tags of everything in the
   * account and region (for parameters, the tags of other resources too), because AWS cannot narrow
   * the listing; values stay in scope.
   *
   * @default false
   */
  readonly find?: boolean;

  /**
   * Whether PushSecrets write to AWS. Only what carries the tag `managed-by: external-secrets` is
   * changed or deleted.
   *
   * @default false
   */
  readonly push?: boolean;
}

/** The secrets that External Secrets reaches. At least one secret or prefix. */
export interface ExternalSecretsSecretsManagerProps extends ExternalSecretsOptions {
  /**
   * The secrets.
   *
   * @default - none, where prefixes are given
   */
  readonly secrets?: aws_secretsmanager.ISecretRef[];

  /**
   * How the names of further secrets begin, for example `team-a/`, in the account of the
   * identity and the region of its cluster. Secrets that a PushSecret creates need a prefix.
   *
   * @default - none, where secrets are given
   */
  readonly secretNamePrefixes?: string[];
}

/** The parameters that External Secrets reaches. At least one parameter or path. */
export interface ExternalSecretsParameterStoreProps extends ExternalSecretsOptions {
  /**
   * The parameters.
   *
   * @default - none, where paths are given
   */
  readonly parameters?: aws_ssm.IParameterRef[];

  /**
   * How the names of further parameters begin, for example `/team-a/`, in the account of the
   * identity and the region of its cluster. Parameters that a PushSecret creates need one.
   *
   * @default - none, where parameters are given
   */
  readonly parameterNamePrefixes?: string[];
}

/** Both services for one operator. */
export interface ExternalSecretsSecretsAndParametersProps {
  /** The secrets, as in `ExternalSecrets.secretsManager()`. */
  readonly secretsManager: ExternalSecretsSecretsManagerProps;

  /** The parameters, as in `ExternalSecrets.parameterStore()`. */
  readonly parameterStore: ExternalSecretsParameterStoreProps;
}

/** The roles that SecretStores name. */
export interface ExternalSecretsStoreRolesProps {
  /**
   * The roles in `spec.provider.aws.role` of the SecretStores; at least one. Each has to trust the
   * operator's role, for `sts:AssumeRole` and `sts:TagSession`.
   */
  readonly roles: aws_iam.IRoleRef[];
}

/**
 * External Secrets Operator: values of Secrets Manager and Parameter Store as Kubernetes Secrets.
 *
 * With EKS Pod Identity a SecretStore must not set `serviceAccountRef`: the operator then uses
 * its own identity, which is this one.
 *
 * @see https://external-secrets.io/latest/provider/aws-secrets-manager/
 */
export class ExternalSecrets {
  /** Secrets of AWS Secrets Manager. Throws where neither a secret nor a prefix is given. */
  public static secretsManager(props: ExternalSecretsSecretsManagerProps): PermissionSet {
    const secrets = secretScope('ExternalSecrets.secretsManager', props);
    return externalSecrets(SECRETS_PAGE, (context) =>
      externalSecretGrants(secrets(context), props),
    );
  }

  /** Parameters of Systems Manager. Throws where neither a parameter nor a prefix is given. */
  public static parameterStore(props: ExternalSecretsParameterStoreProps): PermissionSet {
    const parameters = parameterScope('ExternalSecrets.parameterStore', props);
    return externalSecrets(PARAMETERS_PAGE, (context) =>
      externalParameterGrants(parameters(context), props),
    );
  }

  /** Both services for one operator. Throws where either has no scope. */
  public static secretsAndParameters(
    props: ExternalSecretsSecretsAndParametersProps,
  ): PermissionSet {
    const preset = 'ExternalSecrets.secretsAndParameters';
    const secrets = secretScope(preset, props.secretsManager);
    const parameters = parameterScope(preset, props.parameterStore);
    return externalSecrets(SECRETS_PAGE, (context) => [
      ...externalSecretGrants(secrets(context), props.secretsManager),
      ...externalParameterGrants(parameters(context), props.parameterStore),
    ]);
  }

  /**
   * The roles of SecretStores, and nothing else: what its makers advise, because each store then
   * reaches its own secrets only. Throws where no role is given.
   */
  public static storeRoles(props: ExternalSecretsStoreRolesProps): PermissionSet {
    const { roles } = props;
    requireScope('ExternalSecrets.storeRoles', 'roles', roles);
    return externalSecrets(SECRETS_PAGE, () => [
      {
        actions: ['sts:AssumeRole', 'sts:TagSession'],
        resources: roles.map((role) => role.roleRef.roleArn),
      },
    ]);
  }

  /** Every secret of the account; warns. */
  public static allSecrets(options: ExternalSecretsOptions = {}): PermissionSet {
    const scope = {
      resources: [awsArn('secretsmanager:*:*:secret:*')],
      reason: 'Every secret of the account was chosen.',
    };
    return externalSecrets(SECRETS_PAGE, () => externalSecretGrants(scope, options), [
      {
        id: 'externalSecretsAllSecrets',
        message:
          'External Secrets may reach every secret of the account. ' +
          'Use ExternalSecrets.secretsManager() and name the secrets or their prefix.',
      },
    ]);
  }

  /** Every parameter of the account; warns. */
  public static allParameters(options: ExternalSecretsOptions = {}): PermissionSet {
    const scope = {
      resources: [awsArn('ssm:*:*:parameter/*')],
      reason: 'Every parameter of the account was chosen.',
    };
    return externalSecrets(PARAMETERS_PAGE, () => externalParameterGrants(scope, options), [
      {
        id: 'externalSecretsAllParameters',
        message:
          'External Secrets may reach every parameter of the account. ' +
          'Use ExternalSecrets.parameterStore() and name the parameters or their prefix.',
      },
    ]);
  }
}

const SECRETS_PAGE = 'https://external-secrets.io/latest/provider/aws-secrets-manager/';
const PARAMETERS_PAGE = 'https://external-secrets.io/latest/provider/aws-parameter-store/';

type Scope = Pick<Grant, 'resources' | 'reason'>;

function secretScope(
  preset: string,
  { secrets = [], secretNamePrefixes = [] }: ExternalSecretsSecretsManagerProps,
): (context: PermissionContext) => Scope {
  const patterns = prefixPatterns(preset, 'secretNamePrefixes', secretNamePrefixes);
  requireAnyScope(preset, { secrets, secretNamePrefixes }, 'ExternalSecrets.allSecrets()');
  return (context) => ({
    resources: [
      ...secrets.map(secretArn),
      ...patterns.map((pattern) => localArn(context, 'secretsmanager', `secret:${pattern}`)),
    ],
    reason: [
      ...(secrets.length > 0 ? [SUFFIX_REASON] : []),
      ...(patterns.length > 0 ? [PREFIX_REASON] : []),
    ].join(' '),
  });
}

function parameterScope(
  preset: string,
  { parameters = [], parameterNamePrefixes = [] }: ExternalSecretsParameterStoreProps,
): (context: PermissionContext) => Scope {
  const patterns = prefixPatterns(preset, 'parameterNamePrefixes', parameterNamePrefixes);
  requireAnyScope(preset, { parameters, parameterNamePrefixes }, 'ExternalSecrets.allParameters()');
  return (context) => ({
    resources: [
      ...parameters.map(parameterArn),
      ...patterns.map((pattern) =>
        localArn(context, 'ssm', `parameter/${pattern.replace(/^\//, '')}`),
      ),
    ],
    reason: PREFIX_REASON,
  });
}

function externalSecrets(
  source: string,
  grants: (context: PermissionContext) => Grant[],
  warnings?: PermissionWarning[],
): PermissionSet {
  return new AddonPermissionSet(
    {
      name: 'external-secrets',
      namespace: 'external-secrets',
      serviceAccountName: 'external-secrets',
      source,
      reviewed: '2026-11-22',
      warnings,
    },
    grants,
  );
}
