import { type App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  PodIdentityAssociation,
  type PodIdentityAssociationProps,
  type PodIdentitySourceOptions,
  TargetRole,
  type TargetRoleProps,
  TargetRoleSource,
} from '../../src';
import {
  attributesCluster,
  CLUSTER_KINDS,
  ENV,
  ISSUER,
  testApp,
  testStack,
  v2Cluster,
} from '../fixtures';
import { refusalOf } from '../refusal';
import {
  associationsOf,
  identityRolesOf,
  permissionsOf,
  rolesOf,
  trustOf,
} from '../template-views';
import { admitsByPodIdentity, admitsRole, type Pod } from './pod';

const DATA = { account: '444455556666', region: 'eu-west-1' };
const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';
const SOURCE_ARN = 'arn:aws:iam::111122223333:role/apps/reports';
const TARGET_ARN = 'arn:aws:iam::444455556666:role/data/reports-data';
const EXTERNAL_ID = 'eu-west-1/111122223333/prod/shop/reports';

const POD: Pod = {
  issuer: ISSUER,
  clusterArn: CLUSTER_ARN,
  namespace: 'shop',
  serviceAccount: 'reports',
};

function source(options: Partial<PodIdentitySourceOptions> = {}): TargetRoleSource {
  return TargetRoleSource.podIdentity({
    sourceRoleArn: SOURCE_ARN,
    clusterArn: CLUSTER_ARN,
    namespace: 'shop',
    serviceAccountName: 'reports',
    ...options,
  });
}

function declareTarget(
  props: Partial<TargetRoleProps> = {},
  stack = testStack(testApp(), 'Data', DATA),
): Stack {
  new TargetRole(stack, 'Target', {
    source: source(),
    roleName: 'reports-data',
    rolePath: '/data/',
    ...props,
  });
  return stack;
}

function target(props: Partial<TargetRoleProps> = {}): Template {
  return Template.fromStack(declareTarget(props));
}

function declare(props: Partial<PodIdentityAssociationProps>, stack = testStack()) {
  return new PodIdentityAssociation(stack, 'Reports', {
    cluster: props.cluster ?? attributesCluster(stack),
    namespace: 'shop',
    serviceAccountName: 'reports',
    roleName: 'reports',
    rolePath: '/apps/',
    targetRoleArn: TARGET_ARN,
    ...props,
  });
}

