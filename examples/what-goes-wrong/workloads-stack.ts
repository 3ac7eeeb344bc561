import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { IrsaServiceAccount, ServiceAccountDelivery } from '../../src';
import { deployment, manifest } from './kubernetes-objects';
import { shopCluster } from './shop-cluster';

/** Deployments that do not get, or should not have, the identity that is there for them. */
export class WorkloadsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const cluster = shopCluster(this);
    const identity = (serviceAccountName: string) =>
      new IrsaServiceAccount(this, `Identity-${serviceAccountName}`, {
        cluster,
        namespace: 'shop',
        serviceAccountName,
        delivery: ServiceAccountDelivery.external(),
      });

    const orders = identity('orders');
    manifest(
      this,
      'AnnotationOnThePod',
      deployment('orders', 'shop', {
        annotations: { 'eks.amazonaws.com/role-arn': orders.roleArn },
      }),
    );

    manifest(this, 'NobodyDeclaresIt', deployment('order-service', 'shop'));

    identity('invoices');
    manifest(this, 'InAnotherNamespace', deployment('invoices', 'billing'));

    identity('exports');
    manifest(
      this,
      'StaticKeys',
      deployment('exports', 'shop', {
        container: {
          env: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map((name) => ({
            name,
            valueFrom: { secretKeyRef: { name: 'aws', key: name } },
          })),
        },
      }),
    );

    identity('backups');
    manifest(
      this,
      'Privileged',
      deployment('backups', 'shop', { container: { securityContext: { privileged: true } } }),
    );
  }
}
