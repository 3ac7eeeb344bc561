import { KubectlV33Layer } from '@aws-cdk/lambda-layer-kubectl-v33';
import { type App, CfnResource, type Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Facts } from '../../../src/checks/facts';
import type { Rule } from '../../../src/checks/rule';
import { permissionsNodeHopLimit } from '../../../src/checks/rules/permissions-node-hop-limit';
import { permissionsNodeRole } from '../../../src/checks/rules/permissions-node-role';
import { allow, factsOf, parameter } from './workload-roles';

const NODE_POLICY = 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy';
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;

interface Nodes {
  readonly managedPolicyArns?: string[];
  readonly statements?: Record<string, unknown>[];
  readonly roleArn?: string;
  readonly metadataOptions?: ec2.CfnLaunchTemplate.MetadataOptionsProperty;
}

/** A node group of L1 constructs with its own role and launch template. */
const l1 =
  ({ managedPolicyArns = [NODE_POLICY], statements, roleArn, metadataOptions }: Nodes) =>
  (stack: Stack) => {
    const role = new iam.CfnRole(stack, 'Role', {
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      managedPolicyArns,
      policies: statements && [
        { policyName: 'Inline', policyDocument: { Version: '2012-10-17', Statement: statements } },
      ],
    });
    const template = new ec2.CfnLaunchTemplate(stack, 'Template', {
      launchTemplateData: { metadataOptions },
    });
    new eks.CfnNodegroup(stack, 'Nodes', {
      clusterName: 'prod',
      nodeRole: roleArn ?? role.attrArn,
      subnets: ['subnet-1'],
      launchTemplate: { id: template.ref },
    });
  };

/** A node group of aws-cdk-lib's constructs. */
const l2 =
  ({ statements = [], managedPolicyArns = [], metadataOptions }: Nodes) =>
  (stack: Stack) => {
    const cluster = new eksv2.Cluster(stack, 'Cluster', {
      version: eksv2.KubernetesVersion.V1_33,
      defaultCapacityType: eksv2.DefaultCapacityType.NODEGROUP,
      defaultCapacity: 0,
      kubectlProviderOptions: { kubectlLayer: new KubectlV33Layer(stack, 'Layer') },
    });
    const template = new ec2.LaunchTemplate(stack, 'Template', {
      httpPutResponseHopLimit: metadataOptions?.httpPutResponseHopLimit as number | undefined,
    });
    const nodes = cluster.addNodegroupCapacity('Nodes', {
      launchTemplateSpec: { id: template.launchTemplateId as string },
    });
    for (const statement of statements) {
      nodes.role.addToPrincipalPolicy(iam.PolicyStatement.fromJson(statement));
    }
    managedPolicyArns.forEach((arn, at) => {
      nodes.role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(stack, `M${at}`, arn));
    });
  };

const applicable = (rule: Rule, facts: Facts) =>
  rule
    .check(facts)
    .filter(({ result }) => result !== 'not-applicable')
    .map(({ result, message }) => ({ result, ...(message && { message }) }));

describe.each([
  ['AWS::EKS::Nodegroup', l1],
  ['a node group of aws-cdk-lib', l2],
])('%s', (_, form) => {
  test('a node role passes as it comes', () => {
    expect(applicable(permissionsNodeRole, factsOf(form({})))).toEqual([{ result: 'pass' }]);
  });

  test('a node role fails on the statements of an application', () => {
    const statements = [
      allow(['ec2:DescribeInstances', 's3:GetObject', 'dynamodb:PutItem']),
      allow('ecr:GetAuthorizationToken'),
    ];

    expect(applicable(permissionsNodeRole, factsOf(form({ statements })))).toEqual([
      { result: 'fail', message: 'The node role allows s3:GetObject, dynamodb:PutItem.' },
    ]);
  });

  test('a node role fails on the managed policy of an application', () => {
    const managedPolicyArns = [NODE_POLICY, aws('AmazonS3ReadOnlyAccess')];

    expect(applicable(permissionsNodeRole, factsOf(form({ managedPolicyArns })))).toEqual([
      { result: 'fail', message: 'The node role has AmazonS3ReadOnlyAccess.' },
    ]);
  });

  test('a node role passes what nodes need', () => {
    const managedPolicyArns = [NODE_POLICY, aws('AmazonSSMManagedInstanceCore')];
    const statements = [allow(['ec2:AssignIpv6Addresses', 'ec2:Describe*', 'ecr:Get*'])];

    expect(
      applicable(permissionsNodeRole, factsOf(form({ managedPolicyArns, statements }))),
    ).toEqual([{ result: 'pass' }]);
  });

  test('a hop limit of 1 passes', () => {
    const facts = factsOf(form({ metadataOptions: { httpPutResponseHopLimit: 1 } }));

    expect(applicable(permissionsNodeHopLimit, facts)).toEqual([{ result: 'pass' }]);
  });

  test('a hop limit of 2 fails', () => {
    const facts = factsOf(form({ metadataOptions: { httpPutResponseHopLimit: 2 } }));

    expect(applicable(permissionsNodeHopLimit, facts)).toEqual([
      { result: 'fail', message: 'Metadata responses may take 2 hops, which reaches pods.' },
    ]);
  });

  test('cannot tell the hop limit that is not set', () => {
    expect(applicable(permissionsNodeHopLimit, factsOf(form({})))).toEqual([
      {
        result: 'cannot-tell',
        message: 'The hop limit is the default of the AMI or of the account.',
      },
    ]);
  });
});