describe('the target role', () => {
  const root = { AWS: 'arn:aws:iam::111122223333:root' };
  const sourceRole = { ArnEquals: { 'aws:PrincipalArn': SOURCE_ARN } };

  test('trusts one source role for the tags of one pod, in one statement', () => {
    expect(trustOf(target(), idOf(target())).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: root,
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: {
          StringEquals: {
            'aws:RequestTag/eks-cluster-arn': CLUSTER_ARN,
            'aws:RequestTag/kubernetes-namespace': 'shop',
            'aws:RequestTag/kubernetes-service-account': 'reports',
          },
          ...sourceRole,
        },
      },
    ]);
  });

  test('trusts the external id where session tags are off, and TagSession on its own', () => {
    const template = target({ source: source({ sessionTags: false }) });

    expect(trustOf(template, idOf(template)).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: root,
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID }, ...sourceRole },
      },
      { Effect: 'Allow', Principal: root, Action: 'sts:TagSession', Condition: sourceRole },
    ]);
  });

  test('takes the external id of a deployed association', () => {
    const externalId = 'eu-west-1/111122223333/prod/shop/reports-by-attribute';
    const template = target({ source: source({ sessionTags: false, externalId }) });

    expect(trustOf(template, idOf(template)).Statement[0].Condition.StringEquals).toEqual({
      'sts:ExternalId': externalId,
    });
  });

  test('has its name, path and permissions', () => {
    const policyStatements = [
      new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::data/*'] }),
    ];
    const template = target({ policyStatements });

    expect(rolesOf(template)[0].properties).toMatchObject({
      RoleName: 'reports-data',
      Path: '/data/',
    });
    expect(permissionsOf(template, idOf(template))).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' },
    ]);
  });

  test('keeps its logical id when its construct moves', () => {
    const stack = testStack(testApp(), 'Data', DATA);
    new TargetRole(stack, 'Elsewhere', { source: source() });

    const unnamed = target({ roleName: undefined, rolePath: undefined });
    expect(idOf(Template.fromStack(stack))).toBe(idOf(unnamed));
  });

  test('follows the partition of the source', () => {
    const template = target({
      source: source({
        sourceRoleArn: SOURCE_ARN.replace('arn:aws:', 'arn:aws-cn:'),
        clusterArn: CLUSTER_ARN.replace('arn:aws:', 'arn:aws-cn:'),
      }),
    });

    expect(trustOf(template, idOf(template)).Statement[0].Principal).toEqual({
      AWS: 'arn:aws-cn:iam::111122223333:root',
    });
  });

  const call = { sourceRoleArn: SOURCE_ARN };
  const other = { ...POD, serviceAccount: 'other' };

  test.each([
    ['the source role with the tags of the pod', { ...call, sessionTagsOf: POD }, true],
    ['the source role without tags', call, false],
    ['the source role for another ServiceAccount', { ...call, sessionTagsOf: other }, false],
    [
      'the same ServiceAccount of another cluster',
      { ...call, sessionTagsOf: { ...POD, clusterArn: CLUSTER_ARN.replace('prod', 'dev') } },
      false,
    ],
    [
      'a role of that name without its path',
      { sourceRoleArn: SOURCE_ARN.replace('/apps', ''), sessionTagsOf: POD },
      false,
    ],
    [
      'the source role of another account',
      { sourceRoleArn: SOURCE_ARN.replace('111122223333', '999999999999'), sessionTagsOf: POD },
      false,
    ],
  ])('with session tags on, %s: %#', (_, request, admitted) => {
    const template = target();
    expect(admitsRole(trustOf(template, idOf(template)), request)).toBe(admitted);
  });

  test.each([
    ['the source role with the external id', { ...call, externalId: EXTERNAL_ID }, true],
    ['the source role without one', call, false],
    ['another external id', { ...call, externalId: EXTERNAL_ID.replace('shop', 'x') }, false],
    [
      'another role with the external id',
      { sourceRoleArn: `${SOURCE_ARN}-2`, externalId: EXTERNAL_ID },
      false,
    ],
  ])('with session tags off, %s: %#', (_, request, admitted) => {
    const template = target({ source: source({ sessionTags: false }) });
    expect(admitsRole(trustOf(template, idOf(template)), request)).toBe(admitted);
  });
});

describe('the identity', () => {
  test.each(CLUSTER_KINDS)('may assume its target and nothing else, on $kind', (kind) => {
    const stack = testStack();
    declare({ cluster: kind.make(stack), delivery: kind.delivery() }, stack);
    const template = Template.fromStack(stack);
    const [role] = identityRolesOf(template);

    expect(permissionsOf(template, role.id)).toEqual([
      { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: TARGET_ARN },
    ]);
    expect(role.properties).toMatchObject({ RoleName: 'reports', Path: '/apps/' });
    expect(associationsOf(template).map(({ properties }) => properties)).toEqual([
      expect.objectContaining({ RoleArn: `<${role.id}.Arn>`, TargetRoleArn: TARGET_ARN }),
    ]);
    expect(admitsByPodIdentity(trustOf(template, role.id), POD)).toBe(true);
  });

  test('needs a literal role name where the target is in another account', () => {
    expect(refusalOf(() => declare({ roleName: undefined }))).toBe(
      `[Stack/Reports] targetRoleArn '${TARGET_ARN}' is in another account than the identity's own role ` +
        '(111122223333), and its trust policy must name that role: give a literal roleName',
    );
    const sameAccount = TARGET_ARN.replace(DATA.account, ENV.account as string);
    expect(() => declare({ roleName: undefined, targetRoleArn: sameAccount })).not.toThrow();
  });

  test('needs one of the role that it was given, too', () => {
    const act = (make: (stack: Stack) => iam.IRole) => () => {
      const stack = testStack();
      return declare({ roleName: undefined, rolePath: undefined, role: make(stack) }, stack);
    };
    const own = (roleName?: string) => (stack: Stack) =>
      new iam.Role(stack, 'Own', { roleName, assumedBy: new iam.AccountRootPrincipal() });

    expect(refusalOf(act(own()))).toBe(
      `[Stack/Reports] targetRoleArn '${TARGET_ARN}' is in another account than the identity's own role ` +
        "(111122223333), and its trust policy must name that role: give 'Stack/Own' a literal roleName",
    );
    expect(act(own('reports'))).not.toThrow();
    expect(act((stack) => iam.Role.fromRoleName(stack, 'Own', 'reports'))).not.toThrow();
  });

  test.each(['reports-data', 'arn:aws:iam::444455556666:user/data', 'arn:aws:iam::1:role/data'])(
    'refuses the target %p, which is no ARN of a role',
    (targetRoleArn) => {
      expect(refusalOf(() => declare({ targetRoleArn }))).toContain(
        `[Stack/Reports] targetRoleArn '${targetRoleArn}' is not the ARN of a role`,
      );
    },
  );

  test('takes a target that is only known at deployment', () => {
    expect(() => declare({ targetRoleArn: Fn.ref('Target') })).not.toThrow();
  });

  test('takes an account that is not known for its own', () => {
    const stack = new Stack(testApp(), 'Agnostic');
    expect(() => declare({ roleName: undefined }, stack)).not.toThrow();
  });

  test('refuses the role of another account as its own, and says where it belongs', () => {
    const stack = testStack();
    const role = (arn: string) => iam.Role.fromRoleArn(stack, arn, arn);

    const given = { roleName: undefined, rolePath: undefined, targetRoleArn: undefined };
    expect(refusalOf(() => declare({ ...given, role: role(TARGET_ARN) }, stack))).toBe(
      `[Stack/Reports] role 'Stack/${TARGET_ARN.replaceAll('/', '--')}' is in account 444455556666, and a Pod ` +
        "Identity association takes only roles of its own account, 111122223333: give the role's ARN as " +
        'targetRoleArn and let the identity have its own role here, which assumes it (TargetRole makes the ' +
        'other side)',
    );
    const again = testStack();
    const own = iam.Role.fromRoleArn(again, 'Own', SOURCE_ARN);
    expect(() => declare({ ...given, role: own }, again)).not.toThrow();
  });
});

describe('both sides in one app', () => {
  function bothSides(order: 'target first' | 'source first'): App {
    const app = testApp();
    const sides = [
      () => declareTarget({}, new Stack(app, 'Data', { env: DATA })),
      () => {
        const stack = testStack(app, 'Shop');
        declare({ cluster: v2Cluster(stack, 'Cluster', { clusterName: 'prod' }) }, stack);
      },
    ];
    const ordered = order === 'target first' ? sides : sides.reverse();
    for (const side of ordered) {
      side();
    }
    return app;
  }

  test.each(['target first', 'source first'] as const)(
    'deploy in either order: neither stack waits for the other (%s)',
    (order) => {
      const assembly = bothSides(order).synth();

      const waits = assembly.stacks.flatMap(({ dependencies }) => dependencies.map(({ id }) => id));
      expect(waits).toEqual(['Data.assets', 'Shop.assets']);
      for (const { template } of assembly.stacks) {
        expect(JSON.stringify(template)).not.toContain('Fn::ImportValue');
        expect(template.Outputs).toBeUndefined();
      }
    },
  );

  test('agree with each other', () => {
    const { stacks } = bothSides('source first').synth();
    const [data, shop] = ['Data', 'Shop'].map((name) =>
      Template.fromJSON(stacks.find(({ stackName }) => stackName === name)?.template),
    );
    const [role] = identityRolesOf(shop);
    const sourceRoleArn = `arn:aws:iam::111122223333:role${role.properties.Path}${role.properties.RoleName}`;

    expect(admitsRole(trustOf(data, idOf(data)), { sourceRoleArn, sessionTagsOf: POD })).toBe(true);
  });
});

function idOf(template: Template): string {
  return rolesOf(template)[0].id;
}
