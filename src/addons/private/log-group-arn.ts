import type { aws_logs } from 'aws-cdk-lib/interfaces';
import { awsArn } from './aws-arn';
import type { Grant } from './grant';

/** Creating streams in log groups, and writing to them. The groups may be missing at first. */
export function logGroupGrants(logGroups: readonly aws_logs.ILogGroupRef[] = []): Grant[] {
  if (logGroups.length === 0) {
    return [];
  }
  const arns = logGroups.map(({ env, logGroupRef }) =>
    awsArn(`logs:${env.region}:${env.account}:log-group:${logGroupRef.logGroupName}`),
  );
  return [
    {
      actions: ['logs:CreateLogGroup', 'logs:DescribeLogStreams'],
      resources: arns.flatMap((arn) => [arn, `${arn}:*`]),
      reason: 'CloudWatch Logs writes the ARN of a log group with and without :* at its end.',
    },
    {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: arns.map((arn) => `${arn}:log-stream:*`),
      reason: 'The names of the log streams are made up by the collector.',
    },
  ];
}

/** The same, with retention, in every log group whose ARN matches a pattern. */
export function logGroupPatternGrant(resources: string[], reason: string): Grant {
  return {
    actions: [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      'logs:PutRetentionPolicy',
    ],
    resources,
    reason,
  };
}
