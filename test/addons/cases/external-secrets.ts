import type { Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { ExternalSecrets } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const secret = (scope: Stack) => Secret.fromSecretNameV2(scope, 'Secret', 'team-a/db');
const parameter = (scope: Stack) =>
  StringParameter.fromStringParameterName(scope, 'Parameter', '/team-a/url');

export const cases: AddonCase[] = [
  {
    addon: 'External Secrets Operator',
    factory: 'ExternalSecrets.secretsManager',
    title: 'one secret',
    declare: (scope) => ExternalSecrets.secretsManager({ secrets: [secret(scope)] }),
    refuses: [
      {
        why: 'neither a secret nor a prefix',
        declare: () => ExternalSecrets.secretsManager({ secrets: [] }),
        message: /'secrets', 'secretNamePrefixes' are all empty; .*ExternalSecrets.allSecrets/,
      },
      {
        why: 'a prefix that matches every name',
        declare: () => ExternalSecrets.secretsManager({ secretNamePrefixes: [''] }),
        message: /'secretNamePrefixes' has ''; expected the beginning of a name/,
      },
      {
        why: 'a prefix with a wildcard',
        declare: () => ExternalSecrets.secretsManager({ secretNamePrefixes: ['team-*'] }),
        message: /'secretNamePrefixes' has 'team-\*'/,
      },
    ],
  },
  {
    addon: 'External Secrets Operator',
    factory: 'ExternalSecrets.secretsManager',
    title: 'a prefix that is found in and pushed to, and a key',
    declare: (scope) =>
      ExternalSecrets.secretsManager({
        secretNamePrefixes: ['dev-'],
        encryptionKeys: [new Key(scope, 'Key')],
        find: true,
        push: true,
      }),
    refuses: [],
    upstream: {
      document: 'external-secrets-secrets-manager',
      placeholders: { SECRETS: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev-*' },
      adds: [
        {
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          why: 'Upstream leaves customer managed keys out.',
        },
        {
          actions: ['secretsmanager:UntagResource'],
          why: 'The operator removes tags that a PushSecret no longer sets.',
        },
      ],
      omits: [
        {
          actions: ['secretsmanager:ListSecretVersionIds'],
          why: 'The operator has no call for it.',
        },
        {
          actions: ['secretsmanager:GetResourcePolicy', 'secretsmanager:PutResourcePolicy'],
          why: 'Only for the metadata resourcePolicy, which decides who else reads the secret.',
        },
        {
          actions: [
            'secretsmanager:RemoveRegionsFromReplication',
            'secretsmanager:ReplicateSecretToRegions',
          ],
          why: 'Only for the metadata replicationLocations.',
        },
      ],
      narrows: [
        {
          actions: [
            'secretsmanager:CreateSecret',
            'secretsmanager:DeleteResourcePolicy',
            'secretsmanager:DeleteSecret',
            'secretsmanager:PutSecretValue',
            'secretsmanager:TagResource',
          ],
          why: 'Only with the tag of the operator, which it sets and asks for itself.',
        },
      ],
    },
  },
  {
    addon: 'External Secrets Operator',
    factory: 'ExternalSecrets.parameterStore',
    title: 'one parameter',
    declare: (scope) => ExternalSecrets.parameterStore({ parameters: [parameter(scope)] }),
    refuses: [
      {
        why: 'neither a parameter nor a prefix',
        declare: () => ExternalSecrets.parameterStore({ parameterNamePrefixes: [] }),
        message: /'parameters', 'parameterNamePrefixes' are all empty/,
      },
    ],
  },
  {
    addon: 'External Secrets Operator',
    factory: 'ExternalSecrets.parameterStore',
    title: 'a path that is found in and pushed to, and a key',
    declare: (scope) =>
      ExternalSecrets.parameterStore({
        parameterNamePrefixes: ['/team-a/'],
        encryptionKeys: [new Key(scope, 'Key')],
        find: true,
        push: true,
      }),
    refuses: [],
    upstream: {
      document: 'external-secrets-parameter-store',
      placeholders: { PARAMETERS: 'arn:aws:ssm:eu-west-1:111122223333:parameter/team-a/*' },
      adds: [
        {
          actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
          why: 'Upstream leaves customer managed keys out.',
        },
        {
          actions: ['ssm:GetParameter', 'ssm:GetParametersByPath', 'ssm:PutParameter'],
          why: 'Upstream has a wildcard instead.',
        },
        {
          actions: ['ssm:DeleteParameter', 'ssm:RemoveTagsFromResource'],
          why: 'The operator deletes what a PushSecret no longer sets; its tag is asked for.',
        },
      ],
      omits: [
        {
          actions: ['ssm:GetParameter*', 'ssm:PutParameter*'],
          why: 'Each call of the operator is named.',
        },
      ],
    },
  },
  {
    addon: 'External Secrets Operator',
    factory: 'ExternalSecrets.secretsAndParameters',
    title: 'one secret and one parameter',
    declare: (scope) =>
      ExternalSecrets.secretsAndParameters({
        secretsManager: { secrets: [secret(scope)] },
        parameterStore: { parameters: [parameter(scope)] },
      }),
    refuses: [
      {
        why: 'no scope for one of the two',
        declare: (scope) =>
          ExternalSecrets.secretsAndParameters({
            secretsManager: { secrets: [secret(scope)] },
            parameterStore: {},
          }),
        message: /secretsAndParameters: 'parameters', 'parameterNamePrefixes' are all empty/,
      },
    ],
  },
  {
    addon: 'External Secrets Operator',
    factory: 'ExternalSecrets.storeRoles',
    title: 'one role',
    declare: (scope) =>
      ExternalSecrets.storeRoles({ roles: [Role.fromRoleName(scope, 'Store', 'team-a-secrets')] }),
    refuses: [
      {
        why: 'no role',
        declare: () => ExternalSecrets.storeRoles({ roles: [] }),
        message: /'roles' is empty; name at least one/,
      },
    ],
  },
  {
    addon: 'External Secrets Operator',
    factory: 'ExternalSecrets.allSecrets',
    title: 'every secret, found by name',
    declare: () => ExternalSecrets.allSecrets({ find: true }),
    refuses: [],
    upstream: {
      document: 'external-secrets-client-read-only',
      omits: [{ actions: ['kms:Decrypt'], why: 'Only where keys are given, on those keys.' }],
    },
  },
  {
    addon: 'External Secrets Operator',
    factory: 'ExternalSecrets.allParameters',
    title: 'every parameter',
    declare: () => ExternalSecrets.allParameters(),
    refuses: [],
    upstream: {
      document: 'external-secrets-parameter-store',
      placeholders: { PARAMETERS: 'arn:aws:ssm:*:*:parameter/*' },
      adds: [{ actions: ['ssm:GetParameter'], why: 'Upstream has a wildcard instead.' }],
      omits: [
        { actions: ['ssm:GetParameter*'], why: 'Each call of the operator is named.' },
        {
          actions: ['ssm:DescribeParameters', 'tag:GetResources'],
          why: 'Only for dataFrom.find: find.',
        },
        {
          actions: ['ssm:AddTagsToResource', 'ssm:PutParameter*'],
          why: 'Only for PushSecrets: push.',
        },
      ],
    },
  },
];
