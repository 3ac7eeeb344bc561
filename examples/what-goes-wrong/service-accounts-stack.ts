import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  type WorkloadCluster,
} from '../../src';
import { manifest, serviceAccount } from './kubernetes-objects';
import { shopCluster } from './shop-cluster';

const ROLE_ARN = 'eks.amazonaws.com/role-arn';

/** ServiceAccounts that do not fit the roles they are meant for. */
export class ServiceAccountsStack extends Stack {
  private readonly cluster: WorkloadCluster;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.cluster = shopCluster(this);

    const cart = this.irsa('Cart', 'cart');
    // The role trusts the ServiceAccount in the namespace shop.
    manifest(
      this,
      'InAnotherNamespace',
      serviceAccount('cart', 'checkout', { [ROLE_ARN]: cart.roleArn }),
    );
    manifest(
      this,
      'MistypedAnnotation',
      serviceAccount('prices', 'shop', { 'eks.amazon.com/role-arn': cart.roleArn }),
    );

    const search = new PodIdentityAssociation(this, 'Search', {
      cluster: this.cluster,
      namespace: 'shop',
      serviceAccountName: 'search',
      delivery: ServiceAccountDelivery.external(),
    });
    // Left behind by the migration from IRSA.
    manifest(
      this,
      'AnnotationForPodIdentity',
      serviceAccount('search', 'shop', { [ROLE_ARN]: search.roleArn }),
    );

    this.irsa('Everybody', 'default');
  }

  private irsa(id: string, serviceAccountName: string): IrsaServiceAccount {
    return new IrsaServiceAccount(this, id, {
      cluster: this.cluster,
      namespace: 'shop',
      serviceAccountName,
      delivery: ServiceAccountDelivery.external(),
    });
  }
}
