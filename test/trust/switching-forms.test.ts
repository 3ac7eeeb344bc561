import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type * as eksV1 from 'aws-cdk-lib/aws-eks';
import * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import {
  ClusterOidcProvider,
  IrsaServiceAccount,
  type IrsaServiceAccountProps,
  ServiceAccountDelivery,
  WorkloadCluster,
} from '../../src';
import { cfnCluster, PROVIDER_ARN, testStack, v1Cluster, v2Cluster } from '../fixtures';
import { changesBetween, conflictsBetween } from '../missions/deployment-step';
import { identityRolesOf, trustOf } from '../template-views';

type Owned = eksV1.Cluster | eksV2.Cluster | eksV1.CfnCluster;

/** What is known of a cluster of this app once it exists. */
function byAttributes(stack: Stack, owned: Owned): WorkloadCluster {
  return WorkloadCluster.fromAttributes(stack, 'Existing', {
    clusterName: 'prod',
    oidcProviderArn: PROVIDER_ARN,
    kubectlProvider: owned instanceof eksV2.Cluster ? owned.kubectlProvider : undefined,
  });
}

/** Before and after the switch: the identity of the cluster itself, and of its attributes. */
function switched(
  make: (stack: Stack) => Owned,
  props: Partial<IrsaServiceAccountProps> = {},
): [Template, Template] {
  const declared = (clusterOf: (stack: Stack, owned: Owned) => aws_eks.IClusterRef) => {
    const stack = testStack();
    const owned = make(stack);
    ClusterOidcProvider.ensure(stack, owned);
    new IrsaServiceAccount(stack, 'Identity', {
      cluster: clusterOf(stack, owned),
      namespace: 'logging',
      serviceAccountName: 'reader',
      ...props,
    });
    return Template.fromStack(stack);
  };
  return [declared((_, owned) => owned), declared(byAttributes)];
}

const formOf = (template: Template) =>
  typeof identityRolesOf(template)[0].properties.AssumeRolePolicyDocument;

const NAME = { clusterName: 'prod' };
const ROLE = '~ AWS::IAM::Role AssumeRolePolicyDocument';
const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const delivery = ServiceAccountDelivery.external();

const NAMED: [string, (stack: Stack) => Owned, Partial<IrsaServiceAccountProps>, string[]][] = [
  [
    'aws-eks-v2',
    (stack) => v2Cluster(stack, 'Cluster', NAME),
    {},
    [ROLE, `~ ${MANIFEST} ClusterName`],
  ],
  ['aws-eks', (stack) => v1Cluster(stack, 'Cluster', NAME), { delivery }, [ROLE]],
  [
    'CfnCluster',
    (stack) => Object.assign(cfnCluster(stack), { name: NAME.clusterName }),
    { delivery },
    [ROLE],
  ],
];

test.each(NAMED)(
  'a literal issuer gives the object form by an update in place: %s with a literal name',
  (_, make, props, changes) => {
    const [before, after] = switched(make, props);

    expect([formOf(before), formOf(after)]).toEqual(['string', 'object']);
    expect(trustOf(after)).toEqual(trustOf(before));
    expect(changesBetween(before, after)).toEqual(changes);
    expect(changesBetween(after, before)).toEqual(changes);
  },
);

describe('where logical ids follow the cluster resource', () => {
  test.each<[string, (stack: Stack) => Owned]>([
    ['aws-eks', v1Cluster],
    ['aws-eks-v2', v2Cluster],
  ])('a pinned logical id keeps the role: %s', (_, make) => {
    const [before, after] = switched(make, { delivery, roleLogicalId: 'Reader' });

    expect([formOf(before), formOf(after)]).toEqual(['string', 'object']);
    expect(changesBetween(before, after)).toEqual([ROLE]);
  });

  test('RETAIN keeps the ServiceAccounts that the new manifest has taken over', () => {
    const [before, after] = switched(v2Cluster, {
      roleLogicalId: 'Reader',
      delivery: ServiceAccountDelivery.kubectl({ removalPolicy: RemovalPolicy.RETAIN }),
    });

    expect(changesBetween(before, after)).toEqual([`+ ${MANIFEST}`, `- ${MANIFEST}`, ROLE]);
    const [old] = Object.values(before.findResources(MANIFEST));
    expect(old.DeletionPolicy).toBe('Retain');
    expect(conflictsBetween(before, after)).toEqual([]);
  });
});
