import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AuditEventSource,
  AuditedIdentity,
  type IAuditedIdentity,
  type TrailLogGroupOptions,
  WorkloadIdentityAudit,
  type WorkloadIdentityAuditProps,
} from '../../src/audit';

export const s3Reader = AuditedIdentity.fromAttributes({
  namespace: 'logging',
  serviceAccountName: 's3-reader-sa',
  roleArn: 'arn:aws:iam::111122223333:role/s3-reader',
});

/** An audit of a log group in a stack of its own. */
export function audited(
  options: TrailLogGroupOptions = {},
  props: Partial<WorkloadIdentityAuditProps> = {},
) {
  const stack = new Stack(new App(), 'Stack');
  const logGroup = new LogGroup(stack, 'Trail');
  const audit = new WorkloadIdentityAudit(stack, 'Audit', {
    eventSource: AuditEventSource.trailLogGroup(logGroup, options),
    ...props,
  });
  return { stack, logGroup, audit, template: () => Template.fromStack(stack) };
}

export function identities(count: number): IAuditedIdentity[] {
  return Array.from({ length: count }, (_, index) => ({
    subject: `system:serviceaccount:team:app-${index}`,
    roleArn: `arn:aws:iam::111122223333:role/app-${index}`,
  }));
}
