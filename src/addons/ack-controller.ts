import * as iam from 'aws-cdk-lib/aws-iam';
import type { aws_iam } from 'aws-cdk-lib/interfaces';
import { PermissionSet } from '../permissions/permission-set';
import { WorkloadIdentityError } from '../private/errors';
import type { AckService } from './ack-service';
import { ackBucketGrants } from './private/ack-bucket-grants';
import { AddonPermissionSet } from './private/addon-permission-set';
import { awsArn, localArn } from './private/aws-arn';
import { PREFIX_REASON, prefixPatterns } from './private/name-prefix';
import { requireScope } from './private/required-scope';

/** The buckets that the S3 controller manages. */
export interface AckControllerS3Props {
  /** How the names of the buckets begin, for example `team-a-`. At least one. */
  readonly bucketNamePrefixes: string[];

  /**
   * The roles by which buckets are replicated. They can be passed to Amazon S3 only.
   *
   * @default - buckets have no replication
   */
  readonly replicationRoles?: aws_iam.IRoleRef[];
}

/** The queues that the SQS controller manages. */
export interface AckControllerSqsProps {
  /**
   * How the names of the queues begin, for example `team-a-`, in the account of the identity and
   * the region of its cluster. At least one.
   */
  readonly queueNamePrefixes: string[];
}

/** Permissions of your own for a controller. */
export interface AckControllerStatementsProps {
  /** The name of the service in the controller's chart, for example `dynamodb`. */
  readonly controllerName: string;

  /** What the controller may do. At least one statement. */
  readonly statements: iam.PolicyStatement[];
}

/**
 * AWS Controllers for Kubernetes (ACK): AWS resources as Kubernetes objects, one controller a
 * service. The ServiceAccount is the one of the controller's chart, `ack-<service>-controller`.
 *
 * @see https://aws-controllers-k8s.github.io/community/docs/user-docs/irsa/
 */
export class AckController {
  /**
   * The S3 controller, for buckets with a prefix; it cannot reach their objects. Throws where no
   * prefix is given.
   */
  public static s3(props: AckControllerS3Props): PermissionSet {
    const { bucketNamePrefixes, replicationRoles = [] } = props;
    requireScope('AckController.s3', 'bucketNamePrefixes', bucketNamePrefixes);
    const buckets = prefixPatterns('AckController.s3', 'bucketNamePrefixes', bucketNamePrefixes);
    return new AddonPermissionSet(controller('s3', 'recommended-inline-policy'), () =>
      ackBucketGrants(
        buckets.map((pattern) => awsArn(`s3:::${pattern}`)),
        replicationRoles.map((role) => role.roleRef.roleArn),
      ),
    );
  }

  /**
   * The SQS controller, for queues with a prefix; it cannot send or receive messages. Throws where
   * no prefix is given.
   */
  public static sqs(props: AckControllerSqsProps): PermissionSet {
    const { queueNamePrefixes } = props;
    requireScope('AckController.sqs', 'queueNamePrefixes', queueNamePrefixes);
    const queues = prefixPatterns('AckController.sqs', 'queueNamePrefixes', queueNamePrefixes);
    return new AddonPermissionSet(controller('sqs', 'recommended-policy-arn'), (context) => [
      {
        actions: [
          'sqs:CreateQueue',
          'sqs:DeleteQueue',
          'sqs:GetQueueAttributes',
          'sqs:GetQueueUrl',
          'sqs:ListQueueTags',
          'sqs:SetQueueAttributes',
          'sqs:TagQueue',
          'sqs:UntagQueue',
        ],
        resources: queues.map((pattern) => localArn(context, 'sqs', pattern)),
        reason: PREFIX_REASON,
      },
    ]);
  }

  /** A controller with statements of your own. Throws where none is given. */
  public static statements(props: AckControllerStatementsProps): PermissionSet {
    const { controllerName, statements } = props;
    requireScope('AckController.statements', 'statements', statements);
    if (!/^[a-z0-9]+$/.test(controllerName)) {
      throw new WorkloadIdentityError(
        undefined,
        `AckController.statements: 'controllerName' is '${controllerName}'; ` +
          `expected the service's name in lower case, for example 'dynamodb'`,
      );
    }
    return PermissionSet.of({
      ...controller(controllerName, 'recommended-policy-arn'),
      statements,
    });
  }

  /** A controller with the AWS managed policy that its makers recommend; warns. */
  public static recommended(service: AckService): PermissionSet {
    const { controllerName, recommendedPolicyName } = service;
    const facts = {
      ...controller(controllerName, 'recommended-policy-arn'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(recommendedPolicyName)],
      warnings: [
        {
          id: 'ackControllerRecommendedPolicy',
          message:
            `The ACK controller for ${controllerName} has ${recommendedPolicyName}, which is not ` +
            'limited to its own resources. Use AckController.statements(), or a factory that ' +
            'takes prefixes.',
        },
      ],
    };
    return new AddonPermissionSet(facts, () => []);
  }
}

function controller(service: string, document: string) {
  return {
    name: `ack-${service}-controller`,
    namespace: 'ack-system',
    serviceAccountName: `ack-${service}-controller`,
    source: `https://github.com/aws-controllers-k8s/${service}-controller/blob/main/config/iam/${document}`,
    reviewed: '2026-11-22',
  };
}
