import type { Construct } from 'constructs';
import {
  IrsaServiceAccount,
  type IrsaServiceAccountProps,
  PodIdentityAssociation,
  type PodIdentityAssociationProps,
} from '../../src';

type Required = Pick<IrsaServiceAccountProps, 'cluster'>;

/** An identity for `logging/reader`, where the test says nothing else. */
export function declareIrsa(
  scope: Construct,
  props: Partial<IrsaServiceAccountProps> & Required,
  id = `${props.namespace ?? 'logging'}-${props.serviceAccountName ?? 'reader'}`,
): IrsaServiceAccount {
  return new IrsaServiceAccount(scope, id, {
    namespace: 'logging',
    serviceAccountName: 'reader',
    ...props,
  });
}

export function declarePodIdentity(
  scope: Construct,
  props: Partial<PodIdentityAssociationProps> & Required,
  id = `${props.namespace ?? 'logging'}-${props.serviceAccountName ?? 'reader'}`,
): PodIdentityAssociation {
  return new PodIdentityAssociation(scope, id, {
    namespace: 'logging',
    serviceAccountName: 'reader',
    ...props,
  });
}
