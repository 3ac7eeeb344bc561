import type { INamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { aws_route53 } from 'aws-cdk-lib/interfaces';
import type { PermissionSet, PermissionWarning } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { localArn } from './private/aws-arn';
import { type Conditions, type Grant, withoutResource } from './private/grant';
import { allHostedZonesArn, hostedZoneArns } from './private/hosted-zone-arn';
import { recordNameCondition } from './private/record-names';
import { requireScope } from './private/required-scope';

/** The DNS records that ExternalDNS may write. */
export interface ExternalDnsRecordOptions {
  /**
   * The record types that ExternalDNS manages, with `TXT` for its registry. List the types given
   * with `--managed-record-types` where that flag is set.
   *
   * @default ['A', 'AAAA', 'CNAME', 'TXT']
   */
  readonly recordTypes?: string[];

  /**
   * The record names that ExternalDNS may write, as Route 53 normalizes them: lower case, no
   * trailing dot. `*` stands for any text, as in `*.example.com`. Remember the names of the TXT
   * registry (`--txt-prefix`, `--txt-suffix`).
   *
   * @default - every name of the zones
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
   */
  readonly recordNames?: string[];

  /**
   * Whether ExternalDNS deletes records. Choose `false` with `--policy=upsert-only`.
   *
   * @default true
   */
  readonly deleteRecords?: boolean;
}

/** What ExternalDNS may write in named Route 53 zones. */
export interface ExternalDnsRoute53Props extends ExternalDnsRecordOptions {
  /** The zones that ExternalDNS manages. At least one. */
  readonly hostedZones: aws_route53.IHostedZoneRef[];
}

/** What ExternalDNS may do with AWS Cloud Map. */
export interface ExternalDnsCloudMapProps extends ExternalDnsRecordOptions {
  /** The Cloud Map namespaces in which ExternalDNS keeps services. At least one. */
  readonly namespaces: INamespace[];

  /**
   * The tags that ExternalDNS sets on the services it makes, as given with `--aws-sd-create-tag`.
   * At least one: it may only change services with these tags.
   */
  readonly createTags: { [key: string]: string };

  /**
   * The zones behind the namespaces. Cloud Map writes the records with the rights of its caller.
   *
   * @default - none, which is enough for HTTP namespaces
   */
  readonly hostedZones?: aws_route53.IHostedZoneRef[];
}

const SUBJECT = { namespace: 'external-dns', serviceAccountName: 'external-dns' };

/**
 * ExternalDNS: DNS records for Services, Ingresses and routes. Version 0.15.0 or later.
 *
 * @see https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/
 */
export class ExternalDns {
  /** Records in the given Route 53 zones. Throws where no zone is given. */
  public static route53(props: ExternalDnsRoute53Props): PermissionSet {
    requireScope(
      'ExternalDns.route53',
      'hostedZones',
      props.hostedZones,
      'ExternalDns.route53AllZones()',
    );
    return route53(props, { resources: hostedZoneArns(props.hostedZones) });
  }

  /** Records in every Route 53 zone of the account; warns. */
  public static route53AllZones(options: ExternalDnsRecordOptions = {}): PermissionSet {
    const reason = 'Every zone of the account was chosen.';
    return route53(options, { resources: [allHostedZonesArn()], reason }, [
      {
        id: 'externalDnsAllZones',
        message:
          'ExternalDNS may write records in every hosted zone of the account. ' +
          'Use ExternalDns.route53() and name the zones.',
      },
    ]);
  }

  /**
   * Services in the given Cloud Map namespaces (`--provider=aws-sd`). Throws where no namespace or
   * no tag is given.
   */
  public static cloudMap(props: ExternalDnsCloudMapProps): PermissionSet {
    requireScope('ExternalDns.cloudMap', 'namespaces', props.namespaces);
    requireScope('ExternalDns.cloudMap', 'createTags', Object.keys(props.createTags));
    const records = recordConditions('ExternalDns.cloudMap', props);
    const facts = {
      name: 'external-dns-cloud-map',
      ...SUBJECT,
      source: 'https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws-sd/',
      reviewed: '2026-11-22',
    };
    const tags = (key: string) =>
      Object.fromEntries(
        Object.entries(props.createTags).map(([name, value]) => [`${key}/${name}`, value]),
      );
    return new AddonPermissionSet(facts, (context) => {
      const services = localArn(context, 'servicediscovery', 'service/*');
      const namespaces = props.namespaces.map((namespace) => namespace.namespaceArn);
      return [
        ...(props.hostedZones?.length
          ? [
              {
                actions: ['route53:ChangeResourceRecordSets'],
                resources: hostedZoneArns(props.hostedZones),
                conditions: records,
              },
            ]
          : []),
        withoutResource(['servicediscovery:ListNamespaces', 'servicediscovery:ListServices']),
        {
          actions: ['servicediscovery:CreateService'],
          resources: [...namespaces, services],
          conditions: { StringEquals: tags('aws:RequestTag') },
          reason: 'The service has no id before it is made; its tags are required.',
        },
        withoutResource(['servicediscovery:TagResource'], { StringEquals: tags('aws:RequestTag') }),
        {
          actions: ['servicediscovery:DiscoverInstances'],
          resources: [...namespaces, services],
          conditions: {
            StringEquals: {
              'servicediscovery:NamespaceName': props.namespaces.map((n) => n.namespaceName),
            },
          },
          reason: 'ExternalDNS makes the services; the namespaces are named.',
        },
        {
          actions: [
            'servicediscovery:DeleteService',
            'servicediscovery:DeregisterInstance',
            'servicediscovery:RegisterInstance',
            'servicediscovery:UpdateService',
          ],
          resources: [services],
          conditions: { StringEquals: tags('aws:ResourceTag') },
          reason: 'ExternalDNS makes the services; only those with its tags match.',
        },
      ];
    });
  }
}

function route53(
  options: ExternalDnsRecordOptions,
  zones: Pick<Grant, 'resources' | 'reason'>,
  warnings?: PermissionWarning[],
): PermissionSet {
  const facts = {
    name: 'external-dns',
    ...SUBJECT,
    source: 'https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/',
    reviewed: '2026-11-22',
    warnings,
  };
  const conditions = recordConditions('ExternalDns', options);
  return new AddonPermissionSet(facts, () => [
    { actions: ['route53:ChangeResourceRecordSets'], ...zones, conditions },
    { actions: ['route53:ListResourceRecordSets', 'route53:ListTagsForResources'], ...zones },
    withoutResource(['route53:ListHostedZones']),
  ]);
}

function recordConditions(
  preset: string,
  {
    recordTypes = ['A', 'AAAA', 'CNAME', 'TXT'],
    recordNames,
    deleteRecords = true,
  }: ExternalDnsRecordOptions,
): Conditions {
  requireScope(preset, 'recordTypes', recordTypes);
  return {
    'ForAllValues:StringEquals': {
      'route53:ChangeResourceRecordSetsRecordTypes': recordTypes,
      ...(deleteRecords ? {} : { 'route53:ChangeResourceRecordSetsActions': ['CREATE', 'UPSERT'] }),
    },
    ...(recordNames && recordNameCondition(preset, recordNames)),
  };
}
