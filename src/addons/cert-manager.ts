import type { aws_route53 } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn } from './private/aws-arn';
import { type Grant, withoutResource } from './private/grant';
import { allHostedZonesArn, hostedZoneArns } from './private/hosted-zone-arn';
import { recordNameCondition } from './private/record-names';
import { requireScope } from './private/required-scope';

/** How cert-manager solves DNS-01 challenges in Route 53, whatever the zones. */
export interface CertManagerRoute53Options {
  /**
   * The record names that cert-manager may write, as Route 53 normalizes them: lower case, no
   * trailing dot. `*` stands for any text. Where no challenge is delegated to another name by
   * CNAME, `['_acme-challenge.*']` is enough.
   *
   * @default - every TXT record of the zones
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
   */
  readonly recordNames?: string[];

  /**
   * Whether cert-manager looks zones up by name. Choose `false` where every solver of every issuer
   * sets `hostedZoneID`; the role then cannot list the account's zones.
   *
   * @default true
   */
  readonly zoneLookup?: boolean;
}

/** How cert-manager solves DNS-01 challenges in named Route 53 zones. */
export interface CertManagerRoute53Props extends CertManagerRoute53Options {
  /** The zones in which challenges are solved. At least one. */
  readonly hostedZones: aws_route53.IHostedZoneRef[];
}

/**
 * cert-manager: certificates for workloads, with the DNS-01 challenge solved in Route 53.
 *
 * @see https://cert-manager.io/docs/configuration/acme/dns01/route53/
 */
export class CertManager {
  /** TXT records in the given zones. Throws where no zone is given. */
  public static route53(props: CertManagerRoute53Props): PermissionSet {
    requireScope(
      'CertManager.route53',
      'hostedZones',
      props.hostedZones,
      'CertManager.route53AllZones()',
    );
    return certManager(props, { resources: hostedZoneArns(props.hostedZones) });
  }

  /** TXT records in every zone of the account; warns. */
  public static route53AllZones(options: CertManagerRoute53Options = {}): PermissionSet {
    const reason = 'Every zone of the account was chosen.';
    return certManager(options, { resources: [allHostedZonesArn()], reason }, [
      {
        id: 'certManagerAllZones',
        message:
          'cert-manager may write TXT records in every hosted zone of the account. ' +
          'Use CertManager.route53() and name the zones.',
      },
    ]);
  }
}

function certManager(
  { recordNames, zoneLookup = true }: CertManagerRoute53Options,
  zones: Pick<Grant, 'resources' | 'reason'>,
  warnings?: { id: string; message: string }[],
): PermissionSet {
  const facts = {
    name: 'cert-manager',
    namespace: 'cert-manager',
    serviceAccountName: 'cert-manager',
    source: 'https://cert-manager.io/docs/configuration/acme/dns01/route53/',
    reviewed: '2026-11-22',
    warnings,
  };
  const recordConditions = {
    'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'] },
    ...(recordNames && recordNameCondition('CertManager', recordNames)),
  };
  return new AddonPermissionSet(facts, () => [
    {
      actions: ['route53:GetChange'],
      resources: [awsArn('route53:::change/*')],
      reason: 'Route 53 makes up the id of a change when the record is written.',
    },
    {
      actions: ['route53:ChangeResourceRecordSets', 'route53:ListResourceRecordSets'],
      ...zones,
      conditions: recordConditions,
    },
    ...(zoneLookup ? [withoutResource(['route53:ListHostedZonesByName'])] : []),
  ]);
}
