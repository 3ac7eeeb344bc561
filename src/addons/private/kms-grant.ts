import type { aws_kms } from 'aws-cdk-lib/interfaces';
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
  for (const key of use.keys ?? []) {
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

function encryptionContext(context?: Record<string, string[]>): Conditions {
  return context
    ? {
        StringLike: Object.fromEntries(
          Object.entries(context).map(([key, values]) => [`kms:EncryptionContext:${key}`, values]),
        ),
      }
    : {};
}