test('cannot tell a hop limit that is a parameter', () => {
  const facts = factsOf((stack) => {
    const httpPutResponseHopLimit = parameter(stack) as unknown as number;
    l1({ metadataOptions: { httpPutResponseHopLimit } })(stack);
  });

  expect(applicable(permissionsNodeHopLimit, facts)).toEqual([
    { result: 'cannot-tell', message: 'The hop limit is only known at deployment.' },
  ]);
});

test('cannot tell the hop limit of nodes without a launch template of the app', () => {
  const facts = factsOf((stack) => {
    new eks.CfnNodegroup(stack, 'Nodes', {
      clusterName: 'prod',
      nodeRole: 'arn:aws:iam::111122223333:role/nodes',
      subnets: ['subnet-1'],
    });
  });

  expect(applicable(permissionsNodeHopLimit, facts).map(({ result }) => result)).toEqual([
    'cannot-tell',
  ]);
  expect(applicable(permissionsNodeRole, facts)).toEqual([
    { result: 'cannot-tell', message: 'The role of these nodes is not in the templates.' },
  ]);
});

test.each([l1, l2])(
  'cannot tell a managed policy of a node role that is a parameter %#',
  (form) => {
    const facts = factsOf((stack) => {
      form({ managedPolicyArns: [NODE_POLICY, parameter(stack)] })(stack);
    });

    expect(applicable(permissionsNodeRole, facts).map(({ result }) => result)).toEqual([
      'cannot-tell',
    ]);
  },
);

test('the nodes of an Auto Scaling group that joins a cluster are judged', () => {
  const facts = factsOf((stack) => {
    const role = new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    });
    role.addToPolicy(iam.PolicyStatement.fromJson(allow('s3:GetObject')));
    const profile = new iam.CfnInstanceProfile(stack, 'Profile', { roles: [role.roleName] });
    const template = new ec2.CfnLaunchTemplate(stack, 'Template', {
      launchTemplateData: {
        iamInstanceProfile: { arn: profile.attrArn },
        metadataOptions: { httpPutResponseHopLimit: 2 },
      },
    });
    new autoscaling.CfnAutoScalingGroup(stack, 'Nodes', {
      minSize: '1',
      maxSize: '1',
      launchTemplate: {
        launchTemplateId: template.ref,
        version: template.attrLatestVersionNumber,
      },
      tags: [{ key: 'kubernetes.io/cluster/prod', value: 'owned', propagateAtLaunch: true }],
    });
  });

  expect(applicable(permissionsNodeRole, facts)).toEqual([
    { result: 'fail', message: 'The node role allows s3:GetObject.' },
  ]);
  expect(applicable(permissionsNodeHopLimit, facts).map(({ result }) => result)).toEqual(['fail']);
});

