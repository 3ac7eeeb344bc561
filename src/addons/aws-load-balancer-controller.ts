import type {
  aws_acmpca,
  aws_ec2,
  aws_elasticloadbalancingv2,
  aws_route53,
} from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { withoutResource } from './private/grant';
import { hostedZoneArns } from './private/hosted-zone-arn';
import { controllerDocument, NEWEST_CONTROLLER } from './private/load-balancer-controller-document';
import { controllerGrants } from './private/load-balancer-controller-grants';
import {
  certificateGrants,
  globalAcceleratorGrants,
} from './private/load-balancer-controller-parts';
import { requireScope } from './private/required-scope';
import { vpcArns } from './private/vpc-arn';

/** The certificates that the controller requests from AWS Certificate Manager for Ingresses. */
export interface AwsLoadBalancerControllerCertificates {
  /** The zones in which ACM proves the domain names by CNAME records. At least one. */
  readonly hostedZones: aws_route53.IHostedZoneRef[];

  /**
   * The private certificate authorities that Ingresses name.
   *
   * @default - public certificates only
   */
  readonly certificateAuthorities?: aws_acmpca.ICertificateAuthorityRef[];
}

/** The features of the controller that need rights of their own. */
export interface AwsLoadBalancerControllerOptions {
  /**
   * The version of the controller, as `AlbControllerVersion` of aws-cdk-lib spells it: its policy
   * is the one that aws-cdk-lib ships for that version.
   *
   * @default 'v3.2.2'
   */
  readonly controllerVersion?: string;

  /**
   * Whether the controller may put AWS WAF before load balancers. Choose `false` where it runs with
   * `--enable-waf=false` and `--enable-wafv2=false`.
   *
   * @default true
   */
  readonly waf?: boolean;

  /**
   * Whether the controller may put AWS Shield Advanced before load balancers. Choose `false` where
   * it runs with `--enable-shield=false`.
   *
   * @default true
   */
  readonly shield?: boolean;

  /**
   * Whether Ingresses may authenticate users by Amazon Cognito (`auth-type: cognito`).
   *
   * @default true
   */
  readonly cognito?: boolean;

  /**
   * Whether the controller finds the certificate of a host by itself. Choose `false` where every
   * Ingress names its certificate (`certificate-arn`).
   *
   * @default true
   */
  readonly certificateDiscovery?: boolean;

  /**
   * Whether the controller manages AWS Global Accelerator (its `GlobalAccelerator` resources).
   *
   * @default false
   */
  readonly globalAccelerator?: boolean;

  /**
   * The certificates that the controller requests from ACM for Ingresses.
   *
   * @default - it requests none
   */
  readonly certificates?: AwsLoadBalancerControllerCertificates;
}

/** What the controller manages in named VPCs. */
export interface AwsLoadBalancerControllerProps extends AwsLoadBalancerControllerOptions {
  /** The VPCs of the load balancers and of the nodes. At least one. */
  readonly vpcs: aws_ec2.IVPCRef[];
}

/** The target groups that pods are registered in. */
export interface AwsLoadBalancerControllerTargetGroupsProps {
  /** The target groups that TargetGroupBindings name. At least one. */
  readonly targetGroups: aws_elasticloadbalancingv2.ITargetGroupRef[];
}

const PAGE =
  'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/';
const DOCUMENTS =
  'https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/install';

