import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Token } from 'aws-cdk-lib';
import { WorkloadIdentityError } from '../../private/errors';

/** A statement of the AWS Load Balancer Controller's own policy. */
export interface ControllerStatement {
  readonly Action: string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** The newest version whose policy aws-cdk-lib 2.258.1, our minimum, has. */
export const NEWEST_CONTROLLER = 'v3.2.2';

const FILE = /^alb-iam_policy-(v\d+\.\d+\.\d+)\.json$/;

/** The policy of the controller as aws-cdk-lib ships it for its own `AlbController`. */
export function controllerDocument(version: string): ControllerStatement[] {
  const folder = join(
    dirname(require.resolve('aws-cdk-lib/package.json')),
    'aws-eks',
    'lib',
    'addons',
  );
  const versions = readdirSync(folder).flatMap((file) => FILE.exec(file)?.[1] ?? []);
  if (Token.isUnresolved(version) || !versions.includes(version)) {
    throw new WorkloadIdentityError(
      undefined,
      `AwsLoadBalancerController: aws-cdk-lib has no policy for 'controllerVersion' ${version}; ` +
        `it has ${versions.sort(byNumber).join(', ')}`,
    );
  }
  const text = readFileSync(join(folder, `alb-iam_policy-${version}.json`), 'utf8');
  const { Statement } = JSON.parse(text) as { Statement: ControllerStatement[] };
  // Two versions write a single action as a string.
  return Statement.map((statement) => ({ ...statement, Action: [statement.Action].flat() }));
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
