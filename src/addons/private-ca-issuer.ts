import type { aws_acmpca } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn } from './private/aws-arn';
import { requireScope } from './private/required-scope';

/** The certificate authorities that sign, and what they may sign. */
export interface PrivateCaIssuerProps {
  /** The certificate authorities of the issuers. At least one. */
  readonly certificateAuthorities: aws_acmpca.ICertificateAuthorityRef[];

  /**
   * Whether Certificates may have `isCA: true`. Whoever holds such a certificate can sign any other.
   *
   * @default false
   */
  readonly subordinateCertificateAuthorities?: boolean;
}

/**
 * AWS Private CA Issuer for cert-manager; as an EKS add-on, AWS Private CA Connector for Kubernetes.
 *
 * @see https://github.com/cert-manager/aws-privateca-issuer
 */
export class PrivateCaIssuer {
  /**
   * Certificates of the templates that the issuer uses, signed by the given authorities. Throws
   * where no authority is given.
   */
  public static certificateAuthorities(props: PrivateCaIssuerProps): PermissionSet {
    requireScope(
      'PrivateCaIssuer.certificateAuthorities',
      'certificateAuthorities',
      props.certificateAuthorities,
    );
    const resources = props.certificateAuthorities.map(
      (ca) => ca.certificateAuthorityRef.certificateAuthorityArn,
    );
    const templates = [
      'BlankEndEntityCertificate_APICSRPassthrough/V1',
      'CodeSigningCertificate/V1',
      'EndEntityCertificate/V1',
      'EndEntityClientAuthCertificate/V1',
      'EndEntityServerAuthCertificate/V1',
      'OCSPSigningCertificate/V1',
      ...(props.subordinateCertificateAuthorities ? ['SubordinateCACertificate_PathLen0/V1'] : []),
    ];
    const facts = {
      name: 'aws-privateca-issuer',
      namespace: 'aws-privateca-issuer',
      serviceAccountName: 'aws-privateca-issuer',
      source: 'https://github.com/cert-manager/aws-privateca-issuer/blob/main/README.md',
      reviewed: '2026-11-22',
    };
    return new AddonPermissionSet(facts, () => [
      {
        actions: ['acm-pca:DescribeCertificateAuthority', 'acm-pca:GetCertificate'],
        resources,
      },
      {
        actions: ['acm-pca:IssueCertificate'],
        resources,
        conditions: {
          StringEquals: {
            'acm-pca:TemplateArn': templates.map((name) => awsArn(`acm-pca:::template/${name}`)),
          },
        },
      },
    ]);
  }
}
