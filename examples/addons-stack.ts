import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAddon } from 'aws-cdk-lib/aws-eks';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { addons, IrsaServiceAccount, PodIdentityAssociation, ServiceAccountDelivery } from '../src';

export interface AddonsStackProps extends StackProps {
  readonly cluster: eks.Cluster;
}

/** Well-known add-ons, each in one line, by either mechanism; their charts make the ServiceAccounts. */
export class AddonsStack extends Stack {
  constructor(scope: Construct, id: string, { cluster, ...props }: AddonsStackProps) {
    super(scope, id, props);
    const delivery = ServiceAccountDelivery.external();
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      zoneName: 'example.com',
    });

    new PodIdentityAssociation(this, 'ExternalDns', {
      cluster,
      delivery,
      addon: addons.ExternalDns.route53({ hostedZones: [zone] }),
    });

    new IrsaServiceAccount(this, 'CertManager', {
      cluster,
      delivery,
      addon: addons.CertManager.route53({ hostedZones: [zone] }),
    });

    const secret = secrets.Secret.fromSecretNameV2(this, 'Secret', 'shop/database');
    new PodIdentityAssociation(this, 'ExternalSecrets', {
      cluster,
      delivery,
      addon: addons.ExternalSecrets.secretsManager({ secrets: [secret] }),
    });

    // The EKS add-on owns this one: ServiceAccount and association are its own.
    const ebs = new PodIdentityAssociation(this, 'EbsCsiDriver', {
      cluster,
      delivery: ServiceAccountDelivery.eksAddon(),
      addon: addons.EbsCsiDriver.clusterScoped(),
    });
    const addon = new CfnAddon(this, 'EbsCsiDriverAddon', {
      clusterName: cluster.clusterName,
      addonName: 'aws-ebs-csi-driver',
      ...ebs.addonProperties(),
    });
    addon.node.addDependency(ebs);
  }
}
