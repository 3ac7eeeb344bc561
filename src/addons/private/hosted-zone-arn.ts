import type { aws_route53 } from 'aws-cdk-lib/interfaces';
import { awsArn } from './aws-arn';

export function hostedZoneArns(zones: readonly aws_route53.IHostedZoneRef[]): string[] {
  // The AWS CLI prints an id as /hostedzone/ID.
  const ids = zones.map((zone) => zone.hostedZoneRef.hostedZoneId.replace(/^\/hostedzone\//, ''));
  return ids.map((id) => awsArn(`route53:::hostedzone/${id}`));
}

export function allHostedZonesArn(): string {
  return awsArn('route53:::hostedzone/*');
}
