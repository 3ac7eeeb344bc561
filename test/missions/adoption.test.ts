import { CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eksV1 from 'aws-cdk-lib/aws-eks';
import * as eksV2 from 'aws-cdk-lib/aws-eks-v2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { WorkloadIdentity, WorkloadTrust } from '../../src';
import { testStack, v1Cluster, v2Cluster } from '../fixtures';
import { KubectlHandler, ModelledDeployments } from '../kubectl-handler';
import {
  associationsOf,
  identityRolesOf,
  manifestsOf,
  providersOf,
  resourceTypesOf,
  trustOf,
} from '../template-views';
import { changesBetween, conflictsBetween } from './deployment-step';

process.env.JSII_DEPRECATED = 'quiet';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

const MODULES = { 'aws-eks': v1Cluster, 'aws-eks-v2': v2Cluster };
const MECHANISMS = ['irsa', 'podIdentity'] as const;
type Module = keyof typeof MODULES;
type Mechanism = (typeof MECHANISMS)[number];

/** The app before: a ServiceAccount of aws-cdk-lib with a grant. */
function native(module: Module, mechanism: Mechanism, retained = false): Template {
  const stack = testStack();
  const cluster = MODULES[module](stack);
  const account = addServiceAccount(cluster, mechanism);
  s3.Bucket.fromBucketName(stack, 'Invoices', 'invoices').grantRead(account);
  if (retained) {
    for (const child of account.node.findAll()) {
      if (CfnResource.isCfnResource(child) && child.cfnResourceType === MANIFEST) {
        child.applyRemovalPolicy(RemovalPolicy.RETAIN);
      }
    }
  }
  return Template.fromStack(stack);
}

function addServiceAccount(cluster: eksV1.Cluster | eksV2.Cluster, mechanism: Mechanism) {
  const props = { name: 'orders', namespace: 'shop' };
  const isIrsa = mechanism === 'irsa';
  return cluster instanceof eksV1.Cluster
    ? cluster.addServiceAccount('Orders', {
        ...props,
        identityType: isIrsa ? eksV1.IdentityType.IRSA : eksV1.IdentityType.POD_IDENTITY,
      })
    : cluster.addServiceAccount('Orders', {
        ...props,
        identityType: isIrsa ? eksV2.IdentityType.IRSA : eksV2.IdentityType.POD_IDENTITY,
      });
}

interface Pins {
  readonly roleLogicalId?: string;
  readonly associationLogicalId?: string;
  readonly keepsProvider?: boolean;
}

/** The app after: ours, with the logical ids that the deployed template has. */
function adopted(module: Module, mechanism: Mechanism, pins: Pins): Template {
  const stack = testStack();
  const cluster = MODULES[module](stack);
  if (pins.keepsProvider ?? mechanism === 'irsa') {
    cluster.openIdConnectProvider;
  }
  const identity = new WorkloadIdentity(stack, 'Orders', {
    cluster,
    namespace: 'shop',
    serviceAccountName: 'orders',
    trust: WorkloadTrust[mechanism](),
    roleLogicalId: pins.roleLogicalId,
  });
  if (pins.associationLogicalId) {
    identity.association?.overrideLogicalId(pins.associationLogicalId);
  }
  s3.Bucket.fromBucketName(stack, 'Invoices', 'invoices').grantRead(identity);
  return Template.fromStack(stack);
}

function pinsFrom(template: Template): Pins {
  return {
    roleLogicalId: identityRolesOf(template)[0].id,
    associationLogicalId: associationsOf(template)[0]?.id,
  };
}

/** The ServiceAccounts that the deployments in turn delete from the cluster. */
function deletedBy(...templates: Template[]): string[] {
  const handler = new KubectlHandler();
  const deployments = new ModelledDeployments(handler);
  for (const { clusterName } of manifestsOf(templates[0])) {
    handler.apply(clusterName, [{ kind: 'Namespace', metadata: { name: 'shop' } }]);
  }
  for (const template of templates) {
    deployments.deploy('Stack', template);
  }
  return handler.deleted.map((key) => key.split(' ').slice(1).join(' '));
}

describe.each(Object.keys(MODULES) as Module[])('a ServiceAccount of %s', (module) => {
  describe.each(MECHANISMS)('with %s', (mechanism) => {
    const before = native(module, mechanism);
    const retained = native(module, mechanism, true);
    const after = adopted(module, mechanism, pinsFrom(before));

    test('step 1 retains its manifest and changes nothing else', () => {
      expect(changesBetween(before, retained)).toEqual([`~ ${MANIFEST} DeletionPolicy`]);
    });

    test('step 2 changes the trust of the role, and who writes the ServiceAccount', () => {
      const policies = ['+ AWS::IAM::Policy', `+ ${MANIFEST}`, '- AWS::IAM::Policy'];
      const conditions = ['- AWS::IAM::Role', '- AWS::Lambda::Function', '- Custom::AWSCDKCfnJson'];

      // The nested stack of aws-eks is the same, its sections in another order.
      const changes = changesBetween(retained, after).filter(
        (line) => line !== '~ AWS::CloudFormation::Stack TemplateURL',
      );
      expect(changes).toEqual(
        [
          ...policies,
          ...(mechanism === 'irsa' ? conditions : []),
          `- ${MANIFEST}`,
          '~ AWS::IAM::Role AssumeRolePolicyDocument',
        ].sort(),
      );
      expect(conflictsBetween(retained, after)).toEqual([]);
    });

    test('keeps its role', () => {
      expect(identityRolesOf(after).map(({ id }) => id)).toEqual(
        identityRolesOf(before).map(({ id }) => id),
      );
      expect(trustOf(after).Statement).toHaveLength(1);
    });

    test('stays in the cluster', () => {
      expect(deletedBy(before, retained, after)).toEqual([]);
    });

    test('would be deleted where step 1 was left out', () => {
      expect(deletedBy(before, after)).toEqual(['ServiceAccount shop/orders']);
    });

    test('would get a new role without the pin', () => {
      const unpinned = adopted(module, mechanism, {
        ...pinsFrom(before),
        roleLogicalId: undefined,
      });

      expect(changesBetween(retained, unpinned)).toContain('+ AWS::IAM::Role');
    });
  });

  test('by Pod Identity meets its old association without the pin', () => {
    const before = native(module, 'podIdentity');
    const { roleLogicalId } = pinsFrom(before);

    expect(conflictsBetween(before, adopted(module, 'podIdentity', { roleLogicalId }))).toEqual([
      expect.stringMatching(/^association .* shop\/orders$/),
    ]);
  });

  test("keeps CDK's Lambda-backed provider where the app still asks for it", () => {
    const before = native(module, 'irsa');
    const after = adopted(module, 'irsa', pinsFrom(before));

    expect(providersOf(before)).toEqual([expect.objectContaining({ native: false })]);
    expect(providersOf(after)).toEqual(providersOf(before));
    expect(resourceTypesOf(after)).not.toContain('AWS::IAM::OIDCProvider');
  });

  test('meets that provider with a new one where the app does not ask for it', () => {
    const before = native(module, 'irsa');
    const after = adopted(module, 'irsa', { ...pinsFrom(before), keepsProvider: false });

    expect(conflictsBetween(before, after)).toEqual([expect.stringMatching(/^provider /)]);
  });
});

describe('a subject that is renamed', () => {
  function declared(serviceAccountName: string, props: object = {}): Template {
    const stack: Stack = testStack();
    new WorkloadIdentity(stack, 'Orders', {
      cluster: v2Cluster(stack, 'Cluster', { clusterName: 'prod' }),
      namespace: 'shop',
      serviceAccountName,
      trust: WorkloadTrust.dual(),
      ...props,
    });
    return Template.fromStack(stack);
  }
  const roleId = (template: Template) => identityRolesOf(template)[0].id;
  const old = declared('orders');

  test('gets a new role, and the old one is deleted', () => {
    expect(changesBetween(old, declared('order-service'))).toEqual(
      expect.arrayContaining(['+ AWS::IAM::Role', '- AWS::IAM::Role']),
    );
  });

  test('keeps its role by the pin', () => {
    const after = declared('order-service', { roleLogicalId: roleId(old) });

    expect(changesBetween(old, after)).toEqual([
      '+ AWS::EKS::PodIdentityAssociation',
      '- AWS::EKS::PodIdentityAssociation',
      '~ AWS::IAM::Role AssumeRolePolicyDocument',
      `~ ${MANIFEST} Manifest`,
    ]);
  });

  test('keeps a role with a literal name without one', () => {
    const named = { roleName: 'shop-orders' };
    const [before, after] = ['orders', 'order-service'].map((name) => declared(name, named));

    expect(roleId(after)).toBe(roleId(before));
    expect(conflictsBetween(before, after)).toEqual([]);
  });

  test('that gets a literal role name keeps its logical id by the pin, and IAM replaces the role', () => {
    const named = { roleName: 'shop-orders' };
    const after = declared('orders', { ...named, roleLogicalId: roleId(old) });

    expect(changesBetween(old, after)).toEqual(['~ AWS::IAM::Role RoleName']);
  });

  test('with the name of a role of another construct meets it without the pin', () => {
    const before = declared('orders', { roleName: 'shop-orders', roleLogicalId: 'LegacyRole' });
    const named = { roleName: 'shop-orders' };

    expect(conflictsBetween(before, declared('order-service', named))).toEqual([
      'role shop-orders',
    ]);
    const pinned = declared('order-service', { ...named, roleLogicalId: 'LegacyRole' });
    expect(conflictsBetween(before, pinned)).toEqual([]);
    expect(roleId(pinned)).toBe('LegacyRole');
  });
});
