import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ISSUER, issuerOf, providerArn, tokensOf } from './shop-cluster';

type Conditions = Record<string, Record<string, string>>;

const AUD = `${ISSUER}:aud`;
const SUB = `${ISSUER}:sub`;
const AUDIENCE = { [AUD]: 'sts.amazonaws.com' };
const OTHER_ISSUER = issuerOf('0A1B2C3D4E5F60718293A4B5C6D7E8F9');

const subject = (name: string): string => `system:serviceaccount:shop:${name}`;

/** Trust policies for IRSA as people write them by hand, each with one mistake. */
export class TrustStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    this.role('MissingSub', { StringEquals: AUDIENCE });
    this.role('AnySubject', {
      StringEquals: AUDIENCE,
      StringLike: { [SUB]: 'system:serviceaccount:*:*' },
    });
    this.role('WildcardSubject', {
      StringEquals: AUDIENCE,
      StringLike: { [SUB]: 'system:serviceaccount:team-*:worker' },
    });
    this.role('MissingAud', { StringEquals: { [SUB]: subject('missing-aud') } });
    this.role('AudienceOfChina', {
      StringEquals: { [AUD]: 'sts.amazonaws.com.cn', [SUB]: subject('audience') },
    });
    this.role('KeysOfAnotherCluster', {
      StringEquals: {
        [`${OTHER_ISSUER}:aud`]: 'sts.amazonaws.com',
        [`${OTHER_ISSUER}:sub`]: subject('another-cluster'),
      },
    });
    this.role('KeysWithScheme', {
      StringEquals: {
        [`https://${AUD}`]: 'sts.amazonaws.com',
        [`https://${SUB}`]: subject('scheme'),
      },
    });
    this.role(
      'ProviderOfAnotherAccount',
      { StringEquals: { ...AUDIENCE, [SUB]: subject('provider') } },
      providerArn(ISSUER, '444455556666'),
    );
    this.role('WildcardUnderStringEquals', {
      StringEquals: { ...AUDIENCE, [SUB]: 'system:serviceaccount:shop:*' },
    });
    this.role('ForAllValues', {
      StringEquals: AUDIENCE,
      'ForAllValues:StringEquals': { [SUB]: subject('for-all-values') },
    });
    this.role('IfExists', {
      StringEquals: AUDIENCE,
      StringEqualsIfExists: { [SUB]: subject('if-exists') },
    });
    this.forDebugging();
  }

  private role(id: string, conditions: Conditions, provider = providerArn()): iam.Role {
    const action = 'sts:AssumeRoleWithWebIdentity';
    return new iam.Role(this, id, {
      assumedBy: new iam.FederatedPrincipal(provider, conditions, action),
    });
  }

  /** "It did not work, so I let myself in." */
  private forDebugging(): void {
    const role = new iam.Role(this, 'BroaderStatement', { assumedBy: tokensOf('broader') });
    role.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['sts:AssumeRole'],
      }),
    );
  }
}
