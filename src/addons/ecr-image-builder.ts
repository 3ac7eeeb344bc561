import type { aws_ecr } from 'aws-cdk-lib/interfaces';
import type { PermissionSet, PermissionWarning } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn } from './private/aws-arn';
import { type Grant, withoutResource } from './private/grant';
import { requireScope } from './private/required-scope';

/** Where a build pushes to, and what it pulls. */
export interface EcrImageBuilderRepositoriesProps {
  /** The repositories that images are pushed to, and pulled from as a cache. At least one. */
  readonly repositories: aws_ecr.IRepositoryRef[];

  /**
   * The repositories of base images, which are only pulled.
   *
   * @default - none
   */
  readonly baseRepositories?: aws_ecr.IRepositoryRef[];
}

/**
 * A builder of container images in the cluster (BuildKit, Kaniko, a CI runner) that pushes to
 * Amazon ECR. It has no chart, so it has no namespace or name of its own.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
 */
export class EcrImageBuilder {
  /** Push to the given repositories. Throws where none is given. */
  public static repositories(props: EcrImageBuilderRepositoriesProps): PermissionSet {
    const { repositories, baseRepositories = [] } = props;
    requireScope(
      'EcrImageBuilder.repositories',
      'repositories',
      repositories,
      'EcrImageBuilder.allRepositories()',
    );
    const arns = (all: aws_ecr.IRepositoryRef[]) => all.map((r) => r.repositoryRef.repositoryArn);
    return imageBuilder([
      { actions: [...PULL, ...PUSH], resources: arns(repositories) },
      ...(baseRepositories.length > 0
        ? [{ actions: PULL, resources: arns(baseRepositories) }]
        : []),
    ]);
  }

  /** Push to every repository of the account; warns. */
  public static allRepositories(): PermissionSet {
    return imageBuilder(
      [
        {
          actions: [...PULL, ...PUSH],
          resources: [awsArn('ecr:*:*:repository/*')],
          reason: 'Every repository of the account was chosen.',
        },
      ],
      [
        {
          id: 'ecrImageBuilderAllRepositories',
          message:
            'The image builder may push to every repository of the account. ' +
            'Use EcrImageBuilder.repositories() and name them.',
        },
      ],
    );
  }
}

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

const PUSH = [
  'ecr:CompleteLayerUpload',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];

function imageBuilder(grants: Grant[], warnings?: PermissionWarning[]): PermissionSet {
  const facts = {
    name: 'ecr-image-builder',
    source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html',
    reviewed: '2026-11-22',
    warnings,
  };
  return new AddonPermissionSet(facts, () => [
    ...grants,
    withoutResource(['ecr:GetAuthorizationToken']),
  ]);
}
