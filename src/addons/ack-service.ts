/** A controller of AWS Controllers for Kubernetes (ACK), and the policy that its makers recommend. */
export class AckService {
  /** Amazon EC2: AmazonEC2FullAccess. */
  public static readonly EC2 = new AckService('ec2', 'AmazonEC2FullAccess');

  /** Amazon ECS: AmazonECS_FullAccess. */
  public static readonly ECS = new AckService('ecs', 'AmazonECS_FullAccess');

  /** Amazon EFS: AmazonElasticFileSystemFullAccess. */
  public static readonly EFS = new AckService('efs', 'AmazonElasticFileSystemFullAccess');

  /** Amazon EventBridge: AmazonEventBridgeFullAccess. */
  public static readonly EVENT_BRIDGE = new AckService(
    'eventbridge',
    'AmazonEventBridgeFullAccess',
  );

  /** Amazon MSK: AmazonMSKFullAccess. */
  public static readonly KAFKA = new AckService('kafka', 'AmazonMSKFullAccess');

  /** Amazon RDS: AmazonRDSFullAccess. */
  public static readonly RDS = new AckService('rds', 'AmazonRDSFullAccess');

  /** Amazon Route 53: AmazonRoute53FullAccess. */
  public static readonly ROUTE_53 = new AckService('route53', 'AmazonRoute53FullAccess');

  /** AWS Secrets Manager: SecretsManagerReadWrite. */
  public static readonly SECRETS_MANAGER = new AckService(
    'secretsmanager',
    'SecretsManagerReadWrite',
  );

  /** Amazon SQS: AmazonSQSFullAccess. Prefer `AckController.sqs()`. */
  public static readonly SQS = new AckService('sqs', 'AmazonSQSFullAccess');

  private constructor(
    /** The name of the service in the controller's repository and chart, for example `ec2`. */
    public readonly controllerName: string,
    /** The AWS managed policy in `config/iam/recommended-policy-arn` of the controller. */
    public readonly recommendedPolicyName: string,
  ) {}
}