/**
 * AWS Load Balancer Controller: load balancers for Ingresses, Services and Gateways.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
export class AwsLoadBalancerController {
  /**
   * Load balancers and security groups in the given VPCs, told apart from those of other clusters by
   * the value of the tag `elbv2.k8s.aws/cluster`. Throws where no VPC is given, or where aws-cdk-lib
   * has no policy for the version.
   */
  public static inVpcs(props: AwsLoadBalancerControllerProps): PermissionSet {
    requireScope(
      'AwsLoadBalancerController.inVpcs',
      'vpcs',
      props.vpcs,
      'AwsLoadBalancerController.inAnyVpc()',
    );
    return controller(props, props.vpcs);
  }

  /** The same in every VPC of the account; warns. */
  public static inAnyVpc(options: AwsLoadBalancerControllerOptions = {}): PermissionSet {
    return controller(options);
  }

  /**
   * Registers pods in the given target groups and manages nothing else: for a controller that only
   * serves TargetGroupBindings without `networking` rules. Throws where no target group is given.
   */
  public static targetGroupBindings(
    props: AwsLoadBalancerControllerTargetGroupsProps,
  ): PermissionSet {
    requireScope(
      'AwsLoadBalancerController.targetGroupBindings',
      'targetGroups',
      props.targetGroups,
    );
    const targetGroups = props.targetGroups.map((group) => group.targetGroupRef.targetGroupArn);
    const facts = {
      ...FACTS,
      name: 'aws-load-balancer-controller-target-groups',
      source: PAGE,
    };
    return new AddonPermissionSet(facts, () => [
      withoutResource([
        'ec2:DescribeInstances',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeVpcs',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ]),
      {
        actions: [
          'elasticloadbalancing:DeregisterTargets',
          'elasticloadbalancing:ModifyTargetGroup',
          'elasticloadbalancing:ModifyTargetGroupAttributes',
          'elasticloadbalancing:RegisterTargets',
        ],
        resources: targetGroups,
      },
    ]);
  }

  /**
   * Global Accelerator alone, for a controller that manages nothing else. Otherwise choose
   * `globalAccelerator: true` with `inVpcs()`.
   */
  public static globalAccelerator(): PermissionSet {
    const facts = {
      ...FACTS,
      name: 'aws-load-balancer-controller-global-accelerator',
      source: `${DOCUMENTS}/aga_controller_iam_policy.json`,
    };
    return new AddonPermissionSet(facts, globalAcceleratorGrants);
  }

  /**
   * Certificates of ACM alone, to add to a role that has the rest. Otherwise choose `certificates`
   * with `inVpcs()`. Throws where no zone is given.
   */
  public static certificates(props: AwsLoadBalancerControllerCertificates): PermissionSet {
    const scope = certificateScope('AwsLoadBalancerController.certificates', props);
    const facts = {
      ...FACTS,
      name: 'aws-load-balancer-controller-certificates',
      source: `${DOCUMENTS}/iam_policy_acm_certs.json`,
    };
    return new AddonPermissionSet(facts, (context) =>
      certificateGrants(context, scope.zones, scope.authorities),
    );
  }
}

const FACTS = {
  namespace: 'kube-system',
  serviceAccountName: 'aws-load-balancer-controller',
  reviewed: '2026-11-22',
};

function controller(
  options: AwsLoadBalancerControllerOptions,
  vpcs?: aws_ec2.IVPCRef[],
): PermissionSet {
  const statements = controllerDocument(options.controllerVersion ?? NEWEST_CONTROLLER);
  const certificates =
    options.certificates &&
    certificateScope('AwsLoadBalancerController.inVpcs', options.certificates);
  const facts = {
    ...FACTS,
    name: 'aws-load-balancer-controller',
    source: `${DOCUMENTS}/iam_policy.json`,
    warnings: vpcs ? undefined : [ANY_VPC],
  };
  return new AddonPermissionSet(facts, (context) => [
    ...controllerGrants(context, statements, {
      vpcArns: vpcs && vpcArns(context, vpcs),
      without: unwanted(options),
    }),
    ...(options.globalAccelerator ? globalAcceleratorGrants(context) : []),
    ...(certificates
      ? certificateGrants(context, certificates.zones, certificates.authorities)
      : []),
  ]);
}

const ANY_VPC = {
  id: 'awsLoadBalancerControllerAnyVpc',
  message:
    'The AWS Load Balancer Controller may change the ingress rules of every security group of the ' +
    'account in its region. Use AwsLoadBalancerController.inVpcs() and name the VPCs.',
};

function unwanted(options: AwsLoadBalancerControllerOptions): string[] {
  const { waf = true, shield = true, cognito = true, certificateDiscovery = true } = options;
  return [
    ...(waf ? [] : ['waf-regional:', 'wafv2:', 'elasticloadbalancing:SetWebAcl']),
    ...(shield ? [] : ['shield:']),
    ...(cognito ? [] : ['cognito-idp:']),
    ...(certificateDiscovery
      ? []
      : [
          'acm:ListCertificates',
          'acm:DescribeCertificate',
          'iam:ListServerCertificates',
          'iam:GetServerCertificate',
        ]),
  ];
}

function certificateScope(preset: string, props: AwsLoadBalancerControllerCertificates) {
  requireScope(preset, 'hostedZones', props.hostedZones);
  return {
    zones: hostedZoneArns(props.hostedZones),
    authorities: (props.certificateAuthorities ?? []).map(
      (authority) => authority.certificateAuthorityRef.certificateAuthorityArn,
    ),
  };
}
