import { Token } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { aws_secretsmanager } from 'aws-cdk-lib/interfaces';
import { awsArn } from './aws-arn';

/** Secrets Manager ends each ARN with a hyphen and six characters that a name does not tell. */
const UNKNOWN_SUFFIX = '-??????';

/** The reason of every resource that ends in such a suffix. */
export const SUFFIX_REASON =
  'Secrets Manager makes up the last six characters of an ARN; the secret is named.';

export function secretArn(secret: aws_secretsmanager.ISecretRef): string {
  if (isSecretConstruct(secret)) {
    return secret.secretFullArn ?? secret.secretArn + UNKNOWN_SUFFIX;
  }
  const { secretId } = secret.secretRef;
  if (Token.isUnresolved(secretId)) {
    return secretId;
  }
  if (secretId.startsWith('arn:')) {
    return /-[A-Za-z0-9]{6}$/.test(secretId) ? secretId : secretId + UNKNOWN_SUFFIX;
  }
  const { region, account } = secret.env;
  return awsArn(`secretsmanager:${region}:${account}:secret:${secretId}${UNKNOWN_SUFFIX}`);
}

/** An `ISecret` knows whether its ARN is complete; its reference alone does not. */
function isSecretConstruct(secret: aws_secretsmanager.ISecretRef): secret is ISecret {
  return 'secretFullArn' in secret;
}
