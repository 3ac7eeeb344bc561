import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { CertManager } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const zone = (scope: Parameters<AddonCase['declare']>[0]) =>
  HostedZone.fromHostedZoneId(scope, 'Zone', 'Z0123456789ABC');

export const cases: AddonCase[] = [
  {
    addon: 'cert-manager',
    factory: 'CertManager.route53',
    title: 'one zone',
    declare: (scope) => CertManager.route53({ hostedZones: [zone(scope)] }),
    refuses: [
      {
        why: 'no zone',
        declare: () => CertManager.route53({ hostedZones: [] }),
        message: /'hostedZones' is empty; name at least one, or choose CertManager.route53AllZones/,
      },
      {
        why: 'record names that are an empty list',
        declare: (scope) => CertManager.route53({ hostedZones: [zone(scope)], recordNames: [] }),
        message: /'recordNames' is empty/,
      },
      {
        why: 'a record name in capitals',
        declare: (scope) =>
          CertManager.route53({ hostedZones: [zone(scope)], recordNames: ['_ACME-challenge.*'] }),
        message: /CertManager: 'recordNames' has '_ACME-challenge\.\*'; .* '_acme-challenge\.\*'/,
      },
    ],
    upstream: {
      document: 'cert-manager-route53',
      narrows: [
        {
          actions: ['route53:ChangeResourceRecordSets', 'route53:ListResourceRecordSets'],
          why: 'The zones are named.',
        },
      ],
    },
  },
  {
    addon: 'cert-manager',
    factory: 'CertManager.route53',
    title: 'solvers with a zone id, challenge records only',
    declare: (scope) =>
      CertManager.route53({
        hostedZones: [zone(scope)],
        recordNames: ['_acme-challenge.*'],
        zoneLookup: false,
      }),
    refuses: [],
  },
  {
    addon: 'cert-manager',
    factory: 'CertManager.route53AllZones',
    title: 'every zone',
    declare: () => CertManager.route53AllZones(),
    refuses: [],
    // Every zone is what the document allows, so that nothing is left to narrow.
    upstream: { document: 'cert-manager-route53' },
  },
];
