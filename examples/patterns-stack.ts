import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { IrsaPatternRole, SubjectPattern } from '../src';

export interface PatternsStackProps extends StackProps {
  readonly cluster: aws_eks.IClusterRef;
}

/** Roles for ServiceAccounts whose names nobody knows yet. */
export class PatternsStack extends Stack {
  constructor(scope: Construct, id: string, { cluster, ...props }: PatternsStackProps) {
    super(scope, id, props);

    const crossplane = new IrsaPatternRole(this, 'Crossplane', {
      cluster,
      patterns: [SubjectPattern.serviceAccountPrefix('crossplane-system', 'provider-aws-s3-')],
      policyStatements: [
        new iam.PolicyStatement({
          actions: ['s3:CreateBucket', 's3:PutBucketTagging', 's3:PutEncryptionConfiguration'],
          resources: [
            this.formatArn({ service: 's3', region: '', account: '', resource: 'team-*' }),
          ],
        }),
      ],
    });
    const previews = new IrsaPatternRole(this, 'Previews', {
      cluster,
      patterns: [SubjectPattern.namespacePrefix('preview-', 'web')],
      policyStatements: [
        new iam.PolicyStatement({
          actions: ['dynamodb:GetItem', 'dynamodb:Query'],
          resources: [
            this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: 'preview-*' }),
          ],
        }),
      ],
    });

    for (const role of [crossplane, previews]) {
      // Crossplane and the preview pipeline alone may create ServiceAccounts there.
      Annotations.of(role).acknowledgeWarning('cdk-eks-workload-identity:subjectPattern');
      new CfnOutput(role, 'RoleArn', { value: role.roleArn });
    }
  }
}
