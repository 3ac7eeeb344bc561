import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { AlbControllerVersion } from 'aws-cdk-lib/aws-eks';
import { AwsLoadBalancerController, type AwsLoadBalancerControllerOptions } from '../../src/addons';
import { NEWEST_CONTROLLER } from '../../src/addons/private/load-balancer-controller-document';
import { policyDefects } from './iam-check';
import { renderCase } from './rendered-policy';

const shipped = readdirSync(
  join(dirname(require.resolve('aws-cdk-lib/package.json')), 'aws-eks', 'lib', 'addons'),
).flatMap((file) => /^alb-iam_policy-(v.*)\.json$/.exec(file)?.[1] ?? []);

function render(options: AwsLoadBalancerControllerOptions = {}) {
  const declare = (scope: Stack) =>
    AwsLoadBalancerController.inVpcs({
      vpcs: [
        Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] }),
      ],
      ...options,
    });
  return renderCase({ declare });
}

const actionsOf = (options?: AwsLoadBalancerControllerOptions) =>
  render(options)
    .statements.flatMap((statement) => statement.Action)
    .sort();

test.each(shipped)('the policy of %s is narrowed, and good by IAM’s own data', async (version) => {
  expect(await policyDefects(render({ controllerVersion: version }))).toEqual([]);
});

test('no condition asks only that the tag of some cluster is there', () => {
  for (const controllerVersion of shipped) {
    for (const { Condition } of render({ controllerVersion }).statements) {
      expect(Object.values(Condition.Null ?? {}).flat()).not.toContain('false');
    }
  }
});

test('the default version is the newest that the minimum aws-cdk-lib has', () => {
  expect(NEWEST_CONTROLLER).toBe(AlbControllerVersion.V3_2_2.version);
  expect(shipped).toContain(NEWEST_CONTROLLER);
});

test.each<[keyof AwsLoadBalancerControllerOptions, RegExp]>([
  ['waf', /^(waf-regional|wafv2):|:SetWebAcl$/],
  ['shield', /^shield:/],
  ['cognito', /^cognito-idp:/],
  ['certificateDiscovery', /^acm:|^iam:.*ServerCertificate/],
])('the feature %s can be left out, alone', (feature, actions) => {
  const all = actionsOf();

  expect(all.filter((action) => actions.test(action))).not.toEqual([]);
  expect(actionsOf({ [feature]: false })).toEqual(all.filter((action) => !actions.test(action)));
});
