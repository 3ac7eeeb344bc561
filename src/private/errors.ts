import type { IConstruct } from 'constructs';

/**
 * What is wrong with a declaration, in the words of the person who wrote it.
 *
 * jsii does not carry exception classes across languages: the message is all that arrives in
 * Python, Java or Go, so the construct path is part of it.
 */
export class WorkloadIdentityError extends Error {
  constructor(scope: IConstruct | undefined, message: string) {
    super(scope && scope.node.path !== '' ? `[${scope.node.path}] ${message}` : message);
    this.name = 'WorkloadIdentityError';
  }
}
