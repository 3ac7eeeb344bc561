import type { IConstruct } from 'constructs';
import { checkNamespace, checkServiceAccountName } from './kubernetes-name';

/**
 * The one ServiceAccount whose pods an identity is for: the `sub` of the token that Kubernetes
 * projects into them.
 */
export class ServiceAccountSubject {
  constructor(
    scope: IConstruct,
    public readonly namespace: string,
    public readonly serviceAccountName: string,
  ) {
    checkNamespace(scope, namespace);
    checkServiceAccountName(scope, serviceAccountName);
  }

  /** `system:serviceaccount:<namespace>:<name>` */
  public toString(): string {
    return `system:serviceaccount:${this.namespace}:${this.serviceAccountName}`;
  }
}
