import type { IAlias } from 'aws-cdk-lib/aws-kms';
import type { aws_kms } from 'aws-cdk-lib/interfaces';
import { WorkloadIdentityError } from '../../private/errors';
import type { Conditions, Grant } from './grant';

/** Use of customer managed keys, through one AWS service only. */
export interface KmsUse {
  readonly keys?: readonly aws_kms.IKeyRef[];
  /** The service in `kms:ViaService`, for example `secretsmanager`. */
  readonly service: string;
  readonly actions: string[];
  /** Encryption context that each request carries, by key; `*` and `?` are wildcards. */
  readonly encryptionContext?: Record<string, string[]>;
  readonly conditions?: Conditions;
}

/**
 * One grant for each region that has keys; nothing where no key is given.
 *
 * See https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function kmsGrants(use: KmsUse): Grant[] {
  const arnsByRegion = new Map<string, string[]>();
  for (const key of (use.keys ?? []).map(keyBehind)) {
    const arns = arnsByRegion.get(key.env.region) ?? [];
    arnsByRegion.set(key.env.region, [...arns, key.keyRef.keyArn]);
  }
  return [...arnsByRegion].map(([region, resources]) => ({
    actions: use.actions,
    resources,
    conditions: {
      ...use.conditions,
      // The suffix is amazonaws.com in every partition, China included.
      StringEquals: { 'kms:ViaService': `${use.service}.${region}.amazonaws.com` },
      ...encryptionContext(use.encryptionContext),
    },
  }));
}

/** An alias has an ARN too, which IAM never matches with the key behind it. */
function keyBehind(key: aws_kms.IKeyRef): aws_kms.IKeyRef {
  if (!isAlias(key)) {
    return key;
  }
  try {
    return key.aliasTargetKey;
  } catch {
    throw new WorkloadIdentityError(
      key,
      `the key is known by its alias '${key.aliasName}' only, and IAM knows keys by their own ARN: ` +
        'pass the key itself, for example by Key.fromKeyArn()',
    );
  }
}

function isAlias(key: aws_kms.IKeyRef): key is IAlias {
  return 'aliasName' in key;
}

function encryptionContext(context?: Record<string, string[]>): Conditions {
  return context
    ? {
        StringLike: Object.fromEntries(
          Object.entries(context).map(([key, values]) => [`kms:EncryptionContext:${key}`, values]),
        ),
      }
    : {};
}
