import { type App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import {
  IrsaServiceAccount,
  type IrsaServiceAccountProps,
  TargetRole,
  TargetRoleSource,
  WorkloadCluster,
  WorkloadIdentity,
  WorkloadTrust,
} from '../../src';
import { ENV, ISSUER, importedKubectl, testApp } from '../fixtures';
import { refusalOf } from '../refusal';
import { identityRolesOf, permissionsOf, rolesOf, trustOf } from '../template-views';
import { admitsRole } from './pod';

const DATA = { account: '444455556666', region: 'eu-west-1' };
const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';

let app: App;
let platform: Stack;
let data: Stack;

beforeEach(() => {
  app = testApp();
  platform = new Stack(app, 'Platform', { env: ENV });
  data = new Stack(app, 'Data', { env: DATA });
});

/** A cluster of the platform's account that exists. */
function deployedCluster(scope = platform): WorkloadCluster {
  return WorkloadCluster.fromAttributes(scope, 'Cluster', {
    clusterName: 'prod',
    clusterArn: CLUSTER_ARN,
    oidcIssuerUrl: `https://${ISSUER}`,
    kubectlProvider: importedKubectl(scope),
  });
}

function declare(
  scope: Stack,
  cluster: aws_eks.IClusterRef,
  props: Partial<IrsaServiceAccountProps> = {},
): IrsaServiceAccount {
  return new IrsaServiceAccount(scope, 'Reports', {
    cluster,
    namespace: 'shop',
    serviceAccountName: 'reports',
    ...props,
  });
}

describe('a role that the application assumes from its IRSA role', () => {
  const SOURCE_ARN = 'arn:aws:iam::111122223333:role/apps/reports';
  const TARGET_ARN = 'arn:aws:iam::444455556666:role/reports-data';

  function targetTrust() {
    new TargetRole(data, 'Target', {
      source: TargetRoleSource.irsa(SOURCE_ARN),
      roleName: 'reports-data',
    });
    const template = Template.fromStack(data);
    return trustOf(template, rolesOf(template)[0].id);
  }

  test('is all that the source role may assume, without tags', () => {
    declare(platform, deployedCluster(), {
      roleName: 'reports',
      rolePath: '/apps/',
      assumableRoleArns: [TARGET_ARN],
    });
    const template = Template.fromStack(platform);

    expect(permissionsOf(template, identityRolesOf(template)[0].id)).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: TARGET_ARN },
    ]);
  });

  test.each(['reports-data', '*', 'arn:aws:iam::444455556666:role/*', `${TARGET_ARN}/`])(
    'is refused as %p, which names no role',
    (arn) => {
      const act = (assumableRoleArns: string[]) => () =>
        declare(platform, deployedCluster(), { assumableRoleArns });

      expect(refusalOf(act([TARGET_ARN, arn]))).toContain(
        `[Platform/Reports] assumableRoleArns '${arn}' is not the ARN of a role`,
      );
    },
  );

  test('may have a path, or be known at deployment only', () => {
    const assumableRoleArns = [TARGET_ARN.replace('role/', 'role/a/b!c/'), Fn.ref('Target')];
    expect(() => declare(platform, deployedCluster(), { assumableRoleArns })).not.toThrow();
  });

  test.each([
    [WorkloadTrust.irsa(), 'sts:AssumeRole'],
    [WorkloadTrust.podIdentity(), ['sts:AssumeRole', 'sts:TagSession']],
    [WorkloadTrust.dual(), ['sts:AssumeRole', 'sts:TagSession']],
    [WorkloadTrust.dual({ association: false }), ['sts:AssumeRole', 'sts:TagSession']],
    [WorkloadTrust.podIdentity({ sessionTags: false }), 'sts:AssumeRole'],
    [WorkloadTrust.dual({ sessionTags: false }), 'sts:AssumeRole'],
  ])('is assumed with tags where the pods have transitive ones (%#)', (trust, Action) => {
    new WorkloadIdentity(platform, 'Reports', {
      cluster: deployedCluster(),
      namespace: 'shop',
      serviceAccountName: 'reports',
      trust,
      assumableRoleArns: [TARGET_ARN],
    });
    const template = Template.fromStack(platform);

    expect(permissionsOf(template, identityRolesOf(template)[0].id)).toEqual([
      { Effect: 'Allow', Action, Resource: TARGET_ARN },
    ]);
  });

  test("trusts the source role's ARN through the root of its account", () => {
    expect(targetTrust().Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'sts:AssumeRole',
        Condition: { ArnEquals: { 'aws:PrincipalArn': SOURCE_ARN } },
      },
    ]);
  });

  test('admits the source role and no other', () => {
    const trust = targetTrust();

    expect(admitsRole(trust, { sourceRoleArn: SOURCE_ARN })).toBe(true);
    expect(admitsRole(trust, { sourceRoleArn: SOURCE_ARN.replace('/apps', '') })).toBe(false);
    expect(admitsRole(trust, { sourceRoleArn: SOURCE_ARN.replace('1111', '9999') })).toBe(false);
  });

  test('refuses a source that is a user', () => {
    const source = TargetRoleSource.irsa('arn:aws:iam::111122223333:user/reports');
    expect(refusalOf(() => new TargetRole(data, 'Target', { source }))).toContain(
      "'arn:aws:iam::111122223333:user/reports' is not the ARN of a role",
    );
  });
});
