import type { FieldMask } from './field-mask';

export const CLUSTER = {
  cluster: {
    name: 'text',
    arn: 'text',
    version: 'text',
    identity: { oidc: { issuer: 'text' } },
    computeConfig: { enabled: 'flag' },
  },
} as const satisfies FieldMask;

export const ASSOCIATIONS = {
  associations: [{ associationId: 'text', namespace: 'text', serviceAccount: 'text' }],
} as const satisfies FieldMask;

/** Times come as text or as seconds, by the version of the AWS CLI. */
function instant(value: unknown): string | undefined {
  if (typeof value === 'number' && Math.abs(value) < 8.64e12) {
    return new Date(value * 1000).toISOString();
  }
  return typeof value === 'string' ? value : undefined;
}

export const ASSOCIATION = {
  association: {
    associationId: 'text',
    roleArn: 'text',
    targetRoleArn: 'text',
    disableSessionTags: 'flag',
    createdAt: instant,
    modifiedAt: instant,
  },
} as const satisfies FieldMask;

export const OIDC_PROVIDERS = {
  OpenIDConnectProviderList: [{ Arn: 'text' }],
} as const satisfies FieldMask;

export const OIDC_PROVIDER = {
  Url: 'text',
  ClientIDList: ['text'],
} as const satisfies FieldMask;

/** A trust policy is no secret, and any part of it may decide. */
export const ROLE = {
  Role: { Arn: 'text', AssumeRolePolicyDocument: (document: unknown) => document },
} as const satisfies FieldMask;

export const INSTANCES = {
  Reservations: [
    {
      Instances: [
        {
          InstanceId: 'text',
          MetadataOptions: {
            HttpEndpoint: 'text',
            HttpPutResponseHopLimit: 'number',
            HttpTokens: 'text',
          },
          IamInstanceProfile: { Arn: 'text' },
        },
      ],
    },
  ],
} as const satisfies FieldMask;
