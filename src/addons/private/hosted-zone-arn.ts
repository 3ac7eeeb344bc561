import type { aws_route53 } from 'aws-cdk-lib/interfaces';
import { awsArn } from './aws-arn';

export function hostedZoneArns(zones: readonly aws_route53.IHostedZoneRef[]): string[] {
  return zones.map((zone) => awsArn(`route53:::hostedzone/${zone.hostedZoneRef.hostedZoneId}`));
}

export function allHostedZonesArn(): string {
  return awsArn('route53:::hostedzone/*');
}
