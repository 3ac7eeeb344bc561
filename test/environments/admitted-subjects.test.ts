import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { ServiceAccountDelivery, WorkloadCluster, WorkloadTrust } from '../../src';
import { WorkloadEnvironments } from '../../src/environments/workload-environments';
import { testStack } from '../fixtures';
import { associationsOf, identityRolesOf, trustOf } from '../template-views';

interface Place {
  readonly cluster: number;
  readonly namespace: string;
  readonly podIdentity: boolean;
}

const issuerOf = (cluster: number) =>
  `oidc.eks.eu-west-1.amazonaws.com/id/${String(cluster).padStart(32, '0')}`;
const arnOf = (cluster: number) => `arn:aws:eks:eu-west-1:111122223333:cluster/cluster-${cluster}`;

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const places = fc.uniqueArray(
  fc.record({ cluster: fc.nat(3), namespace: label, podIdentity: fc.boolean() }),
  { minLength: 1, maxLength: 6, selector: ({ cluster, namespace }) => `${cluster} ${namespace}` },
);

/** Cluster, namespace and name of whom a role admits, read from its conditions alone. */
function admitted(template: Template, roleId: string): string[] {
  const [statement, ...others] = trustOf(template, roleId).Statement;
  expect(others).toEqual([]);
  expect(Object.keys(statement.Condition)).toEqual(['StringEquals']);
  const conditions = statement.Condition.StringEquals;
  if (statement.Action === 'sts:AssumeRoleWithWebIdentity') {
    const [, issuer] = statement.Principal.Federated.split(':oidc-provider/');
    expect(conditions).toEqual({
      [`${issuer}:aud`]: 'sts.amazonaws.com',
      [`${issuer}:sub`]: expect.any(String),
    });
    const [, , namespace, name] = conditions[`${issuer}:sub`].split(':');
    return [issuer, namespace, name];
  }
  return ['eks-cluster-arn', 'kubernetes-namespace', 'kubernetes-service-account'].map(
    (tag) => conditions[`aws:RequestTag/${tag}`],
  );
}

test('each role admits the subject of its environment, and nobody else', () => {
  fc.assert(
    fc.property(places, label, (given: Place[], serviceAccountName) => {
      const stack = testStack();
      const clusters = [0, 1, 2, 3].map((number) =>
        WorkloadCluster.fromAttributes(stack, `Cluster${number}`, {
          clusterName: `cluster-${number}`,
          oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${issuerOf(number)}`,
        }),
      );
      new WorkloadEnvironments(stack, 'App', {
        cluster: clusters[0],
        serviceAccountName,
        trust: WorkloadTrust.irsa(),
        delivery: ServiceAccountDelivery.external(),
        environments: given.map(({ cluster, namespace, podIdentity }, at) => ({
          name: `environment-${at}`,
          cluster: clusters[cluster],
          namespace,
          trust: podIdentity ? WorkloadTrust.podIdentity() : undefined,
        })),
      });
      const template = Template.fromStack(stack);

      expect(
        identityRolesOf(template)
          .map(({ id }) => admitted(template, id).join(' '))
          .sort(),
      ).toEqual(
        given
          .map(({ cluster, namespace, podIdentity }) => {
            const whose = podIdentity ? arnOf(cluster) : issuerOf(cluster);
            return `${whose} ${namespace} ${serviceAccountName}`;
          })
          .sort(),
      );
      expect(associationsOf(template)).toHaveLength(
        given.filter(({ podIdentity }) => podIdentity).length,
      );
    }),
    { numRuns: 30 },
  );
});
