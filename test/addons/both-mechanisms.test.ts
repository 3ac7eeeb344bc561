import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadCluster,
} from '../../src';
import type { Json } from '../deployed-value';
import { ENV, PROVIDER_ARN } from '../fixtures';
import { identityRolesOf, permissionsOf, resourcesOf } from '../template-views';
import type { AddonCase } from './addon-case';
import { allCases } from './all-cases';
import { renderCase } from './rendered-policy';

const INLINE_LIMIT = 10_240;
const MANAGED_LIMIT = 6_144;

const MECHANISMS = { IrsaServiceAccount, PodIdentityAssociation };

function identityOf(addonCase: AddonCase, mechanism: keyof typeof MECHANISMS): Template {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const cluster = WorkloadCluster.fromAttributes(stack, 'TestCluster', {
    clusterName: 'prod',
    oidcProviderArn: PROVIDER_ARN,
  });
  const { namespace = 'app', serviceAccountName = 'app' } = renderCase(addonCase).facts;
  new MECHANISMS[mechanism](stack, 'Identity', {
    cluster,
    addon: addonCase.declare(stack),
    delivery: ServiceAccountDelivery.external(),
    namespace,
    serviceAccountName,
  });
  return Template.fromStack(stack);
}

/** What is allowed under which conditions, without the resources, which refer to the stack. */
function allowed(statements: Json[]): string[] {
  return statements
    .map(({ Action, Condition = {} }) => {
      const keys = Object.entries<Json>(Condition).flatMap(([operator, tests]) =>
        Object.keys(tests).map((key) => `${operator} ${key}`),
      );
      return `${[Action].flat()} ${keys}`;
    })
    .sort();
}

const sizeOf = (document: Json) => JSON.stringify(document).replace(/\s/g, '').length;

const cases = allCases().map((c) => ({ ...c, label: `${c.factory}, ${c.title}` }));

describe.each(cases)('$label', (addonCase) => {
  const { facts, statements } = renderCase(addonCase);
  const mechanisms: (keyof typeof MECHANISMS)[] = facts.requiresSessionTags
    ? ['PodIdentityAssociation']
    : ['IrsaServiceAccount', 'PodIdentityAssociation'];

  test.each(mechanisms)('gives all of its permissions by %s, within the limits', (mechanism) => {
    const template = identityOf(addonCase, mechanism);

    const [role] = identityRolesOf(template);
    expect(allowed(permissionsOf(template, role?.id ?? ''))).toEqual(allowed(statements));
    const inline = [
      ...(role?.properties.Policies ?? []),
      ...resourcesOf(template, 'AWS::IAM::Policy').map(({ properties }) => properties),
    ];
    const total = inline.reduce((sum, policy) => sum + sizeOf(policy.PolicyDocument), 0);
    expect(total).toBeLessThanOrEqual(INLINE_LIMIT);
    for (const { properties } of resourcesOf(template, 'AWS::IAM::ManagedPolicy')) {
      expect(sizeOf(properties.PolicyDocument)).toBeLessThanOrEqual(MANAGED_LIMIT);
    }
  });

  if (facts.requiresSessionTags) {
    test('is refused under IRSA, and says why', () => {
      expect(() => identityOf(addonCase, 'IrsaServiceAccount')).toThrow(facts.requiresSessionTags);
    });
  }
});
