import type { Stack } from 'aws-cdk-lib';
import { CfnHostedZone, HostedZone } from 'aws-cdk-lib/aws-route53';
import { HttpNamespace, PublicDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { ExternalDns } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const zone = (scope: Stack) => HostedZone.fromHostedZoneId(scope, 'Zone', 'Z0123456789ABC');

const namespace = (scope: Stack) =>
  PublicDnsNamespace.fromPublicDnsNamespaceAttributes(scope, 'Namespace', {
    namespaceName: 'example.com',
    namespaceId: 'ns-0123456789abcdef',
    namespaceArn: scope.formatArn({
      service: 'servicediscovery',
      resource: 'namespace',
      resourceName: 'ns-0123456789abcdef',
    }),
  });

export const cases: AddonCase[] = [
  {
    addon: 'external-dns (Route 53)',
    factory: 'ExternalDns.route53',
    title: 'one zone',
    declare: (scope) => ExternalDns.route53({ hostedZones: [zone(scope)] }),
    refuses: [
      {
        why: 'no zone',
        declare: () => ExternalDns.route53({ hostedZones: [] }),
        message: /'hostedZones' is empty; .* ExternalDns.route53AllZones/,
      },
      {
        why: 'no record type',
        declare: (scope) => ExternalDns.route53({ hostedZones: [zone(scope)], recordTypes: [] }),
        message: /'recordTypes' is empty/,
      },
      {
        why: 'record names that are an empty list',
        declare: (scope) => ExternalDns.route53({ hostedZones: [zone(scope)], recordNames: [] }),
        message: /'recordNames' is empty/,
      },
      {
        why: 'a record name with a final dot',
        declare: (scope) =>
          ExternalDns.route53({ hostedZones: [zone(scope)], recordNames: ['*.example.com.'] }),
        message: /ExternalDns: 'recordNames' has '\*\.example\.com\.'; .* '\*\.example\.com'/,
      },
    ],
    upstream: {
      document: 'external-dns-route53',
      narrows: [
        {
          actions: ['route53:ChangeResourceRecordSets'],
          why: 'The zones are named, and the record types are those of the default flags.',
        },
        {
          actions: ['route53:ListResourceRecordSets', 'route53:ListTagsForResources'],
          why: 'The zones are named.',
        },
      ],
    },
  },
  {
    addon: 'external-dns (Route 53)',
    factory: 'ExternalDns.route53',
    title: 'an L1 zone, some names and types, upserts only',
    declare: (scope) =>
      ExternalDns.route53({
        hostedZones: [new CfnHostedZone(scope, 'Zone', { name: 'example.com' })],
        recordTypes: ['A', 'SRV', 'TXT'],
        recordNames: ['*.example.com'],
        deleteRecords: false,
      }),
    refuses: [],
  },
  {
    addon: 'external-dns (Route 53)',
    factory: 'ExternalDns.route53AllZones',
    title: 'every zone',
    declare: () => ExternalDns.route53AllZones(),
    refuses: [],
    upstream: {
      document: 'external-dns-route53',
      narrows: [
        {
          actions: ['route53:ChangeResourceRecordSets'],
          why: 'The record types are those of the default flags.',
        },
      ],
    },
  },
  {
    addon: 'external-dns (Cloud Map)',
    factory: 'ExternalDns.cloudMap',
    title: 'one public namespace',
    declare: (scope) =>
      ExternalDns.cloudMap({
        namespaces: [namespace(scope)],
        createTags: { 'external-dns': 'prod' },
        hostedZones: [zone(scope)],
      }),
    refuses: [
      {
        why: 'no namespace',
        declare: () => ExternalDns.cloudMap({ namespaces: [], createTags: { a: 'b' } }),
        message: /'namespaces' is empty/,
      },
      {
        why: 'no tag',
        declare: (scope) =>
          ExternalDns.cloudMap({ namespaces: [namespace(scope)], createTags: {} }),
        message: /'createTags' is empty/,
      },
    ],
    upstream: {
      document: 'external-dns-cloud-map',
      placeholders: {},
      narrows: [
        {
          actions: ['route53:ChangeResourceRecordSets'],
          why: 'The zones are named, and the record types are those of the default flags.',
        },
        {
          actions: [
            'servicediscovery:CreateService',
            'servicediscovery:DeleteService',
            'servicediscovery:DeregisterInstance',
            'servicediscovery:DiscoverInstances',
            'servicediscovery:RegisterInstance',
            'servicediscovery:UpdateService',
          ],
          why: 'The namespaces are named; services are those of the region and account.',
        },
        {
          actions: ['servicediscovery:TagResource'],
          why: 'The tag is the user’s instead of a placeholder.',
        },
      ],
    },
  },
  {
    addon: 'external-dns (Cloud Map)',
    factory: 'ExternalDns.cloudMap',
    title: 'an HTTP namespace, which has no zone',
    declare: (scope) =>
      ExternalDns.cloudMap({
        namespaces: [
          HttpNamespace.fromHttpNamespaceAttributes(scope, 'Namespace', {
            namespaceName: 'internal',
            namespaceId: 'ns-fedcba9876543210',
            namespaceArn: scope.formatArn({
              service: 'servicediscovery',
              resource: 'namespace',
              resourceName: 'ns-fedcba9876543210',
            }),
          }),
        ],
        createTags: { 'external-dns': 'prod' },
      }),
    refuses: [],
  },
];
