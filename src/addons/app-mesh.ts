import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { aws_acmpca, aws_appmesh } from 'aws-cdk-lib/interfaces';
import type { PermissionSet } from '../permissions/permission-set';
import { WorkloadIdentityError } from '../private/errors';
import { AddonPermissionSet } from './private/addon-permission-set';
import { appMeshControllerGrants } from './private/app-mesh-controller-grants';
import { requireAnyScope } from './private/required-any-scope';
import { requireScope } from './private/required-scope';

/** The meshes that the controller manages. */
export interface AppMeshControllerProps {
  /** The names of the meshes, in the identity's account and its cluster's region. At least one. */
  readonly meshNames: string[];
}

/** What an Envoy proxy of one application stands for. At least one node or gateway. */
export interface AppMeshEnvoyProps {
  /**
   * The virtual nodes of the application.
   *
   * @default - none, where virtual gateways are given
   */
  readonly virtualNodes?: aws_appmesh.IVirtualNodeRef[];

  /**
   * The virtual gateways of the application.
   *
   * @default - none, where virtual nodes are given
   */
  readonly virtualGateways?: aws_appmesh.IVirtualGatewayRef[];

  /**
   * The certificates of AWS Certificate Manager that the proxy serves.
   *
   * @default - none
   */
  readonly certificates?: ICertificate[];

  /**
   * The certificate authorities by which the proxy checks its peers.
   *
   * @default - none
   */
  readonly certificateAuthorities?: aws_acmpca.ICertificateAuthorityRef[];
}

/**
 * AWS App Mesh, which AWS ended on 2026-09-30. The presets warn; they are for clusters that still
 * have the controller or its proxies.
 *
 * @see https://docs.aws.amazon.com/app-mesh/latest/userguide/what-is-app-mesh.html
 */
export class AppMesh {
  /**
   * The controller, without Cloud Map service discovery. Warns; throws where no mesh is named or a
   * name has a wildcard.
   */
  public static controller(props: AppMeshControllerProps): PermissionSet {
    const { meshNames } = props;
    requireScope('AppMesh.controller', 'meshNames', meshNames);
    for (const name of meshNames.filter((n) => /[*?\s]/.test(n))) {
      throw new WorkloadIdentityError(
        undefined,
        `AppMesh.controller: 'meshNames' has '${name}'; expected the whole name of a mesh`,
      );
    }
    const facts = {
      name: 'app-mesh-controller',
      namespace: 'appmesh-system',
      serviceAccountName: 'appmesh-controller',
      source:
        'https://github.com/aws/aws-app-mesh-controller-for-k8s/blob/master/config/iam/controller-iam-policy.json',
      reviewed: '2026-11-22',
      warnings: [endOfService()],
    };
    return new AddonPermissionSet(facts, (context) => appMeshControllerGrants(context, meshNames));
  }

  /**
   * The Envoy proxy beside an application. It uses the application's ServiceAccount, so it has no
   * namespace or name of its own. Warns; throws where neither a node nor a gateway is given.
   */
  public static envoy(props: AppMeshEnvoyProps): PermissionSet {
    const { virtualNodes = [], virtualGateways = [] } = props;
    const { certificates = [], certificateAuthorities = [] } = props;
    requireAnyScope('AppMesh.envoy', { virtualNodes, virtualGateways });
    const facts = {
      name: 'app-mesh-envoy',
      source:
        'https://github.com/aws/aws-app-mesh-controller-for-k8s/blob/master/config/iam/envoy-iam-policy.json',
      reviewed: '2026-11-22',
      warnings: [endOfService()],
    };
    const grants = [
      {
        actions: ['appmesh:StreamAggregatedResources'],
        resources: [
          ...virtualNodes.map((n) => n.virtualNodeRef.virtualNodeArn),
          ...virtualGateways.map((g) => g.virtualGatewayRef.virtualGatewayArn),
        ],
      },
      {
        actions: ['acm:ExportCertificate'],
        // Not of `certificateRef`, where aws-cdk-lib has renamed the ARN.
        resources: certificates.map((c) => c.certificateArn),
      },
      {
        actions: ['acm-pca:GetCertificateAuthorityCertificate'],
        resources: certificateAuthorities.map(
          (ca) => ca.certificateAuthorityRef.certificateAuthorityArn,
        ),
      },
    ];
    return new AddonPermissionSet(facts, () => grants.filter((g) => g.resources.length > 0));
  }
}

function endOfService() {
  return {
    id: 'appMeshEnded',
    message:
      'AWS ended App Mesh on 2026-09-30: its API can no longer be used. Move to another service ' +
      'mesh, or to Amazon VPC Lattice with GatewayApiController.vpcLattice().',
  };
}
