import { Repository } from 'aws-cdk-lib/aws-ecr';
import { EcrImageBuilder } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

const OMITS = [
  {
    actions: [
      'ecr:DescribeImageScanFindings',
      'ecr:DescribeImages',
      'ecr:DescribeRepositories',
      'ecr:GetLifecyclePolicy',
      'ecr:GetLifecyclePolicyPreview',
      'ecr:GetRepositoryPolicy',
      'ecr:ListImages',
      'ecr:ListTagsForResource',
    ],
    why: 'The page on pushing an image does not ask for it.',
  },
];

const LAYERS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];

export const cases: AddonCase[] = [
  {
    addon: 'ECR image builder',
    factory: 'EcrImageBuilder.repositories',
    title: 'one repository, and one of base images',
    declare: (scope) =>
      EcrImageBuilder.repositories({
        repositories: [Repository.fromRepositoryName(scope, 'App', 'app')],
        baseRepositories: [Repository.fromRepositoryName(scope, 'Base', 'base')],
      }),
    refuses: [
      {
        why: 'no repository',
        declare: (scope) =>
          EcrImageBuilder.repositories({
            repositories: [],
            baseRepositories: [Repository.fromRepositoryName(scope, 'Base', 'base')],
          }),
        message: /'repositories' is empty; .*EcrImageBuilder.allRepositories/,
      },
    ],
    upstream: {
      document: 'ecr-power-user',
      omits: OMITS,
      narrows: [
        {
          actions: LAYERS,
          why: 'The repositories are named.',
        },
      ],
    },
  },
  {
    addon: 'ECR image builder',
    factory: 'EcrImageBuilder.allRepositories',
    title: 'every repository',
    declare: () => EcrImageBuilder.allRepositories(),
    refuses: [],
    upstream: {
      document: 'ecr-power-user',
      omits: OMITS,
      narrows: [{ actions: LAYERS, why: 'On repositories; upstream has *.' }],
    },
  },
];
