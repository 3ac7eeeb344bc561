import { NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eksV1 from 'aws-cdk-lib/aws-eks';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import { WorkloadIdentity, WorkloadTrust } from '../../src';
import { deployedValue } from '../deployed-value';
import { CLUSTER_KINDS, type ClusterKind, ENV, ISSUER, PROVIDER_ARN, testApp } from '../fixtures';
import {
  associationsOf,
  identityRolesOf,
  manifestsOf,
  providersOf,
  resourcesOf,
  resourceTypesOf,
  trustOf,
} from '../template-views';

const PLACES = [
  'the same stack',
  'another stack',
  'a nested stack',
  'the parent of a nested stack',
  'an environment-agnostic stack',
];

const IRSA_STATEMENT = {
  Effect: 'Allow',
  Principal: { Federated: PROVIDER_ARN },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      [`${ISSUER}:sub`]: 'system:serviceaccount:logging:reader',
      [`${ISSUER}:aud`]: 'sts.amazonaws.com',
    },
  },
};

const podIdentityStatement = (clusterArn: string) => ({
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
  Condition: {
    StringEquals: {
      'aws:RequestTag/eks-cluster-arn': clusterArn,
      'aws:RequestTag/kubernetes-namespace': 'logging',
      'aws:RequestTag/kubernetes-service-account': 'reader',
    },
  },
});

const TRUSTS = {
  irsa: WorkloadTrust.irsa(),
  podIdentity: WorkloadTrust.podIdentity(),
  dual: WorkloadTrust.dual(),
};

function workloadStack(place: string, platform: Stack): Stack {
  switch (place) {
    case 'another stack':
      return new Stack(platform.node.root, 'Workloads', { env: ENV });
    case 'a nested stack':
      return new NestedStack(platform, 'Workloads');
    default:
      return platform;
  }
}

/** A cluster of the kind, and an identity in the place, unless the trust is left out. */
function declared(kind: ClusterKind, place: string, trust?: WorkloadTrust) {
  const app = testApp();
  const env = place === 'an environment-agnostic stack' ? undefined : ENV;
  const platform = new Stack(app, 'Platform', { env });
  const clusterStack =
    place === 'the parent of a nested stack' ? new NestedStack(platform, 'Nested') : platform;
  const cluster: aws_eks.IClusterRef = kind.make(clusterStack);
  const stack = workloadStack(place, platform);
  if (kind.kind === 'aws-eks imported') {
    // The first manifest in a stack, whoever declares it, makes aws-eks bring its kubectl function.
    new eksV1.KubernetesManifest(stack, 'Other', {
      cluster: cluster as unknown as eksV1.ICluster,
      manifest: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } }],
    });
  }
  if (trust) {
    new WorkloadIdentity(stack, 'Identity', {
      cluster,
      namespace: 'logging',
      serviceAccountName: 'reader',
      trust,
      delivery: kind.delivery(),
    });
  }
  const template = Template.fromStack(stack);
  const clusterTemplate = stack === clusterStack ? template : Template.fromStack(clusterStack);
  return {
    template,
    clusterTemplate,
    clusterArn: deployedValue(stack.resolve(cluster.clusterRef.clusterArn)),
    types: [...new Set([template, clusterTemplate])].flatMap(resourceTypesOf),
  };
}

describe.each(CLUSTER_KINDS)('a cluster of kind $kind', (kind) => {
  const canKubectl = kind.delivery()._config.kind === 'kubectl';

  describe.each(PLACES)('and an identity in %s', (place) => {
    const known = new Map<string, ReturnType<typeof declared>>();
    const synthesized = (trust?: keyof typeof TRUSTS) => {
      const key = trust ?? 'none';
      known.set(key, known.get(key) ?? declared(kind, place, trust && TRUSTS[trust]));
      return known.get(key) as ReturnType<typeof declared>;
    };

    test('IRSA trusts exactly issuer, subject and audience, by one provider', () => {
      const { template, clusterTemplate } = synthesized('irsa');

      expect(trustOf(template)).toEqual({ Version: '2012-10-17', Statement: [IRSA_STATEMENT] });
      const made = kind.owned || kind.kind === 'attributes with an issuer';
      expect(providersOf(clusterTemplate)).toEqual(
        made
          ? [
              expect.objectContaining({
                native: true,
                properties: { Url: `https://${ISSUER}`, ClientIdList: ['sts.amazonaws.com'] },
              }),
            ]
          : [],
      );
      expect(associationsOf(template)).toEqual([]);
    });

    test('the trust is a string where the issuer is a token, and an object elsewhere', () => {
      const [role] = identityRolesOf(synthesized('irsa').template);

      expect(typeof role.properties.AssumeRolePolicyDocument).toBe(
        kind.issuerIsToken ? 'string' : 'object',
      );
    });

    test('Pod Identity trusts the cluster, namespace and ServiceAccount, by one association', () => {
      const { template, clusterArn } = synthesized('podIdentity');

      expect(trustOf(template)).toEqual({
        Version: '2012-10-17',
        Statement: [podIdentityStatement(clusterArn)],
      });
      expect(associationsOf(template).map(({ properties }) => properties)).toEqual([
        {
          ClusterName: expect.any(String),
          Namespace: 'logging',
          ServiceAccount: 'reader',
          RoleArn: expect.stringMatching(/^<RoleLoggingReader\w+\.Arn>$/),
        },
      ]);
    });

    test('the agent is added to a cluster of this app alone', () => {
      const addons = resourcesOf(synthesized('podIdentity').clusterTemplate, 'AWS::EKS::Addon');

      expect(addons.map(({ properties }) => properties.AddonName)).toEqual(
        kind.owned ? ['eks-pod-identity-agent'] : [],
      );
    });

    test('both together are two statements of one role', () => {
      const { template, clusterArn } = synthesized('dual');

      expect(trustOf(template).Statement).toEqual([
        IRSA_STATEMENT,
        podIdentityStatement(clusterArn),
      ]);
      expect(associationsOf(template)).toHaveLength(1);
    });

    test.each(['irsa', 'podIdentity'] as const)(
      '%s adds no function, and nothing that only the other needs',
      (trust) => {
        const { template, types } = synthesized(trust);

        const added = [...types];
        for (const type of synthesized().types) {
          expect(added).toContain(type);
          added.splice(added.indexOf(type), 1);
        }
        expect(added.filter((type) => type.startsWith('Custom::'))).toEqual(
          canKubectl ? ['Custom::AWSCDK-EKS-KubernetesResource'] : [],
        );
        expect(added).not.toContain('AWS::Lambda::Function');
        expect(added).not.toContain('AWS::CloudFormation::Stack');
        const kinds = manifestsOf(template)
          .filter(({ id }) => id.startsWith('ServiceAccount'))
          .flatMap(({ objects }) => objects.map((object) => `${object.apiVersion}/${object.kind}`));
        expect(kinds).toEqual(canKubectl ? ['v1/ServiceAccount'] : []);
      },
    );
  });
});
