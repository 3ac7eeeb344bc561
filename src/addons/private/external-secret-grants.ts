import type { ExternalSecretsOptions } from '../external-secrets';
import { type Grant, withoutResource } from './grant';
import { kmsGrants } from './kms-grant';

/** What External Secrets calls in Secrets Manager, by its own code. */
export function externalSecretGrants(
  scope: Pick<Grant, 'resources' | 'reason'>,
  { encryptionKeys, find, push }: ExternalSecretsOptions,
): Grant[] {
  return [
    { actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], ...scope },
    ...(find
      ? [withoutResource(['secretsmanager:BatchGetSecretValue', 'secretsmanager:ListSecrets'])]
      : []),
    ...(push ? pushGrants(scope) : []),
    ...kmsGrants({
      keys: encryptionKeys,
      service: 'secretsmanager',
      actions: push ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
      encryptionContext: {
        SecretARN: push ? ['RequestToValidateKeyAccess', ...scope.resources] : scope.resources,
      },
    }),
  ];
}

/** External Secrets tags what it creates, and leaves everything without the tag alone. */
function pushGrants(scope: Pick<Grant, 'resources' | 'reason'>): Grant[] {
  return [
    {
      actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      ...scope,
      conditions: { StringEquals: { 'aws:RequestTag/managed-by': 'external-secrets' } },
    },
    {
      // The operator deletes the resource policy on every push that does not set one.
      actions: [
        'secretsmanager:DeleteResourcePolicy',
        'secretsmanager:DeleteSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UntagResource',
      ],
      ...scope,
      conditions: { StringEquals: { 'aws:ResourceTag/managed-by': 'external-secrets' } },
    },
  ];
}
