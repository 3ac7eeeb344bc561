import { Fn, Stage } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-eks';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { ServiceAccountDelivery, WorkloadCluster } from '../../src';
import {
  attributesCluster,
  CLUSTER_KINDS,
  cfnCluster,
  ENV,
  importedKubectl,
  PROVIDER_ARN,
  testApp,
  testStack,
  v1Cluster,
  v2Cluster,
} from '../fixtures';
import { declareIrsa, declarePodIdentity } from '../service-account/declare';

const delivery = ServiceAccountDelivery.external();

describe.each(CLUSTER_KINDS)('with $kind', ({ make }) => {
  test('a second identity for the same ServiceAccount is refused and names the first', () => {
    const stack = testStack();
    const cluster = make(stack);
    declareIrsa(stack, { cluster, delivery }, 'First');
    expect(() => declarePodIdentity(stack, { cluster, delivery }, 'Second')).toThrow(
      "[Stack/Second] ServiceAccount 'reader' in namespace 'logging' of cluster 'Stack/Cluster' has " +
        "an identity already, 'Stack/First': declare it once, and pass the identity to whoever needs",
    );
  });

  test('another name or another namespace is accepted', () => {
    const stack = testStack();
    const cluster = make(stack);
    declareIrsa(stack, { cluster, delivery });
    expect(() => {
      declareIrsa(stack, { cluster, delivery, serviceAccountName: 'writer' });
      declareIrsa(stack, { cluster, delivery, namespace: 'other' });
    }).not.toThrow();
  });

  test('a second identity in another stack is refused', () => {
    const app = testApp();
    const cluster = make(testStack(app, 'Platform'));
    declareIrsa(testStack(app, 'One'), { cluster, delivery }, 'First');
    expect(() => declareIrsa(testStack(app, 'Two'), { cluster, delivery }, 'Second')).toThrow(
      /^\[Two\/Second\] .* has an identity already, 'One\/First'/,
    );
  });

  test('two Stages may declare the same ServiceAccount', () => {
    const app = testApp();
    const declareIn = (id: string) => {
      const stack = testStack(new Stage(app, id) as never);
      declareIrsa(stack, { cluster: make(stack), delivery });
    };
    declareIn('Blue');
    expect(() => declareIn('Green')).not.toThrow();
  });
});

describe('two references to one cluster are one cluster', () => {
  test.each<[string, () => [aws_eks.IClusterRef, aws_eks.IClusterRef]]>([
    [
      'the L2 and its CfnCluster',
      () => {
        const cluster = v2Cluster(testStack());
        return [cluster, cluster.node.defaultChild as CfnCluster];
      },
    ],
    [
      'two imports by name',
      () => {
        const stack = testStack();
        return [attributesCluster(stack), attributesCluster(stack, 'Again')];
      },
    ],
    ...[v1Cluster, v2Cluster].map(
      (make): [string, () => [aws_eks.IClusterRef, aws_eks.IClusterRef]] => [
        `the owned cluster (${make.name}) and an import by its literal name`,
        () => {
          const stack = testStack();
          return [
            make(stack, 'Cluster', { clusterName: 'prod' }),
            attributesCluster(stack, 'Import'),
          ];
        },
      ],
    ),
    [
      'an import by name and one by the ARN of the same account and Region',
      () => {
        const stack = testStack();
        const byArn = WorkloadCluster.fromAttributes(stack, 'ByArn', {
          clusterName: 'prod',
          clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
          oidcProviderArn: PROVIDER_ARN,
        });
        return [attributesCluster(stack), byArn];
      },
    ],
    [
      'imports of two stacks of one account and Region',
      () => {
        const app = testApp();
        return [attributesCluster(testStack(app, 'One')), attributesCluster(testStack(app, 'Two'))];
      },
    ],
  ])('%s', (_, make) => {
    const [one, other] = make();
    const stack = testStack(one.node.root as never, 'Workloads');
    declarePodIdentity(stack, { cluster: one, delivery }, 'First');
    expect(() => declarePodIdentity(stack, { cluster: other, delivery }, 'Second')).toThrow(
      /has an identity already, 'Workloads\/First'/,
    );
  });
});

test('a cluster is the same one, seen from a stack of another Region', () => {
  const app = testApp();
  const cluster = attributesCluster(testStack(app, 'Platform'));
  declareIrsa(testStack(app, 'Near'), { cluster, delivery }, 'First');
  const far = testStack(app, 'Far', { ...ENV, region: 'us-east-1' });
  expect(() => declareIrsa(far, { cluster, delivery }, 'Second')).toThrow(
    /has an identity already, 'Near\/First'/,
  );
});

describe('different clusters are accepted', () => {
  test.each<[string, (app: ReturnType<typeof testApp>) => aws_eks.IClusterRef[]]>([
    [
      'of other names',
      (app) => {
        const stack = testStack(app);
        return [attributesCluster(stack), attributesCluster(stack, 'Other', 'test')];
      },
    ],
    [
      'of the same name in another Region',
      (app) => {
        const stack = testStack(app);
        const other = WorkloadCluster.fromAttributes(stack, 'Other', {
          clusterName: 'prod',
          clusterArn: 'arn:aws:eks:us-east-1:111122223333:cluster/prod',
          oidcProviderArn: PROVIDER_ARN,
          kubectlProvider: importedKubectl(stack, 'OtherKubectl'),
        });
        return [attributesCluster(stack), other];
      },
    ],
    [
      'with the same logical id in two stacks',
      (app) => ['One', 'Two'].map((id) => v2Cluster(testStack(app, id))),
    ],
    [
      'that are resources with the same logical id',
      (app) => ['One', 'Two'].map((id) => cfnCluster(testStack(app, id))),
    ],
    [
      'whose names are parameters',
      (app) => {
        const stack = testStack(app);
        return ['One', 'Two'].map((id) => attributesCluster(stack, id, Fn.ref(`${id}Name`)));
      },
    ],
  ])('%s, and have roles of their own', (_, make) => {
    const app = testApp();
    const clusters = make(app);
    const stack = testStack(app, 'Workloads');
    const roles = clusters.map((cluster, index) => {
      const { role } = declareIrsa(stack, { cluster, delivery }, `Reader${index}`);
      return stack.resolve(role.roleArn)['Fn::GetAtt'][0];
    });
    expect(new Set(roles).size).toBe(2);
    expect(() => app.synth()).not.toThrow();
  });
});
