import { Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eksV1 from 'aws-cdk-lib/aws-eks';
import * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { PodIdentityAgent, PodIdentityAssociation, ServiceAccountDelivery } from '../../src';
import {
  attributesCluster,
  cfnCluster,
  ENV,
  testApp,
  testStack,
  v1Cluster,
  v2Cluster,
} from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';
import { associationsOf, resourcesOf } from '../template-views';

const NAME = 'eks-pod-identity-agent';

const identityIn = (
  stack: Stack,
  cluster: aws_eks.IClusterRef,
  agent?: PodIdentityAgent,
  name = 'reader',
) =>
  new PodIdentityAssociation(stack, `Identity-${name}`, {
    cluster,
    namespace: 'logging',
    serviceAccountName: name,
    delivery: ServiceAccountDelivery.external(),
    agent,
  });

const addonsOf = (stack: Stack) => resourcesOf(Template.fromStack(stack), 'AWS::EKS::Addon');
const dependenciesOf = (stack: Stack) => associationsOf(Template.fromStack(stack))[0].dependsOn;

const OWNED: [string, (stack: Stack) => aws_eks.IClusterRef][] = [
  ['aws-eks', v1Cluster],
  ['aws-eks-v2', v2Cluster],
  ['CfnCluster', cfnCluster],
];

const NAMED: [string, (stack: Stack) => aws_eks.IClusterRef][] = [
  ['aws-eks', (stack) => v1Cluster(stack, 'Cluster', { clusterName: 'prod' })],
  ['aws-eks-v2', (stack) => v2Cluster(stack, 'Cluster', { clusterName: 'prod' })],
  [
    'CfnCluster',
    (stack) => {
      const cluster = cfnCluster(stack);
      cluster.name = 'prod';
      return cluster;
    },
  ],
];

describe.each(OWNED)('on a cluster of %s that the app makes', (_, make) => {
  test('the agent is added once, and the associations wait for it', () => {
    const stack = testStack();
    const cluster = make(stack);
    identityIn(stack, cluster);
    identityIn(stack, cluster, undefined, 'writer');

    const [addon, ...more] = addonsOf(stack);
    expect(addon.properties).toMatchObject({ AddonName: NAME, ClusterName: expect.any(String) });
    expect(more).toEqual([]);
    for (const association of associationsOf(Template.fromStack(stack))) {
      expect(association.dependsOn).toContain(addon.id);
    }
  });

  test('an association in another stack waits for the stack with the agent', () => {
    const app = testApp();
    const platform = testStack(app, 'Platform');
    const workloads = testStack(app, 'Workloads');
    identityIn(workloads, make(platform));

    expect(addonsOf(platform)).toHaveLength(1);
    expect(addonsOf(workloads)).toEqual([]);
    expect(workloads.dependencies).toContain(platform);
  });

  test('none is added where it is preinstalled', () => {
    const stack = testStack();
    identityIn(stack, make(stack), PodIdentityAgent.preinstalled());

    expect(addonsOf(stack)).toEqual([]);
    expect(dependenciesOf(stack)).toEqual([]);
  });

  test('addon() takes version and configuration', () => {
    const stack = testStack();
    identityIn(
      stack,
      make(stack),
      PodIdentityAgent.addon({ addonVersion: 'v1.3.8-eksbuild.2', configurationValues: '{"a":1}' }),
    );

    expect(addonsOf(stack).map(({ properties }) => properties)).toEqual([
      expect.objectContaining({
        AddonName: NAME,
        AddonVersion: 'v1.3.8-eksbuild.2',
        ConfigurationValues: '{"a":1}',
      }),
    ]);
  });

  test.each(['CfnAddon', 'Addon'])('a %s that the user made before is used', (kind) => {
    const stack = testStack();
    const cluster = make(stack);
    if (kind === 'CfnAddon') {
      new eksV1.CfnAddon(stack, 'Mine', {
        addonName: NAME,
        clusterName: cluster.clusterRef.clusterName,
      });
    } else {
      new eksV2.Addon(stack, 'Mine', {
        addonName: NAME,
        cluster: { clusterName: cluster.clusterRef.clusterName } as eksV2.ICluster,
      });
    }
    identityIn(stack, cluster);

    const addons = addonsOf(stack);
    expect(addons.map(({ id }) => id)).toEqual([expect.stringMatching(/^Mine/)]);
    expect(dependenciesOf(stack)).toEqual([addons[0].id]);
  });

  test('an add-on that the user makes after is refused, naming both ways out', () => {
    const stack = testStack();
    const cluster = make(stack);
    identityIn(stack, cluster);
    new eksV1.CfnAddon(stack, 'Mine', {
      addonName: NAME,
      clusterName: cluster.clusterRef.clusterName,
    });

    const message = synthesisErrorOf(() => Template.fromStack(stack));
    expect(message).toMatch(
      /\[Stack\/Cluster\/\S+\] add-on 'eks-pod-identity-agent' .* 'Stack\/Mine'/,
    );
    expect(message).toContain('before the first identity');
    expect(message).toContain('PodIdentityAgent.preinstalled()');
  });

  test('another add-on, or that of another cluster, is none of our business', () => {
    const stack = testStack();
    const cluster = make(stack);
    identityIn(stack, cluster);
    new eksV1.CfnAddon(stack, 'Other', {
      addonName: 'vpc-cni',
      clusterName: cluster.clusterRef.clusterName,
    });
    new eksV1.CfnAddon(stack, 'Elsewhere', { addonName: NAME, clusterName: 'another' });

    expect(addonsOf(stack)).toHaveLength(3);
  });
});

describe.each(NAMED)('on a cluster of %s with a literal name', (_, make) => {
  const addByName = (stack: Stack, clusterName: string) =>
    new eksV1.CfnAddon(stack, 'Mine', { addonName: NAME, clusterName });

  test('an add-on that the user made by that name is used', () => {
    const stack = testStack();
    const cluster = make(stack);
    addByName(stack, 'prod');
    identityIn(stack, cluster);

    expect(addonsOf(stack).map(({ id }) => id)).toEqual(['Mine']);
  });

  test('an add-on that the user makes after by that name is refused', () => {
    const stack = testStack();
    identityIn(stack, make(stack));
    addByName(stack, 'prod');

    expect(synthesisErrorOf(() => Template.fromStack(stack))).toContain("'Stack/Mine'");
  });

  test('an add-on of another name is that of another cluster', () => {
    const stack = testStack();
    addByName(stack, 'test');
    identityIn(stack, make(stack));

    expect(addonsOf(stack)).toHaveLength(2);
  });
});

test('addon() with other options than the first identity gave is refused', () => {
  const stack = testStack();
  const cluster = v2Cluster(stack);
  identityIn(stack, cluster, PodIdentityAgent.addon({ addonVersion: 'v1' }));
  identityIn(stack, cluster, PodIdentityAgent.addon({ addonVersion: 'v1' }), 'writer');

  const message = refusalOf(() =>
    identityIn(stack, cluster, PodIdentityAgent.addon({ addonVersion: 'v2' }), 'third'),
  );
  expect(message).toMatch(/^\[Stack\/Identity-third\/?\S*\] add-on 'eks-pod-identity-agent'/);
  expect(message).toContain('v2');
  expect(message).toContain('PodIdentityAgent.preinstalled()');
});

test('clusters of the same logical id in two stacks get one agent each', () => {
  const app = testApp();
  const stacks = ['First', 'Second'].map((id) => testStack(app, id));
  for (const stack of stacks) {
    identityIn(stack, v2Cluster(stack));
  }

  expect(stacks.map((stack) => addonsOf(stack).length)).toEqual([1, 1]);
});

test("aws-cdk-lib's own Pod Identity ServiceAccount uses the same add-on, in any order", () => {
  for (const first of [true, false]) {
    const stack = testStack();
    const cluster = v2Cluster(stack);
    const theirs = () =>
      cluster.addServiceAccount('Native', {
        identityType: eksV2.IdentityType.POD_IDENTITY,
      });
    if (first) {
      theirs();
    }
    identityIn(stack, cluster);
    if (!first) {
      theirs();
    }

    expect(addonsOf(stack)).toHaveLength(1);
  }
});

describe('EKS Auto Mode has the agent built in', () => {
  const autoMode = {
    'aws-eks-v2': (stack: Stack) =>
      v2Cluster(stack, 'Cluster', {
        defaultCapacityType: eksV2.DefaultCapacityType.AUTOMODE,
        defaultCapacity: undefined,
      }),
    CfnCluster: (stack: Stack) => {
      const cluster = cfnCluster(stack);
      cluster.computeConfig = { enabled: true };
      return cluster;
    },
  };

  test.each(Object.entries(autoMode))('on a cluster of %s none is added', (_, make) => {
    const stack = testStack();
    identityIn(stack, make(stack));

    expect(addonsOf(stack)).toEqual([]);
  });
});

describe('a cluster that the app does not make', () => {
  const imported: [string, (stack: Stack) => aws_eks.IClusterRef][] = [
    [
      'aws-eks imported',
      (stack) => eksV1.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'prod' }),
    ],
    [
      'aws-eks-v2 imported',
      (stack) => eksV2.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'prod' }),
    ],
    ['attributes', attributesCluster],
  ];

  test.each(imported)('of %s gets no agent unless asked', (_, make) => {
    const stack = testStack();
    identityIn(stack, make(stack));
    expect(addonsOf(stack)).toEqual([]);

    const asked = testStack();
    identityIn(asked, make(asked), PodIdentityAgent.addon());
    const [addon] = addonsOf(asked);
    expect(addon.properties).toEqual({ AddonName: NAME, ClusterName: 'prod' });
    expect(dependenciesOf(asked)).toEqual([addon.id]);
  });

  test('is one cluster for the agent, imported twice', () => {
    const stack = testStack();
    identityIn(stack, attributesCluster(stack, 'Once'), PodIdentityAgent.addon());
    identityIn(stack, attributesCluster(stack, 'Twice'), PodIdentityAgent.addon(), 'writer');

    expect(addonsOf(stack)).toHaveLength(1);
  });

  test('of the same name in another Stage gets its own', () => {
    const app = testApp();
    const stacks = ['Dev', 'Prod'].map((id) => new Stack(new Stage(app, id), 'Stack'));
    for (const stack of stacks) {
      identityIn(stack, attributesCluster(stack), PodIdentityAgent.addon());
    }

    expect(stacks.flatMap(addonsOf)).toHaveLength(2);
  });

  test.each([
    ['account', { account: '444455556666' }],
    ['Region', { region: 'us-east-1' }],
  ])('of the same name in another %s is another cluster', (_, elsewhere) => {
    const app = testApp();
    const stacks = [ENV, { ...ENV, ...elsewhere }].map((env, index) =>
      testStack(app, `Stack${index}`, env),
    );
    for (const stack of stacks) {
      identityIn(stack, attributesCluster(stack), PodIdentityAgent.addon());
    }

    expect(stacks.flatMap(addonsOf)).toHaveLength(2);
  });
});
