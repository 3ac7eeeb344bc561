import type { Stack } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-eks';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { role } from './app-parts';
import { goodStatement } from './trust-forms';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Fn::Sub
const ISSUER_VARIABLE = '${Issuer}';

/** A role that trusts a cluster of the app, by `Fn::Sub` over a JSON string. */
export function roleOfCluster(
  stack: Stack,
  { attrOpenIdConnectIssuerUrl }: CfnCluster,
): iam.CfnRole {
  const trusting = role(stack, 'RoleOfCluster');
  const url = stack.resolve(attrOpenIdConnectIssuerUrl);
  trusting.addPropertyOverride('AssumeRolePolicyDocument', {
    'Fn::Sub': [
      JSON.stringify({ Statement: [goodStatement(ISSUER_VARIABLE)] }),
      { Issuer: { 'Fn::Select': [1, { 'Fn::Split': ['//', url] }] } },
    ],
  });
  return trusting;
}
