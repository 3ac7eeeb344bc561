import type { Stack } from 'aws-cdk-lib';
import { CertificateAuthority } from 'aws-cdk-lib/aws-acmpca';
import { PrivateCaIssuer } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const authority = (scope: Stack) =>
  CertificateAuthority.fromCertificateAuthorityArn(
    scope,
    'Ca',
    `arn:${scope.partition}:acm-pca:${scope.region}:${scope.account}:certificate-authority/ca1`,
  );

export const cases: AddonCase[] = [
  {
    addon: 'AWS Private CA Issuer',
    factory: 'PrivateCaIssuer.certificateAuthorities',
    title: 'one authority',
    declare: (scope) =>
      PrivateCaIssuer.certificateAuthorities({ certificateAuthorities: [authority(scope)] }),
    refuses: [
      {
        why: 'no authority',
        declare: () => PrivateCaIssuer.certificateAuthorities({ certificateAuthorities: [] }),
        message: /'certificateAuthorities' is empty; name at least one/,
      },
    ],
    upstream: {
      document: 'private-ca-issuer',
      narrows: [
        {
          actions: [
            'acm-pca:DescribeCertificateAuthority',
            'acm-pca:GetCertificate',
            'acm-pca:IssueCertificate',
          ],
          why: 'The authorities are named, and only end-entity templates can be used.',
        },
      ],
    },
  },
  {
    addon: 'AWS Private CA Issuer',
    factory: 'PrivateCaIssuer.certificateAuthorities',
    title: 'subordinate authorities allowed',
    declare: (scope) =>
      PrivateCaIssuer.certificateAuthorities({
        certificateAuthorities: [authority(scope)],
        subordinateCertificateAuthorities: true,
      }),
    refuses: [],
  },
];
