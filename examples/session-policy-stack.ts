import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { PodIdentityAssociation } from '../src';

export interface SessionPolicyStackProps extends StackProps {
  readonly cluster: aws_eks.IClusterRef;
}

/** One role for the reports of all teams, which each association narrows to the folder of its team. */
export class SessionPolicyStack extends Stack {
  constructor(scope: Construct, id: string, { cluster, ...props }: SessionPolicyStackProps) {
    super(scope, id, props);
    const bucket = new s3.Bucket(this, 'Reports', { enforceSSL: true });
    const reportsOf = (team: string, role?: iam.IRole) =>
      new PodIdentityAssociation(this, team, {
        cluster,
        namespace: team,
        serviceAccountName: 'reports',
        role,
        // Session tags are off now, and the trust names the cluster alone.
        sessionPolicy: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['s3:GetObject'],
              resources: [bucket.arnForObjects(`${team}/*`)],
            }),
          ],
        }),
      });

    const billing = reportsOf('billing');
    bucket.grantRead(billing);
    reportsOf('shipping', billing.role);
  }
}
