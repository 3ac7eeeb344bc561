import type { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { SecretsStoreCsiProvider } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const secret = (scope: Stack) => Secret.fromSecretNameV2(scope, 'Secret', 'MySecret');

export const cases: AddonCase[] = [
  {
    addon: 'Secrets Store CSI provider',
    factory: 'SecretsStoreCsiProvider.application',
    title: 'one secret',
    declare: (scope) => SecretsStoreCsiProvider.application({ secrets: [secret(scope)] }),
    refuses: [
      {
        why: 'neither a secret nor a parameter',
        declare: (scope) =>
          SecretsStoreCsiProvider.application({ encryptionKeys: [new Key(scope, 'Key')] }),
        message: /'secrets', 'parameters' are all empty; name at least one/,
      },
    ],
    upstream: {
      document: 'secrets-store-csi-provider',
      narrows: [
        {
          actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
          why: 'The partition, region and account are named.',
        },
      ],
    },
  },
  {
    addon: 'Secrets Store CSI provider',
    factory: 'SecretsStoreCsiProvider.application',
    title: 'a secret, a parameter and a key',
    declare: (scope) =>
      SecretsStoreCsiProvider.application({
        secrets: [secret(scope)],
        parameters: [StringParameter.fromStringParameterName(scope, 'Parameter', 'plain-name')],
        encryptionKeys: [new Key(scope, 'Key')],
      }),
    refuses: [],
  },
];
