import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadIdentityChecks,
} from '../../src';
import { allCases } from '../addons/all-cases';
import { renderCase } from '../addons/rendered-policy';
import { attributesCluster, testApp, testStack } from '../fixtures';

/** What the rules say of a preset, by each mechanism that it can be used with. */
function findingsOf(addonCase: ReturnType<typeof allCases>[number]): string[] {
  const { facts } = renderCase(addonCase);
  const forms = facts.requiresSessionTags
    ? [PodIdentityAssociation]
    : [PodIdentityAssociation, IrsaServiceAccount];
  const ids = forms.flatMap((Form) => {
    const app = testApp();
    const stack = testStack(app);
    new Form(stack, 'Identity', {
      cluster: attributesCluster(stack, 'TestCluster'),
      addon: addonCase.declare(stack),
      delivery: ServiceAccountDelivery.external(),
      namespace: facts.namespace ?? 'app',
      serviceAccountName: facts.serviceAccountName ?? 'app',
    });
    // Policies are split over their limits at the end of the app.
    app.synth();
    return new WorkloadIdentityChecks()
      .findings(app)
      .filter(({ severity, path }) => severity !== 'info' && path.startsWith('Stack/Identity'))
      .map(({ severity, id, message }) => `${severity} ${id} ${message}`);
  });
  return [...new Set(ids)];
}

test('the catalogue gives exactly this warning, which its preset gives too', () => {
  const faulty = allCases().flatMap((addonCase) => {
    const findings = findingsOf(addonCase);
    return findings.length > 0 ? [[`${addonCase.factory}, ${addonCase.title}`, ...findings]] : [];
  });

  expect(faulty).toEqual([
    [
      'AckController.recommended, the policy of the makers',
      'warning permissions-full-access-policy The role has AmazonEC2FullAccess.',
    ],
  ]);
});