describe('the role of nodes that no node group makes', () => {
  const ROLE = 'arn:aws:iam::111122223333:role/nodes';
  const withRole = (build: (stack: Stack, role: iam.Role) => void) =>
    applicable(
      permissionsNodeRole,
      factsOf((stack) => {
        const role = new iam.Role(stack, 'Role', {
          roleName: 'nodes',
          assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
        });
        role.addToPolicy(iam.PolicyStatement.fromJson(allow('s3:GetObject')));
        build(stack, role);
      }),
    );
  const autoMode = (stack: Stack, nodeRoleArn?: string) =>
    new eks.CfnCluster(stack, 'Cluster', {
      roleArn: 'arn:aws:iam::111122223333:role/cluster',
      resourcesVpcConfig: { subnetIds: ['subnet-1'] },
      computeConfig: { enabled: true, nodePools: ['system'], nodeRoleArn },
    });
  const entry = (stack: Stack, principalArn: string, type?: string) =>
    new eks.CfnAccessEntry(stack, 'Entry', { clusterName: 'prod', principalArn, type });
  const nodeClass = (stack: Stack, spec: object, kind = 'EC2NodeClass') =>
    new CfnResource(stack, 'NodeClass', {
      type: 'Custom::AWSCDK-EKS-KubernetesResource',
      properties: {
        ClusterName: 'prod',
        Manifest: stack.toJsonString([{ kind, metadata: { name: 'default' }, spec }]),
      },
    });
  const FAILS = [{ result: 'fail', message: 'The node role allows s3:GetObject.' }];

  test('is that of EKS Auto Mode', () => {
    expect(withRole((stack, role) => autoMode(stack, role.roleArn))).toEqual(FAILS);
    expect(withRole((stack) => autoMode(stack))).toEqual([]);
  });

  test.each(['EC2_LINUX', 'EC2_WINDOWS', 'EC2'])('is that of an access entry for %s', (type) => {
    expect(withRole((stack, role) => entry(stack, role.roleArn, type))).toEqual(FAILS);
  });

  test.each(['STANDARD', undefined])('is not that of an access entry for %s', (type) => {
    expect(withRole((stack, role) => entry(stack, role.roleArn, type))).toEqual([]);
  });

  test.each(['EC2NodeClass', 'NodeClass'])('is that of a %s of the app', (kind) => {
    expect(withRole((stack) => nodeClass(stack, { role: 'nodes' }, kind))).toEqual(FAILS);
    expect(withRole((stack, role) => nodeClass(stack, { role: role.roleName }, kind))).toEqual(
      FAILS,
    );
  });

  test('is judged once, and cannot be told where no template makes it', () => {
    expect(
      withRole((stack, role) => {
        autoMode(stack, role.roleArn);
        entry(stack, role.roleArn, 'EC2');
      }),
    ).toEqual(FAILS);
    expect(
      applicable(
        permissionsNodeRole,
        factsOf((stack) => entry(stack, ROLE, 'EC2_LINUX')),
      ),
    ).toEqual([
      { result: 'cannot-tell', message: 'The role of these nodes is not in the templates.' },
    ]);
  });

  test('the hop limit of a node class is judged too', () => {
    const hops = (httpPutResponseHopLimit?: unknown) =>
      applicable(
        permissionsNodeHopLimit,
        factsOf((stack) => nodeClass(stack, { metadataOptions: { httpPutResponseHopLimit } })),
      ).map(({ result }) => result);

    expect(hops(2)).toEqual(['fail']);
    expect(hops(1)).toEqual(['pass']);
    expect(hops()).toEqual(['cannot-tell']);
    expect(hops('two')).toEqual(['cannot-tell']);
  });
});

test('a node may signal the stack that waits for it', () => {
  const facts = factsOf((stack) => {
    const cluster = new eks.Cluster(stack, 'Cluster', {
      version: eks.KubernetesVersion.V1_33,
      kubectlLayer: new KubectlV33Layer(stack, 'Layer'),
      defaultCapacity: 0,
    });
    cluster.addAutoScalingGroupCapacity('Nodes', {
      instanceType: new ec2.InstanceType('t3.large'),
      signals: autoscaling.Signals.waitForAll(),
    });
    // The tag that names the cluster comes with the aspects.
    (stack.node.root as App).synth();
  });

  expect(applicable(permissionsNodeRole, facts)).toEqual([{ result: 'pass' }]);
});

test('neither rule applies to what is not of nodes', () => {
  const facts = factsOf((stack) => {
    new ec2.CfnLaunchTemplate(stack, 'Template', {
      launchTemplateData: { metadataOptions: { httpPutResponseHopLimit: 3 } },
    });
    new ec2.LaunchTemplate(stack, 'L2Template', { httpPutResponseHopLimit: 3 });
    new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: { Statement: [] } });
    new iam.Role(stack, 'L2Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  });

  for (const rule of [permissionsNodeHopLimit, permissionsNodeRole]) {
    expect(rule.check(facts).map(({ result }) => result)).toEqual([
      'not-applicable',
      'not-applicable',
    ]);
  }
});
