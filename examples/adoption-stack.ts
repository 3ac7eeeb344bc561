import { KubectlV33Layer } from '@aws-cdk/lambda-layer-kubectl-v33';
import { CfnResource, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { IrsaServiceAccount } from '../src';

/** The steps of an adoption, each a deployment. */
export type AdoptionStep = 'native' | 'retain' | 'adopt';

export interface AdoptionStackProps extends StackProps {
  readonly step: AdoptionStep;
}

/** A ServiceAccount of aws-cdk-lib becomes one of this library; role and ServiceAccount stay. */
export class AdoptionStack extends Stack {
  private readonly cluster: eks.Cluster;

  constructor(scope: Construct, id: string, { step, ...props }: AdoptionStackProps) {
    super(scope, id, props);
    this.cluster = new eks.Cluster(this, 'Cluster', {
      version: eks.KubernetesVersion.V1_33,
      defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
      kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(this, 'Kubectl') },
    });
    const reader: iam.IGrantable = step === 'adopt' ? this.adopted() : this.native(step);
    new s3.Bucket(this, 'Data', { enforceSSL: true }).grantRead(reader);
  }

  private native(step: AdoptionStep): eks.ServiceAccount {
    const account = this.cluster.addServiceAccount('Reports', {
      name: 'reports',
      namespace: 'analytics',
    });
    if (step === 'retain') {
      // The manifest alone: with the policies retained too, the role would keep them for ever.
      for (const child of account.node.findAll()) {
        if (
          CfnResource.isCfnResource(child) &&
          child.cfnResourceType === 'Custom::AWSCDK-EKS-KubernetesResource'
        ) {
          child.applyRemovalPolicy(RemovalPolicy.RETAIN);
        }
      }
    }
    return account;
  }

  private adopted(): IrsaServiceAccount {
    // CDK's provider stays as long as somebody asks for it; a second one could not be created beside it.
    this.cluster.openIdConnectProvider;
    return new IrsaServiceAccount(this, 'Reports', {
      cluster: this.cluster,
      namespace: 'analytics',
      serviceAccountName: 'reports',
      // As the deployed template names it.
      roleLogicalId: 'ClusterReportsRole80C9F496',
    });
  }
}
