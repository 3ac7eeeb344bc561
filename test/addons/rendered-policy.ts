import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnCluster } from 'aws-cdk-lib/aws-eks';
import type { PermissionSetProps } from '../../src';
import type { AddonCase } from './addon-case';

/** One statement as CloudFormation would hand it to IAM: plain strings only. */
export interface RenderedStatement {
  Effect: string;
  Action: string[];
  Resource: string[];
  Condition: Record<string, Record<string, string[]>>;
}

export interface RenderedPolicy {
  readonly facts: PermissionSetProps;
  readonly statements: RenderedStatement[];
  readonly managedPolicyArns: string[];
  readonly wildcards: { actions: string[]; resource: string; reason: string }[];
  /** Characters without white space, as IAM counts them. */
  readonly size: number;
}

export const PARTITIONS = {
  aws: { region: 'eu-west-1', urlSuffix: 'amazonaws.com' },
  'aws-cn': { region: 'cn-north-1', urlSuffix: 'amazonaws.com.cn' },
  'aws-us-gov': { region: 'us-gov-west-1', urlSuffix: 'amazonaws.com' },
} as const;

export type Partition = keyof typeof PARTITIONS;

/** The kinds of cluster that an identity may have: what a preset does must hold for each. */
export type ClusterKind = 'named' | 'token' | 'several';

export const ACCOUNT = '111122223333';

const ARNS: Record<string, string> = {
  'AWS::S3::Bucket': 's3:::{id}',
  'AWS::S3Express::DirectoryBucket': 's3express:{region}:{account}:bucket/{id}--x-s3',
  'AWS::S3Files::FileSystem': 's3files:{region}:{account}:file-system/{id}',
  'AWS::KMS::Key': 'kms:{region}:{account}:key/{id}',
  'AWS::SQS::Queue': 'sqs:{region}:{account}:{id}',
  'AWS::EFS::FileSystem': 'elasticfilesystem:{region}:{account}:file-system/{id}',
  'AWS::EKS::Cluster': 'eks:{region}:{account}:cluster/{id}',
  'AWS::IAM::Role': 'iam::{account}:role/{id}',
  'AWS::SecretsManager::Secret': 'secretsmanager:{region}:{account}:secret:{id}-AbCdEf',
  'AWS::Logs::LogGroup': 'logs:{region}:{account}:log-group:{id}:*',
  'AWS::APS::Workspace': 'aps:{region}:{account}:workspace/{id}',
  'AWS::DynamoDB::Table': 'dynamodb:{region}:{account}:table/{id}',
  'AWS::Kinesis::Stream': 'kinesis:{region}:{account}:stream/{id}',
  'AWS::KinesisFirehose::DeliveryStream': 'firehose:{region}:{account}:deliverystream/{id}',
  'AWS::ECR::Repository': 'ecr:{region}:{account}:repository/{id}',
  'AWS::ACMPCA::CertificateAuthority': 'acm-pca:{region}:{account}:certificate-authority/{id}',
};

/** Declares a case in a fresh stack and resolves it as a deployment in the partition would. */
export function renderCase(
  addonCase: Pick<AddonCase, 'declare'>,
  partition: Partition = 'aws',
  kind: ClusterKind = 'named',
): RenderedPolicy {
  const stack = testStack(partition);
  const facts = addonCase.declare(stack)._bind({ scope: stack, clusters: clusters(stack, kind) });
  const flat = <T>(value: unknown): T => flatten(stack.resolve(value), stack, partition) as T;
  const documents = (facts.statements ?? []).map((s) => flat<Record<string, unknown>>(s.toJSON()));
  return {
    facts,
    statements: documents.map(normalised),
    managedPolicyArns: (facts.managedPolicies ?? []).map((p) => flat<string>(p.managedPolicyArn)),
    wildcards: flat(facts.wildcards ?? []),
    size: JSON.stringify({ Version: '2012-10-17', Statement: documents }).replace(/\s/g, '').length,
  };
}

/** Runs a declaration that should be refused, as far as binding it. */
export function bindRefused(declare: (scope: Stack) => unknown): void {
  const stack = testStack('aws');
  const made = declare(stack) as ReturnType<AddonCase['declare']> | undefined;
  made?._bind?.({ scope: stack, clusters: clusters(stack, 'named') });
}

