import {
  IrsaServiceAccount,
  PodIdentityAssociation,
  ServiceAccountDelivery,
  WorkloadIdentityChecks,
} from '../../src';
import { allCases } from '../addons/all-cases';
import { renderCase } from '../addons/rendered-policy';
import { attributesCluster, testApp, testStack } from '../fixtures';

/** What the rules say of a preset, by each mechanism that it can be used with: all of it. */
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
      .map(({ severity, id, path, message }) => `${severity} ${id} ${path}: ${message}`);
  });
  return [...new Set(ids)];
}

const EVERYWHERE = 'can be limited to ARNs, but the role allows it on every resource.';
const METRICS =
  `info permissions-all-resources Stack/Identity/Role: cloudwatch:PutMetricData ${EVERYWHERE} ` +
  'CloudWatch metrics have no ARN; their namespaces are named instead.';
const ZONAL_SHIFT =
  'info permissions-all-resources Stack/Identity/Role: arc-zonal-shift:GetManagedResource ' +
  `${EVERYWHERE} A condition on arc-zonal-shift:ResourceIdentifier narrows it.`;

test('the catalogue gives exactly these findings, by either mechanism', () => {
  const found = allCases().flatMap((addonCase) => {
    const findings = findingsOf(addonCase);
    return findings.length > 0 ? [[`${addonCase.factory}, ${addonCase.title}`, ...findings]] : [];
  });

  expect(found).toEqual([
    [
      'AckController.recommended, the policy of the makers',
      'warning permissions-full-access-policy Stack/Identity/Role: The role has AmazonEC2FullAccess.',
    ],
    ['CloudWatchObservability.agent, the namespaces of the add-on', METRICS],
    ['CloudWatchObservability.agent, a namespace of its own', METRICS],
    [
      'EfsCsiDriver.controller, one S3 Files file system',
      'info permissions-all-resources Stack/Identity/Role: s3files:ListAccessPoints, ' +
        `s3files:ListFileSystems ${EVERYWHERE} The driver finds the file system and its access ` +
        'points in lists of the account.',
    ],
    ['Karpenter.controller, a node role and a queue', ZONAL_SHIFT],
    ['Karpenter.controller, an L1 role, no queue', ZONAL_SHIFT],
    [
      'Keda.operator, every kind of trigger',
      `info permissions-all-resources Stack/Identity/Role: cloudwatch:GetMetricData ${EVERYWHERE} ` +
        'CloudWatch metrics have no ARN, and no condition names their namespace on reading.',
    ],
  ]);
});
