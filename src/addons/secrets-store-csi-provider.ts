import type { aws_kms, aws_secretsmanager, aws_ssm } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { kmsGrants } from './private/kms-grant';
import { parameterArn } from './private/parameter-arn';
import { requireAnyScope } from './private/required-any-scope';
import { SUFFIX_REASON, secretArn } from './private/secret-arn';

/** What the pods of one application mount. At least one secret or parameter. */
export interface SecretsStoreCsiProviderApplicationProps {
  /**
   * The secrets that the application's SecretProviderClasses name.
   *
   * @default - none, where parameters are given
   */
  readonly secrets?: aws_secretsmanager.ISecretRef[];

  /**
   * The parameters that the application's SecretProviderClasses name.
   *
   * @default - none, where secrets are given
   */
  readonly parameters?: aws_ssm.IParameterRef[];

  /**
   * The customer managed keys that encrypt them. Each may only be used through Secrets Manager or
   * Parameter Store, and only for the secrets and parameters given.
   *
   * @default - the keys that AWS manages
   */
  readonly encryptionKeys?: aws_kms.IKeyRef[];
}

/**
 * AWS provider for the Secrets Store CSI driver: secrets and parameters as files in a pod.
 *
 * The provider uses the identity of the pod that mounts, so this is for the application's
 * ServiceAccount and has no namespace or name of its own. With EKS Pod Identity the
 * SecretProviderClass needs `usePodIdentity: "true"`.
 *
 * @see https://github.com/aws/secrets-store-csi-driver-provider-aws
 */
export class SecretsStoreCsiProvider {
  /** What one application mounts. Throws where neither a secret nor a parameter is given. */
  public static application(props: SecretsStoreCsiProviderApplicationProps): PermissionSet {
    const { secrets = [], parameters = [], encryptionKeys } = props;
    requireAnyScope('SecretsStoreCsiProvider.application', { secrets, parameters });
    const secretArns = secrets.map(secretArn);
    const parameterArns = parameters.map(parameterArn);
    const facts = {
      name: 'secrets-store-csi-provider',
      source: 'https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/main/README.md',
      reviewed: '2026-11-22',
    };
    return new AddonPermissionSet(facts, () => [
      ...(secretArns.length > 0
        ? [
            {
              actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
              resources: secretArns,
              reason: SUFFIX_REASON,
            },
            ...kmsGrants({
              keys: encryptionKeys,
              service: 'secretsmanager',
              actions: ['kms:Decrypt'],
              encryptionContext: { SecretARN: secretArns },
            }),
          ]
        : []),
      ...(parameterArns.length > 0
        ? [
            { actions: ['ssm:GetParameters'], resources: parameterArns },
            ...kmsGrants({
              keys: encryptionKeys,
              service: 'ssm',
              actions: ['kms:Decrypt'],
              encryptionContext: { PARAMETER_ARN: parameterArns },
            }),
          ]
        : []),
    ]);
  }
}
