import type { Stack } from 'aws-cdk-lib';
import { CertificateAuthority } from 'aws-cdk-lib/aws-acmpca';
import { VirtualGateway, VirtualNode } from 'aws-cdk-lib/aws-appmesh';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AppMesh } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const arn = (scope: Stack, service: string, rest: string) =>
  `arn:${scope.partition}:${service}:${scope.region}:${scope.account}:${rest}`;

const node = (scope: Stack) =>
  VirtualNode.fromVirtualNodeArn(
    scope,
    'Node',
    arn(scope, 'appmesh', 'mesh/shop/virtualNode/cart'),
  );

export const cases: AddonCase[] = [
  {
    addon: 'AWS App Mesh',
    factory: 'AppMesh.controller',
    title: 'one mesh',
    declare: () => AppMesh.controller({ meshNames: ['shop'] }),
    refuses: [
      {
        why: 'no mesh',
        declare: () => AppMesh.controller({ meshNames: [] }),
        message: /'meshNames' is empty; name at least one/,
      },
      {
        why: 'a mesh name with a wildcard',
        declare: () => AppMesh.controller({ meshNames: ['shop*'] }),
        message: /'meshNames' has 'shop\*'; expected the whole name of a mesh/,
      },
    ],
    upstream: {
      document: 'app-mesh-controller',
      omits: [
        {
          actions: ['acm-pca:DescribeCertificateAuthority', 'acm:DescribeCertificate'],
          why: 'Certificates are given to Envoy, which has its own preset.',
        },
        {
          actions: [
            'route53:ChangeResourceRecordSets',
            'route53:CreateHealthCheck',
            'route53:DeleteHealthCheck',
            'route53:GetHealthCheck',
            'route53:UpdateHealthCheck',
            'servicediscovery:CreateService',
            'servicediscovery:DeleteService',
            'servicediscovery:DeregisterInstance',
            'servicediscovery:GetInstance',
            'servicediscovery:GetInstancesHealthStatus',
            'servicediscovery:GetOperation',
            'servicediscovery:GetService',
            'servicediscovery:ListInstances',
            'servicediscovery:ListNamespaces',
            'servicediscovery:ListServices',
            'servicediscovery:RegisterInstance',
            'servicediscovery:UpdateInstanceCustomHealthStatus',
          ],
          why: 'Only for service discovery by Cloud Map, on every zone of the account.',
        },
      ],
      narrows: [
        {
          actions: [
            ...['Create', 'Delete', 'Describe', 'Update'].flatMap((verb) =>
              [
                'GatewayRoute',
                'Mesh',
                'Route',
                'VirtualGateway',
                'VirtualNode',
                'VirtualRouter',
                'VirtualService',
              ].map((kind) => `appmesh:${verb}${kind}`),
            ),
            'appmesh:ListGatewayRoutes',
            'appmesh:ListRoutes',
            'appmesh:ListVirtualGateways',
            'appmesh:ListVirtualNodes',
            'appmesh:ListVirtualRouters',
            'appmesh:ListVirtualServices',
          ],
          why: 'The meshes are named.',
        },
        { actions: ['iam:CreateServiceLinkedRole'], why: 'In the account of the identity.' },
      ],
    },
  },
  {
    addon: 'AWS App Mesh',
    factory: 'AppMesh.envoy',
    title: 'one virtual node',
    declare: (scope) => AppMesh.envoy({ virtualNodes: [node(scope)] }),
    refuses: [
      {
        why: 'neither a node nor a gateway',
        declare: () => AppMesh.envoy({}),
        message: /'virtualNodes', 'virtualGateways' are all empty/,
      },
    ],
  },
  {
    addon: 'AWS App Mesh',
    factory: 'AppMesh.envoy',
    title: 'a gateway with certificates',
    declare: (scope) =>
      AppMesh.envoy({
        virtualGateways: [
          VirtualGateway.fromVirtualGatewayArn(
            scope,
            'Gateway',
            arn(scope, 'appmesh', 'mesh/shop/virtualGateway/front'),
          ),
        ],
        certificates: [
          Certificate.fromCertificateArn(scope, 'Cert', arn(scope, 'acm', 'certificate/c1')),
        ],
        certificateAuthorities: [
          CertificateAuthority.fromCertificateAuthorityArn(
            scope,
            'Ca',
            arn(scope, 'acm-pca', 'certificate-authority/ca1'),
          ),
        ],
      }),
    refuses: [],
    upstream: {
      document: 'app-mesh-envoy',
      narrows: [
        {
          actions: [
            'acm-pca:GetCertificateAuthorityCertificate',
            'acm:ExportCertificate',
            'appmesh:StreamAggregatedResources',
          ],
          why: 'The nodes, gateways, certificates and authorities are named.',
        },
      ],
    },
  },
];