function testStack(partition: Partition): Stack {
  return new Stack(new App(), 'Test', {
    env: { account: ACCOUNT, region: PARTITIONS[partition].region },
  });
}

function clusters(stack: Stack, kind: ClusterKind) {
  const named = (clusterName: string) => ({
    clusterName,
    clusterArn: `arn:${stack.partition}:eks:${stack.region}:${ACCOUNT}:cluster/${clusterName}`,
    region: stack.region,
  });
  if (kind === 'token') {
    const cluster = new CfnCluster(stack, 'Cluster', {
      resourcesVpcConfig: { subnetIds: ['subnet-0123456789abcdef0'] },
      roleArn: `arn:aws:iam::${ACCOUNT}:role/cluster`,
    });
    return [{ clusterName: cluster.ref, clusterArn: cluster.attrArn, region: cluster.env.region }];
  }
  return kind === 'several' ? [named('prod'), named('staging')] : [named('prod')];
}

/** Does what CloudFormation does with the intrinsics that a policy may hold. */
function flatten(value: unknown, stack: Stack, partition: Partition): unknown {
  const go = (v: unknown): unknown => flatten(v, stack, partition);
  if (Array.isArray(value)) {
    return value.map(go);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name === 'Ref') {
    const id = argument as string;
    return pseudoParameter(id, partition) ?? arnByRef(id, stack, partition) ?? id;
  }
  if (entries.length === 1 && name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return (go(parts) as string[]).join(separator);
  }
  if (entries.length === 1 && name === 'Fn::GetAtt') {
    return attribute(argument as [string, string], stack, partition);
  }
  if (name?.startsWith('Fn::')) {
    throw new Error(`rendered-policy.ts does not know ${name}: ${JSON.stringify(value)}`);
  }
  return Object.fromEntries(entries.map(([k, v]) => [k, go(v)]));
}

function pseudoParameter(name: string, partition: Partition): string | undefined {
  const { region, urlSuffix } = PARTITIONS[partition];
  return {
    'AWS::Partition': partition as string,
    'AWS::Region': region as string,
    'AWS::AccountId': ACCOUNT,
    'AWS::URLSuffix': urlSuffix as string,
  }[name];
}

/** Resources whose `Ref` is their ARN. */
const ARN_BY_REF = ['AWS::ACMPCA::CertificateAuthority', 'AWS::S3Files::FileSystem'];

function arnByRef(id: string, stack: Stack, partition: Partition): string | undefined {
  const type = resourceType(id, stack);
  return type && ARN_BY_REF.includes(type) ? arnOf(id, type, partition) : undefined;
}

function attribute([id, name]: [string, string], stack: Stack, partition: Partition): string {
  const arn = /arn$/i.test(name) && arnOf(id, resourceType(id, stack), partition);
  if (!arn) {
    throw new Error(`rendered-policy.ts has no value for ${id}.${name}: add it to ARNS`);
  }
  return arn;
}

function arnOf(id: string, type: string | undefined, partition: Partition): string | undefined {
  const { region } = PARTITIONS[partition];
  const form = type && ARNS[type];
  return (
    form &&
    `arn:${partition}:${form
      .replace('{region}', region)
      .replace('{account}', ACCOUNT)
      .replace('{id}', id)}`
  );
}

function resourceType(id: string, stack: Stack): string | undefined {
  return stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .find((resource) => stack.resolve(resource.logicalId) === id)?.cfnResourceType;
}

function normalised(document: Record<string, unknown>): RenderedStatement {
  const list = (v: unknown): string[] =>
    v === undefined ? [] : Array.isArray(v) ? (v as string[]) : [String(v)];
  const conditions = Object.entries((document.Condition ?? {}) as Record<string, object>).map(
    ([operator, tests]) => [
      operator,
      Object.fromEntries(Object.entries(tests).map(([k, v]) => [k, list(v)])),
    ],
  );
  return {
    Effect: String(document.Effect),
    Action: list(document.Action),
    Resource: list(document.Resource),
    Condition: Object.fromEntries(conditions),
  };
}
