import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAddon } from 'aws-cdk-lib/aws-eks';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { addons, PodIdentityAssociation, ServiceAccountDelivery } from '../src';

export interface AddonOwnedStackProps extends StackProps {
  readonly cluster: aws_eks.IClusterRef;
}

/** The EBS CSI driver as an EKS add-on, which makes and owns ServiceAccount and association itself. */
export class AddonOwnedStack extends Stack {
  constructor(scope: Construct, id: string, { cluster, ...props }: AddonOwnedStackProps) {
    super(scope, id, props);
    const identity = new PodIdentityAssociation(this, 'EbsCsiDriver', {
      cluster,
      addon: addons.EbsCsiDriver.clusterScoped(),
      delivery: ServiceAccountDelivery.eksAddon(),
    });
    const addon = new CfnAddon(this, 'EbsCsiDriverAddon', {
      addonName: 'aws-ebs-csi-driver',
      clusterName: cluster.clusterRef.clusterName,
      ...identity.addonProperties(),
    });
    addon.node.addDependency(identity);
  }
}
