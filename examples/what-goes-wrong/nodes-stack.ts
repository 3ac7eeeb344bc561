import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { CLUSTER_NAME } from './shop-cluster';

/** Nodes that hand their own role to every pod. */
export class NodesStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const role = new iam.Role(this, 'NodeRole', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryReadOnly'].map(
        (name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name),
      ),
    });
    // From the time before pods had roles.
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: ['arn:aws:s3:::shop-media/*'],
      }),
    );
    const template = new CfnLaunchTemplate(this, 'TwoHops', {
      launchTemplateData: {
        metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 2 },
      },
    });
    new CfnNodegroup(this, 'Nodes', {
      clusterName: CLUSTER_NAME,
      nodeRole: role.roleArn,
      subnets: ['subnet-0a1b2c3d4e5f60718'],
      launchTemplate: { id: template.ref, version: template.attrLatestVersionNumber },
    });
  }
}
