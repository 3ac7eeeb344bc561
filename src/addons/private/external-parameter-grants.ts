import type { ExternalSecretsOptions } from '../external-secrets';
import { type Grant, withoutResource } from './grant';
import { kmsGrants } from './kms-grant';

/** What External Secrets calls in Parameter Store, by its own code. */
export function externalParameterGrants(
  scope: Pick<Grant, 'resources' | 'reason'>,
  { encryptionKeys, find, push }: ExternalSecretsOptions,
): Grant[] {
  return [
    { actions: ['ssm:GetParameter', 'ssm:ListTagsForResource'], ...scope },
    ...(find ? findGrants(scope) : []),
    ...(push ? pushGrants(scope) : []),
    ...kmsGrants({
      keys: encryptionKeys,
      service: 'ssm',
      actions: push ? ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
      encryptionContext: { PARAMETER_ARN: scope.resources },
    }),
  ];
}

/** A path is asked for without the slash that the names below it begin with. */
function findGrants({ resources, reason }: Pick<Grant, 'resources' | 'reason'>): Grant[] {
  const paths = resources.flatMap((arn) =>
    /:parameter\/.+\/\*$/.test(arn) ? [arn.slice(0, -2), arn] : [arn],
  );
  return [
    { actions: ['ssm:GetParametersByPath'], resources: paths, reason },
    // Systems Manager looks tags up with the rights of its caller.
    withoutResource(['ssm:DescribeParameters', 'tag:GetResources']),
  ];
}

/** IAM matches the tag of a parameter when it is deleted, but not when it is overwritten. */
function pushGrants(scope: Pick<Grant, 'resources' | 'reason'>): Grant[] {
  return [
    {
      actions: ['ssm:AddTagsToResource', 'ssm:PutParameter', 'ssm:RemoveTagsFromResource'],
      ...scope,
    },
    {
      actions: ['ssm:DeleteParameter'],
      ...scope,
      conditions: { StringEquals: { 'aws:ResourceTag/managed-by': 'external-secrets' } },
    },
  ];
}
