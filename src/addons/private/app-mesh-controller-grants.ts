import type { PermissionContext } from '../../permissions/permission-set';
import { localArn } from './aws-arn';
import { type Grant, withoutResource } from './grant';
import { serviceLinkedRoleGrant } from './service-linked-role-grant';

/** What lives in a mesh; the controller makes, changes and deletes each. */
const KINDS = [
  'GatewayRoute',
  'Route',
  'VirtualGateway',
  'VirtualNode',
  'VirtualRouter',
  'VirtualService',
];

export function appMeshControllerGrants(context: PermissionContext, meshNames: string[]): Grant[] {
  const meshes = meshNames.map((name) => localArn(context, 'appmesh', `mesh/${name}`));
  const verbs = (kind: string) => ['Create', 'Delete', 'Describe', 'Update'].map((v) => v + kind);
  return [
    { actions: verbs('Mesh').map((name) => `appmesh:${name}`), resources: meshes },
    {
      actions: KINDS.flatMap(verbs).map((name) => `appmesh:${name}`),
      resources: meshes.map((arn) => `${arn}/*`),
      reason: 'The controller makes up the names of what is in the mesh.',
    },
    {
      actions: [
        'appmesh:ListGatewayRoutes',
        'appmesh:ListRoutes',
        'appmesh:ListVirtualGateways',
        'appmesh:ListVirtualNodes',
        'appmesh:ListVirtualRouters',
        'appmesh:ListVirtualServices',
      ],
      resources: meshes.flatMap((arn) => [arn, `${arn}/*`]),
      reason: 'Lists are asked for by mesh, by virtual router and by virtual gateway.',
    },
    withoutResource([
      'acm-pca:ListCertificateAuthorities',
      'acm:ListCertificates',
      'appmesh:ListMeshes',
    ]),
    serviceLinkedRoleGrant(context, 'appmesh.amazonaws.com', 'AWSServiceRoleForAppMesh'),
  ];
}
